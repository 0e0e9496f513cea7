import type { Finding, GuardDutyClient } from '@aws-sdk/client-guardduty';
import * as z from 'zod/mini';
import type { Alert } from '../core/alert.ts';
import { awsReason, isNamed } from '../core/aws-error.ts';
import { type Applied, defineRemediation, type Planned, type RemediationContext, type Subject } from './define.ts';

const Before = z.object({ detectorId: z.string(), findingId: z.string(), isArchived: z.boolean() });
type Before = z.infer<typeof Before>;

const caveats = [
  'What the finding is about goes on: this changes no resource. It comes back when GuardDuty sees it again.',
];

/** Archives one finding: somebody has looked. Docs: GuardDuty API Reference, ArchiveFindings, UnarchiveFindings and GetFindings. */
export const archiveGuarddutyFinding = defineRemediation({
  id: 'archive-guardduty-finding',
  title: 'Archive the finding',
  effect:
    'Archives this GuardDuty finding. What it is about goes on: no resource is changed. It can be taken out of the archive again.',
  resourceTypes: ['AWS::GuardDuty::Finding'],
  approval: 'clicker',
  permissions: {
    read: ['guardduty:GetFindings', 'guardduty:GetAdministratorAccount'],
    act: ['guardduty:ArchiveFindings'],
    undo: ['guardduty:UnarchiveFindings'],
  },
  inputs: {
    detector: {
      help: 'the id of the detector that made the finding',
      example: '12abc34d567e8fa901bc2d34e56789f0',
      pattern: /^[0-9a-f]{32}$/,
    },
  },
  before: Before,

  subjectOf({ kind, ids, accountId, region }: Alert): Subject | undefined {
    if (kind !== 'guardduty-finding' || !ids?.['detector'] || !ids['finding']) return undefined;
    const resource = { type: 'AWS::GuardDuty::Finding', id: ids['finding'], accountId, region };
    return { resource, input: { detector: ids['detector'] } };
  },

  async plan({ resource, input }, ctx): Promise<Planned & { before?: Before }> {
    const { id: findingId } = resource;
    const detectorId = input['detector'];
    if (!detectorId) return { outcome: 'failed', reason: 'the detector that made the finding is not known' };
    const client = await (await ctx.read()).guardduty();
    const finding = await findFinding({ detectorId, findingId }, client);
    if (!finding) return gone;
    const isArchived = finding.Service?.Archived ?? false;
    const before = { detectorId, findingId, isArchived };
    if (isArchived) return { steps: [], back: [], caveats: [], before };
    const administrator = await findAdministrator(detectorId, client);
    if (administrator) return { outcome: 'failed', reason: elsewhere(administrator) };
    return {
      steps: [{ what: 'archive the finding', on: findingId }],
      back: [{ what: 'take the finding out of the archive', on: findingId }],
      caveats,
      before,
    };
  },

  async apply(_task, before, ctx): Promise<Applied> {
    const { ArchiveFindingsCommand } = await import('@aws-sdk/client-guardduty');
    return change({ before, ctx, to: 'archived' }, (client, ids) => client.send(new ArchiveFindingsCommand(ids)));
  },

  async undo(_task, before, ctx): Promise<Applied> {
    if (before.isArchived) return { state: 'applied' };
    const { UnarchiveFindingsCommand } = await import('@aws-sdk/client-guardduty');
    return change({ before, ctx, to: 'open' }, (client, ids) => client.send(new UnarchiveFindingsCommand(ids)));
  },
});

const gone = {
  outcome: 'resource-gone',
  reason:
    'GuardDuty has no such finding in this account: findings go after 90 days or with their detector, and those of a member may be told by its administrator account',
} as const;

/** Archives or takes out, unless it is so already. */
async function change(
  deed: Readonly<{ before: Before; ctx: RemediationContext; to: 'archived' | 'open' }>,
  send: (client: GuardDutyClient, ids: { DetectorId: string; FindingIds: string[] }) => Promise<unknown>,
): Promise<Applied> {
  const { before, ctx, to } = deed;
  const { detectorId, findingId } = before;
  const finding = await findFinding(before, await (await ctx.read()).guardduty());
  if (!finding) return { state: 'resource-gone', reason: gone.reason };
  if ((finding.Service?.Archived ?? false) === (to === 'archived')) return { state: 'applied' };
  const action = to === 'archived' ? 'guardduty:ArchiveFindings' : 'guardduty:UnarchiveFindings';
  const client = await (await ctx.act([action], ['*'])).guardduty();
  try {
    await send(client, { DetectorId: detectorId, FindingIds: [findingId] });
    return { state: 'applied' };
  } catch (error) {
    if (!isNamed(error, 'BadRequestException')) throw error;
    return { state: 'failed', reason: `GuardDuty refused (${awsReason(error)}); ${elsewhere('')}` };
  }
}

/** Of a detector that is gone GuardDuty says that the request is bad. */
async function findFinding(
  { detectorId, findingId }: Pick<Before, 'detectorId' | 'findingId'>,
  client: GuardDutyClient,
): Promise<Finding | undefined> {
  const { GetFindingsCommand } = await import('@aws-sdk/client-guardduty');
  try {
    const answer = await client.send(new GetFindingsCommand({ DetectorId: detectorId, FindingIds: [findingId] }));
    return answer.Findings?.find(({ Id }) => Id === findingId);
  } catch (error) {
    if (isNamed(error, 'BadRequestException')) return undefined;
    throw error;
  }
}

async function findAdministrator(detectorId: string, client: GuardDutyClient): Promise<string | undefined> {
  const { GetAdministratorAccountCommand } = await import('@aws-sdk/client-guardduty');
  const { Administrator } = await client.send(new GetAdministratorAccountCommand({ DetectorId: detectorId }));
  return Administrator?.RelationshipStatus === 'Enabled' ? Administrator.AccountId : undefined;
}

function elsewhere(account: string): string {
  return `only GuardDuty's administrator account${account && ` ${account}`} may archive findings`;
}
