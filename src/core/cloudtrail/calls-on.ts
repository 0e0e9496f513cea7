import type { Resource } from '../resource.ts';
import { isObject } from '../text/lenient.ts';

/** How calls name a resource: IAM's take the name, AWS Config's id is another. */
export function nameInCalls({ type, id, name }: Resource): string {
  return type.startsWith('AWS::IAM::') ? (name ?? id) : id;
}

/** Where calls on a resource are recorded: IAM's where it lives, whichever region a rule is of. */
export function regionsOfCalls({ type, region }: Resource): readonly string[] {
  return type.startsWith('AWS::IAM::') || region === 'global' ? ['us-east-1'] : [region];
}

/**
 * Whether a call did something to the resource: it is named in what was asked or answered, not only as who asked (an
 * instance's sessions bear its id), and it is not AWS Config writing down what it saw.
 */
export function isCallOn(record: unknown, resource: Resource): boolean {
  if (!isObject(record) || record['eventSource'] === 'config.amazonaws.com') return false;
  const { requestParameters, responseElements, resources } = record;
  return isNamed(nameInCalls(resource), [requestParameters, responseElements, resources]);
}

/** Whether some value is that name, or ends in it as ARNs do. */
function isNamed(name: string, value: unknown): boolean {
  if (typeof value === 'string') return value === name || value.endsWith(`/${name}`) || value.endsWith(`:${name}`);
  return typeof value === 'object' && value !== null && Object.values(value).some((inner) => isNamed(name, inner));
}
