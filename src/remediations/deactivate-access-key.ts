import type { IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import type { Alert } from '../core/alert.ts';
import { isNamed } from '../core/aws-error.ts';
import type { Resource } from '../core/resource.ts';
import {
  type Applied,
  defineRemediation,
  type Planned,
  type RemediationContext,
  type Subject,
  type Task,
} from './define.ts';

/** `arn` is the user's, with its path: the session is narrowed to it. */
const Before = z.object({ arn: z.string(), user: z.string(), status: z.enum(['Active', 'Inactive']) });
type Before = z.infer<typeof Before>;
type Refused = Extract<Planned, { outcome: string }>;

/** A long-lived key of a user stops working; the user and its other key stay. Docs: IAM User Guide, "Manage access keys for IAM users". */
export const deactivateAccessKey = defineRemediation<Before>({
  id: 'deactivate-access-key',
  title: 'Deactivate access key',
  effect:
    'Makes the access key inactive: whatever signs with it is refused within seconds to minutes. Sessions that were made with it before go on until they expire.',
  resourceTypes: ['AWS::IAM::User', 'AWS::::Account'],
  approval: 'clicker',
  permissions: {
    read: ['iam:GetAccessKeyLastUsed', 'iam:GetUser', 'iam:ListAccessKeys'],
    act: ['iam:UpdateAccessKey'],
    undo: ['iam:UpdateAccessKey'],
  },
  inputs: {
    key: { help: 'the id of the access key', example: 'AKIAIOSFODNN7EXAMPLE', pattern: /^A[KS]IA[A-Z0-9]{12,124}$/ },
  },
  before: Before,

  /** Root's keys only root can touch, and a temporary one ends with its session: neither gets a button. */
  subjectOf({ resources, ids }: Alert): Subject | undefined {
    const key = ids?.['accessKey'];
    const user = resources.find(({ type }) => type === 'AWS::IAM::User');
    return key?.startsWith('AKIA') && user ? { resource: user, input: { key } } : undefined;
  },

  async plan(task, ctx): Promise<Planned & { before?: Before }> {
    const { resource } = task;
    const key = keyOf(task);
    const refusal = refusalOf(resource, key);
    if (refusal) return refusal;
    const iam = await (await ctx.read()).iam();
    const before = await findKey(iam, resource, key);
    if ('outcome' in before) return before;
    if (before.status === 'Inactive') return { steps: [], back: [], caveats: [], before };
    return {
      steps: [{ what: `deactivate the access key ${key}`, on: before.user }],
      back: [{ what: `activate the access key ${key} again`, on: before.user }],
      caveats: [
        await lastUseOf(iam, key, ctx.now()),
        'IAM takes some seconds, rarely minutes, until every service knows.',
      ],
      before,
    };
  },

  async apply(task, _, ctx): Promise<Applied> {
    return update(task, 'Inactive', ctx);
  },

  async undo(task, { status }, ctx): Promise<Applied> {
    return update(task, status, ctx);
  },
});

/** The key is read first: to who may only touch that one user, IAM says of a user that is gone that it is forbidden. */
async function update(task: Task, status: Before['status'], ctx: RemediationContext): Promise<Applied> {
  const found = await findKey(await (await ctx.read()).iam(), task.resource, keyOf(task));
  if ('outcome' in found) return { state: found.outcome, reason: found.reason };
  const { arn, user } = found;
  const { UpdateAccessKeyCommand } = await import('@aws-sdk/client-iam');
  const iam = await (await ctx.act(['iam:UpdateAccessKey'], [arn])).iam();
  try {
    await iam.send(new UpdateAccessKeyCommand({ UserName: user, AccessKeyId: keyOf(task), Status: status }));
  } catch (error) {
    if (isNamed(error, missing)) return { state: 'resource-gone', reason: `The user ${user} has no such key any more` };
    throw error;
  }
  return { state: 'applied' };
}

const missing = 'NoSuchEntityException';

function keyOf({ input }: Task): string {
  const { key } = input;
  if (key === undefined) throw new Error('An access key was to be deactivated, and nobody said which');
  return key;
}

/** What can be told without asking anybody. */
function refusalOf({ type }: Resource, key: string): Refused | undefined {
  if (type === 'AWS::::Account') {
    const reason =
      'Only the root user itself can end its access keys: sign in as root and delete the key, or from the management account by centralized root access (IAM User Guide, "Centrally manage root access")';
    return { outcome: 'failed', reason };
  }
  if (!key.startsWith('ASIA')) return undefined;
  return { outcome: 'failed', reason: `${key} is a temporary key of a session; revoke the role's sessions instead` };
}

async function findKey(iam: IAMClient, resource: Resource, key: string): Promise<Before | Refused> {
  const { GetUserCommand, ListAccessKeysCommand } = await import('@aws-sdk/client-iam');
  const name = userNameOf(resource);
  try {
    const { User } = await iam.send(new GetUserCommand({ UserName: name }));
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: name }));
    const found = AccessKeyMetadata.find(({ AccessKeyId }) => AccessKeyId === key);
    if (!found) return { outcome: 'resource-gone', reason: `The user ${name} has no access key ${key} (any more)` };
    const status = found.Status === 'Active' ? 'Active' : 'Inactive';
    return { arn: User?.Arn ?? '', user: name, status };
  } catch (error) {
    if (!isNamed(error, missing)) throw error;
    return { outcome: 'resource-gone', reason: `There is no user ${name} (any more)` };
  }
}

/** CloudTrail names a user; AWS Config numbers it and has the name at the end of its ARN. */
function userNameOf({ id, arn, name }: Resource): string {
  if (!/^AIDA[A-Z0-9]{12,}$/.test(id)) return id;
  return arn?.split('/').at(-1) ?? name ?? id;
}

/** Who would miss it. Docs: IAM API Reference, GetAccessKeyLastUsed (known some hours late at worst). */
async function lastUseOf(iam: IAMClient, key: string, now: number): Promise<string> {
  const { GetAccessKeyLastUsedCommand } = await import('@aws-sdk/client-iam');
  const { AccessKeyLastUsed: used } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key }));
  if (!used?.LastUsedDate) return 'IAM knows of no use of it so far.';
  const where = used.Region && used.Region !== 'N/A' ? ` in ${used.Region}` : '';
  return `Something uses it: last ${agoOf(now - used.LastUsedDate.getTime())}, for ${used.ServiceName}${where}.`;
}

function agoOf(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const [count, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 2880
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  return count === 0 ? 'just now' : `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}
