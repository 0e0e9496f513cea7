import { parseArn } from '../arn.ts';
import { userError } from '../errors.ts';
import { type ActionScope, findScope } from './actions.ts';
import type { PolicyStatement } from './statements.ts';

/** STS API Reference, AssumeRole: the inline session policy's longest, in characters. */
const longest = 2048;

/** IAM has no region; its calls count as asked in this one. IAM User Guide, "aws:RequestedRegion". */
const regionOfIam = 'us-east-1';

/** What a session is narrowed to: some actions of one account, on these ARNs, in one region. */
export type Narrowed = Readonly<{
  accountId: string;
  /** `global` where the resource has none. */
  region: string;
  actions: readonly string[];
  /** ARNs; `*` stands only for actions that AWS knows no resource for. */
  resources: readonly string[];
}>;

/**
 * The session policy, as the JSON that STS takes: each action on those of the ARNs that are its own service's, asked in this
 * region alone. Throws when an action is none that our roles may have, when it would be allowed on anything at all although
 * AWS can hold it to something; and REFUSED when an ARN is of another account, or it is longer than STS takes.
 */
export function sessionPolicyOf(
  narrowed: Narrowed,
): Readonly<{ Version: '2012-10-17'; Statement: readonly PolicyStatement[] }> {
  const { actions, resources, accountId } = narrowed;
  if (actions.length === 0) throw new Error('A session that changes something needs at least one action');
  const foreign = resources.find((arn) => !['', accountId, undefined].includes(parseArn(arn)?.account));
  if (foreign !== undefined) throw refused(`${foreign} is not of the account ${accountId}`);
  const groups = new Map<string, PolicyStatement>();
  for (const action of [...new Set(actions)].sort()) {
    const statement = statementOf(action, narrowed);
    const key = JSON.stringify([statement.Resource, statement.Condition]);
    const held = groups.get(key);
    groups.set(key, held ? { ...held, Action: [...held.Action, action] } : statement);
  }
  const policy = { Version: '2012-10-17', Statement: [...groups.values()] } as const;
  const { length } = JSON.stringify(policy);
  if (length <= longest) return policy;
  throw refused(`the session policy would have ${length} characters; STS takes ${longest}`);
}

/** What the resources bring about, and no fault of ours: nothing was changed, and whoever asked is told why. */
function refused(why: string): Error {
  return userError('REFUSED', { what: 'A session narrowed to this', why });
}

function statementOf(action: string, { region, resources }: Narrowed): PolicyStatement {
  const scope = findScope(action);
  if (!scope) throw new Error(`${action} is no action that a role of ours may have (core/iam/actions.ts)`);
  const [service = ''] = action.split(':');
  const own = resources.filter((arn) => parseArn(arn)?.service === service && isOfKind(arn, scope));
  const Resource = 'none' in scope ? ['*'] : own;
  if (Resource.length === 0) throw new Error(`${action} can be held to a resource, and no ARN of ${service} was given`);
  // Who hands a role over is asked by the service that takes it, so the region is that service's own affair.
  const isHandOver = 'resources' in scope && scope.passedTo !== undefined;
  const asked = service === 'iam' || region === 'global' ? regionOfIam : region;
  const StringEquals = isHandOver
    ? { 'iam:PassedToService': [scope.passedTo] }
    : { 'aws:RequestedRegion': [asked], ...('resources' in scope && scope.onlyIf) };
  return { Effect: 'Allow', Action: [action], Resource, Condition: { StringEquals } };
}

/** What has conditions of its own stands in a statement of its own, with those kinds of things alone that it is for. */
function isOfKind(arn: string, scope: ActionScope): boolean {
  if ('none' in scope || scope.onlyIf === undefined) return true;
  const kindOf = (one: string) => one.split(':')[5]?.split('/')[0];
  return scope.resources.some((pattern) => kindOf(pattern) === kindOf(arn));
}

/** Where a resource is asked for: what AWS has once for the whole world (IAM) lives in one region. Docs: AWS General Reference, IAM endpoints. */
export function regionOf(region: string): string {
  return region === 'global' ? regionOfIam : region;
}
