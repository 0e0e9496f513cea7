import * as z from 'zod/mini';
import { awsReason, isNamed } from '../core/aws-error.ts';
import { type Applied, defineRemediation, type Planned, type RemediationContext, type Task } from './define.ts';

const type = 'AWS::GuardDuty::Detector';
const Before = z.object({ detectorId: z.string(), status: z.string() });
type Before = z.infer<typeof Before>;

const caveats = [
  'What happened while the detector was off is not looked at afterwards.',
  'Protection plans that were switched off one by one stay off: this only switches the detector on.',
  'This is not taken back from here: suspending it again would weaken the account.',
];

/** Switches a suspended detector on again. Docs: GuardDuty API Reference, UpdateDetector and GetDetector. */
export const enableGuarddutyDetector = defineRemediation({
  id: 'enable-guardduty-detector',
  title: 'Switch GuardDuty on',
  effect:
    "Switches GuardDuty's detector on again. What happened in between is not looked at, and this is not taken back.",
  resourceTypes: [type],
  approval: 'clicker',
  permissions: {
    read: ['guardduty:ListDetectors', 'guardduty:GetDetector'],
    act: ['guardduty:UpdateDetector'],
  },
  before: Before,

  /** A call that was refused stopped nothing. */
  subjectOf({ attempted, resources }) {
    const resource = resources.find((one) => one.type === type);
    return resource && !attempted ? { resource, input: {} } : undefined;
  },

  async plan(task, ctx): Promise<Planned & { before?: Before }> {
    const { id } = task.resource;
    const detectors = await listDetectors(ctx);
    if (!detectors.includes(id)) return { outcome: 'failed', reason: missing(id, detectors) };
    const status = await statusOf(id, ctx);
    const before = { detectorId: id, status };
    if (status === 'ENABLED') return { steps: [], back: [], caveats: [], before };
    return { steps: [{ what: "switch on GuardDuty's detector", on: id }], back: [], caveats, before };
  },

  async apply(task, { detectorId }, ctx): Promise<Applied> {
    const { UpdateDetectorCommand } = await import('@aws-sdk/client-guardduty');
    try {
      if ((await statusOf(detectorId, ctx)) === 'ENABLED') return { state: 'applied' };
      const client = await (await ctx.act(['guardduty:UpdateDetector'], [arnOf(detectorId, task)])).guardduty();
      await client.send(new UpdateDetectorCommand({ DetectorId: detectorId, Enable: true }));
      return { state: 'applied' };
    } catch (error) {
      if (!isNamed(error, 'BadRequestException')) throw error;
      const hint = 'a detector that another account administers may have to be switched on there';
      return { state: 'failed', reason: `GuardDuty refused (${awsReason(error)}); ${hint}` };
    }
  },
});

/** An account has one detector in a region at most; lists come in pages all the same. */
async function listDetectors(ctx: RemediationContext): Promise<readonly string[]> {
  const { ListDetectorsCommand } = await import('@aws-sdk/client-guardduty');
  const client = await (await ctx.read()).guardduty();
  const { DetectorIds = [] } = await client.send(new ListDetectorsCommand({}));
  return DetectorIds;
}

async function statusOf(detectorId: string, ctx: RemediationContext): Promise<string> {
  const { GetDetectorCommand } = await import('@aws-sdk/client-guardduty');
  const client = await (await ctx.read()).guardduty();
  const { Status = 'DISABLED' } = await client.send(new GetDetectorCommand({ DetectorId: detectorId }));
  return Status;
}

/** A new detector starts from nothing, so that is for the rollout, which knows how it has to be. */
function missing(id: string, detectors: readonly string[]): string {
  const [other] = detectors;
  const now = other ? `the account has the detector ${other} instead` : 'the account has none here';
  return `the detector ${id} was deleted, and its findings with it; ${now}: set GuardDuty up again (rollout, step detector)`;
}

function arnOf(detectorId: string, { resource }: Task): string {
  return `arn:aws:guardduty:${resource.region}:${resource.accountId}:detector/${detectorId}`;
}
