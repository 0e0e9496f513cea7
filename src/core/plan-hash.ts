import { createHash } from 'node:crypto';
import type { Json } from './json.ts';
import type { Plan, RemediationRequest } from './remediation.ts';
import { resourceKey } from './resource.ts';

type Asked = Pick<RemediationRequest, 'remediation' | 'resource' | 'rule' | 'input' | 'undoes'>;

/**
 * The SHA-256 of what exactly would be done to what, seen how: an approval is bound to it, and one word that differs makes
 * another hash. What is only said beside a plan (caveats, how it would be taken back) is not part of it.
 */
export function hashPlan(asked: Asked, { steps, before }: Pick<Plan, 'steps' | 'before'>): string {
  const { remediation, resource, rule = null, input, undoes = null } = asked;
  const what = { remediation, undoes, resource: resourceKey(resource), rule, input, steps, before };
  return createHash('sha256').update(canonical(what)).digest('hex');
}

/** Whether two pieces of plain data say the same, whatever the order of their keys. */
export function isSameJson(a: Json, b: Json): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with the keys of every object in order, so that equal data is equal text. */
function canonical(data: Json): string {
  if (Array.isArray(data)) return `[${data.map(canonical).join(',')}]`;
  if (typeof data !== 'object' || data === null) return JSON.stringify(data);
  const kept = Object.entries(data).filter(([, value]) => value !== undefined);
  const entries = kept.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).join(',')}}`;
}
