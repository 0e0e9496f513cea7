import type { Context } from '../aws/policy-conditions.ts';
import type { Parts } from './parts.ts';
import { letsIn } from './resource-policy.ts';

/** Whether a function or alias, by its ARN, is there and lets a service invoke it. */
export function maySomebodyInvoke(
  { state }: Parts,
  arn: string,
  { service, context }: Readonly<{ service: string; context: Context }>,
): boolean {
  const [, , , region = '', accountId = '', , name = '', qualifier = ''] = arn.split(':');
  const found = state().accounts[accountId]?.regions[region]?.functions[name];
  if (!found || (qualifier && !found.aliases[qualifier])) return false;
  const ask = { action: 'lambda:InvokeFunction', resource: arn, context };
  return letsIn(found.policies[qualifier]?.text, { service }, ask);
}
