import type { RoleState } from './state.ts';

/** A role that has been there for long. */
export function roleOf(accountId: string, name: string, rest: Partial<RoleState>): RoleState {
  return {
    name,
    id: `AROA${accountId}${name
      .toUpperCase()
      .replace(/[^A-Z]/g, '')
      .slice(0, 5)}`,
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    path: '/',
    trust: '{}',
    maxSeconds: 3600,
    tags: {},
    policies: {},
    attached: [],
    madeAt: Date.parse('2020-01-01T00:00:00Z'),
    ...rest,
  };
}

/** A policy's JSON. */
export function policyOf(Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
