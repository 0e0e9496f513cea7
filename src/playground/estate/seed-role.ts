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
    madeAt: Number.NEGATIVE_INFINITY,
    ...rest,
  };
}

/** A policy's JSON. */
export function policyOf(Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
