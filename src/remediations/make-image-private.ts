import type { EC2Client, LaunchPermission } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { isNamed } from '../core/aws-error.ts';
import type { Resource } from '../core/resource.ts';
import { listed } from '../core/text/phrase.ts';
import { type Applied, defineRemediation, type Planned, type RemediationContext, type Task } from './define.ts';

/** With whom it was shared: everybody, and the accounts and organizations that were named. */
const Before = z.object({ everybody: z.boolean(), accounts: z.array(z.string()), organizations: z.array(z.string()) });
type Before = z.infer<typeof Before>;

/** An image is shared with everybody no more. Docs: EC2 User Guide, "Make your AMI publicly available", and "Block public access to your AMIs". */
export const makeImagePrivate = defineRemediation<Before>({
  id: 'make-image-private',
  title: 'Make image private',
  effect:
    'Nobody else can launch instances from the image any more, except the accounts that it is shared with by name. Copies that others have made stay theirs.',
  resourceTypes: ['AWS::EC2::Image'],
  approval: 'clicker',
  permissions: {
    read: ['ec2:DescribeImageAttribute', 'ec2:GetImageBlockPublicAccessState'],
    act: ['ec2:ModifyImageAttribute'],
    undo: ['ec2:ModifyImageAttribute'],
  },
  inputs: {
    accounts: {
      help: '`remove` to end the sharing with single accounts as well',
      ...{ example: 'remove', pattern: /^remove$/, optional: true },
    },
  },
  before: Before,

  async plan(task, ctx): Promise<Planned & { before?: Before }> {
    const { id } = task.resource;
    const ec2 = await (await ctx.read()).ec2();
    const before = await findShares(ec2, task.resource);
    if (!before) return { outcome: 'resource-gone', reason: gone(id) };
    const taken = takenBy(task, before);
    if (taken.length === 0) return { steps: [], back: [], caveats: caveatsOf(before), before };
    const isGuarded = before.everybody && (await isBlocked(ec2));
    const also = taken.filter(({ UserId }) => UserId).map(({ UserId }) => UserId ?? '');
    return {
      steps: [
        ...(before.everybody ? [{ what: 'end the sharing with everybody', on: id }] : []),
        ...(also.length > 0 ? [{ what: `end the sharing with ${listed(also)}`, on: id }] : []),
      ],
      back: isGuarded
        ? []
        : [{ what: `share it again with ${listed([...(before.everybody ? ['everybody'] : []), ...also])}`, on: id }],
      caveats: [
        ...(isGuarded
          ? ['The account blocks new public sharing of images: this cannot be taken back while it does.']
          : []),
        ...(also.length > 0 ? [] : caveatsOf(before)),
        'The snapshots behind it have a sharing of their own, which stays as it is.',
      ],
      before,
    };
  },

  async apply(task, before, ctx): Promise<Applied> {
    return modify(task, { remove: takenBy(task, before) }, ctx);
  },

  async undo(task, before, ctx): Promise<Applied> {
    return modify(task, { add: takenBy(task, before) }, ctx);
  },
});

/** What is taken away: the public share, and single accounts only where somebody said so. */
function takenBy({ input }: Task, { everybody, accounts }: Before): LaunchPermission[] {
  const named = input['accounts'] === 'remove' ? accounts : [];
  return [...(everybody ? [{ Group: 'all' as const }] : []), ...named.map((UserId) => ({ UserId }))];
}

async function modify(
  { resource: { id, region } }: Task,
  { add = [], remove = [] }: { add?: LaunchPermission[]; remove?: LaunchPermission[] },
  ctx: RemediationContext,
): Promise<Applied> {
  if (add.length + remove.length === 0) return { state: 'applied' };
  const { ModifyImageAttributeCommand } = await import('@aws-sdk/client-ec2');
  const ec2 = await (await ctx.act(['ec2:ModifyImageAttribute'], [`arn:aws:ec2:${region}::image/${id}`])).ec2();
  try {
    const LaunchPermission = { ...(add.length > 0 && { Add: add }), ...(remove.length > 0 && { Remove: remove }) };
    await ec2.send(new ModifyImageAttributeCommand({ ImageId: id, LaunchPermission }));
  } catch (error) {
    if (isMissing(error)) return { state: 'resource-gone', reason: gone(id) };
    throw error;
  }
  return { state: 'applied' };
}

async function findShares(ec2: EC2Client, { id }: Resource): Promise<Before | undefined> {
  const { DescribeImageAttributeCommand } = await import('@aws-sdk/client-ec2');
  const command = new DescribeImageAttributeCommand({ ImageId: id, Attribute: 'launchPermission' });
  const answer = await ec2.send(command).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!answer) return undefined;
  const shares = answer.LaunchPermissions ?? [];
  return {
    everybody: shares.some(({ Group }) => Group === 'all'),
    accounts: shares.flatMap(({ UserId }) => UserId ?? []).toSorted(),
    organizations: shares
      .flatMap(({ OrganizationArn, OrganizationalUnitArn }) => OrganizationArn ?? OrganizationalUnitArn ?? [])
      .toSorted(),
  };
}

/** Images that are public already stay so under the account's block; only sharing them anew is refused. */
async function isBlocked(ec2: EC2Client): Promise<boolean> {
  const { GetImageBlockPublicAccessStateCommand } = await import('@aws-sdk/client-ec2');
  const { ImageBlockPublicAccessState: state } = await ec2.send(new GetImageBlockPublicAccessStateCommand({}));
  return state !== undefined && state !== 'unblocked';
}

function caveatsOf({ accounts, organizations }: Before): readonly string[] {
  const stays = [
    ...(accounts.length > 0 ? [`the account${accounts.length > 1 ? 's' : ''} ${listed(accounts)}`] : []),
    ...organizations.map((arn) => `the organization or unit ${arn.split('/').at(-1)}`),
  ];
  return stays.length > 0 ? [`It stays shared with ${listed(stays)}.`] : [];
}

function isMissing(error: unknown): boolean {
  return isNamed(error, 'InvalidAMIID.NotFound') || isNamed(error, 'InvalidAMIID.Unavailable');
}

function gone(id: string): string {
  return `There is no image ${id} (any more)`;
}
