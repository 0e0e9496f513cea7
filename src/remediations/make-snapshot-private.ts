import * as z from 'zod/mini';
import { isNamed } from '../core/aws-error.ts';
import type { Resource } from '../core/resource.ts';
import { listed } from '../core/text/phrase.ts';
import {
  type Applied,
  defineRemediation,
  type MemberClients,
  type Planned,
  type RemediationContext,
} from './define.ts';

/** Who else may use it: `all`, account ids. */
const Before = z.object({ shares: z.array(z.string()) });
type Before = z.infer<typeof Before>;
const everybody = 'all';

/** How a kind of snapshot is asked and told with whom it is shared. */
type Kind = Readonly<{
  arn: (resource: Resource) => string;
  /** The IAM action that changes it. */
  action: string;
  /** What AWS answers when there is no such snapshot. */
  missing: string;
  find(clients: MemberClients, id: string): Promise<readonly string[]>;
  change(clients: MemberClients, id: string, change: 'add' | 'remove'): Promise<unknown>;
}>;

const kinds = new Map<string, Kind>([
  [
    'AWS::EC2::Snapshot',
    {
      // A snapshot's ARN has no account, whoever owns it.
      arn: ({ region, id }) => `arn:aws:ec2:${region}::snapshot/${id}`,
      action: 'ec2:ModifySnapshotAttribute',
      missing: 'InvalidSnapshot.NotFound',
      async find(clients, SnapshotId) {
        const { DescribeSnapshotAttributeCommand } = await import('@aws-sdk/client-ec2');
        const command = new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' });
        const { CreateVolumePermissions = [] } = await (await clients.ec2()).send(command);
        return CreateVolumePermissions.flatMap(({ Group, UserId }) => Group ?? UserId ?? []);
      },
      async change(clients, SnapshotId, change) {
        const { ModifySnapshotAttributeCommand } = await import('@aws-sdk/client-ec2');
        const all = [{ Group: everybody }] as const;
        const CreateVolumePermission = change === 'add' ? { Add: [...all] } : { Remove: [...all] };
        return (await clients.ec2()).send(new ModifySnapshotAttributeCommand({ SnapshotId, CreateVolumePermission }));
      },
    },
  ],
  [
    'AWS::RDS::DBSnapshot',
    {
      arn: ({ region, accountId, id }) => `arn:aws:rds:${region}:${accountId}:snapshot:${id}`,
      action: 'rds:ModifyDBSnapshotAttribute',
      missing: 'DBSnapshotNotFoundFault',
      async find(clients, DBSnapshotIdentifier) {
        const { DescribeDBSnapshotAttributesCommand } = await import('@aws-sdk/client-rds');
        const command = new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier });
        const { DBSnapshotAttributesResult: result } = await (await clients.rds()).send(command);
        return restorersIn(result?.DBSnapshotAttributes);
      },
      async change(clients, DBSnapshotIdentifier, change) {
        const { ModifyDBSnapshotAttributeCommand } = await import('@aws-sdk/client-rds');
        const input = { DBSnapshotIdentifier, AttributeName: 'restore', ...valuesTo(change) };
        return (await clients.rds()).send(new ModifyDBSnapshotAttributeCommand(input));
      },
    },
  ],
  [
    'AWS::RDS::DBClusterSnapshot',
    {
      arn: ({ region, accountId, id }) => `arn:aws:rds:${region}:${accountId}:cluster-snapshot:${id}`,
      action: 'rds:ModifyDBClusterSnapshotAttribute',
      missing: 'DBClusterSnapshotNotFoundFault',
      async find(clients, DBClusterSnapshotIdentifier) {
        const { DescribeDBClusterSnapshotAttributesCommand } = await import('@aws-sdk/client-rds');
        const command = new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier });
        const { DBClusterSnapshotAttributesResult: result } = await (await clients.rds()).send(command);
        return restorersIn(result?.DBClusterSnapshotAttributes);
      },
      async change(clients, DBClusterSnapshotIdentifier, change) {
        const { ModifyDBClusterSnapshotAttributeCommand } = await import('@aws-sdk/client-rds');
        const input = { DBClusterSnapshotIdentifier, AttributeName: 'restore', ...valuesTo(change) };
        return (await clients.rds()).send(new ModifyDBClusterSnapshotAttributeCommand(input));
      },
    },
  ],
]);

/** A snapshot of a volume or a database is shared with everybody no more. Docs: Amazon EBS User Guide, "Share an Amazon EBS snapshot"; Amazon RDS User Guide, "Sharing public snapshots". */
export const makeSnapshotPrivate = defineRemediation<Before>({
  id: 'make-snapshot-private',
  title: 'Make snapshot private',
  effect:
    'Nobody else can read or restore the snapshot any more, except the accounts that it is shared with by name. Copies that others have made stay theirs.',
  resourceTypes: [...kinds.keys()],
  approval: 'clicker',
  permissions: {
    read: [
      'ec2:DescribeSnapshotAttribute',
      'ec2:GetSnapshotBlockPublicAccessState',
      'rds:DescribeDBClusterSnapshotAttributes',
      'rds:DescribeDBSnapshotAttributes',
    ],
    act: [...kinds.values()].map(({ action }) => action).toSorted(),
    undo: [...kinds.values()].map(({ action }) => action).toSorted(),
  },
  before: Before,

  async plan({ resource }, ctx): Promise<Planned & { before?: Before }> {
    const clients = await ctx.read();
    const before = await findShares(resource, clients);
    if (!before) return { outcome: 'resource-gone', reason: gone(resource) };
    const named = before.shares.filter((one) => one !== everybody);
    const stays =
      named.length > 0 ? [`It stays shared with the account${named.length > 1 ? 's' : ''} ${listed(named)}.`] : [];
    if (!before.shares.includes(everybody)) return { steps: [], back: [], caveats: stays, before };
    const block = resource.type === 'AWS::EC2::Snapshot' ? await findBlock(clients) : 'unblocked';
    if (block === 'block-all-sharing') return { outcome: 'already-compliant', reason: blocked };
    const isGuarded = block !== 'unblocked';
    return {
      steps: [{ what: 'end the sharing with everybody', on: resource.id }],
      back: isGuarded ? [] : [{ what: 'share it with everybody again', on: resource.id }],
      caveats: [...(isGuarded ? [guarded] : []), ...stays],
      before,
    };
  },

  async apply({ resource }, { shares }, ctx): Promise<Applied> {
    return shares.includes(everybody) ? change(resource, 'remove', ctx) : { state: 'applied' };
  },

  async undo({ resource }, { shares }, ctx): Promise<Applied> {
    return shares.includes(everybody) ? change(resource, 'add', ctx) : { state: 'applied' };
  },
});

const blocked =
  'The account blocks all public sharing of snapshots in this region, so nobody can use it although it is marked as public';
const guarded = 'The account blocks new public sharing of snapshots: this cannot be taken back while it does.';

async function change(resource: Resource, what: 'add' | 'remove', ctx: RemediationContext): Promise<Applied> {
  const kind = loadKind(resource);
  try {
    await kind.change(await ctx.act([kind.action], [kind.arn(resource)]), resource.id, what);
  } catch (error) {
    if (isNamed(error, kind.missing)) return { state: 'resource-gone', reason: gone(resource) };
    throw error;
  }
  return { state: 'applied' };
}

async function findShares(resource: Resource, clients: MemberClients): Promise<Before | undefined> {
  const kind = loadKind(resource);
  try {
    return { shares: (await kind.find(clients, resource.id)).toSorted() };
  } catch (error) {
    if (isNamed(error, kind.missing)) return undefined;
    throw error;
  }
}

/** The account's own block in the region, which wins over what a snapshot says. Docs: Amazon EBS User Guide, "Block public access for snapshots". */
async function findBlock(clients: MemberClients): Promise<string> {
  const { GetSnapshotBlockPublicAccessStateCommand } = await import('@aws-sdk/client-ec2');
  const { State } = await (await clients.ec2()).send(new GetSnapshotBlockPublicAccessStateCommand({}));
  return State ?? 'unblocked';
}

type Attributes = readonly { AttributeName?: string | undefined; AttributeValues?: string[] | undefined }[];

function restorersIn(attributes: Attributes = []): readonly string[] {
  return attributes.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues ?? [];
}

function valuesTo(change: 'add' | 'remove') {
  return change === 'add' ? { ValuesToAdd: [everybody] } : { ValuesToRemove: [everybody] };
}

function loadKind({ type }: Resource): Kind {
  const kind = kinds.get(type);
  if (!kind) throw new Error(`${type} is no kind of snapshot that can be made private`);
  return kind;
}

function gone({ id }: Resource): string {
  return `There is no snapshot ${id} (any more)`;
}
