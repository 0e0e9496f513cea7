import { type Ordered, remediate } from '../../commands/index.ts';
import { UserError, userError } from '../../core/errors.ts';
import type { Asker, Job } from '../../core/job.ts';
import type { Mode, RemediationRequest } from '../../core/remediation.ts';
import type { Reply } from '../../core/reply.ts';
import { renderBroken, renderError } from '../../slack/render/error.ts';
import { renderReply } from '../../slack/render/reply.ts';
import { ask } from './ask.ts';
import { carryOut } from './carry-out.ts';
import { listForPerson } from './command/list.ts';
import { resolve } from './command/resolve.ts';
import type { CommandWorld } from './command/world.ts';
import { recordRefusal } from './record.ts';
import { switchByCommand } from './switch.ts';

/** `/aws-remediate` as the front door handed it over. */
export type Command = Extract<Job, { kind: 'remediation'; command: string }>;

/**
 * `/aws-remediate`: a remediation of a resource that no alert need be about, under the same rules as a button's; the list of
 * what this person may start; the switch. Mistakes and refusals are told to whoever asked, and a command that is delivered
 * twice goes on where it was.
 */
export async function command(job: Command, world: CommandWorld): Promise<void> {
  if ((await world.store.putJob(job)) === 'known') return;
  try {
    if (job.asker.teamId !== world.settings.slack.team) throw userError('OTHER_WORKSPACE');
    const reply = await obey(remediate.read(job.text, job.askedAt), job, world);
    await world.slack.answer(job.asker, renderReply(reply));
    await world.store.updateJob(job.key, { state: 'done', reply });
  } catch (error) {
    await tell(error, job, world);
    if (!(error instanceof UserError)) throw error;
  }
}

async function obey(ordered: Ordered, job: Command, world: CommandWorld): Promise<Reply> {
  switch (ordered.kind) {
    case 'list':
      return listForPerson(job.asker, world);
    case 'switch':
      return switchByCommand(ordered, job, world);
    case 'remediate':
      return start(ordered, job, world);
  }
}

async function start(
  ordered: Extract<Ordered, { kind: 'remediate' }>,
  job: Command,
  world: CommandWorld,
): Promise<Reply> {
  // Delivered again, it goes on where it was, whatever the words would come to by now; that is looked at there.
  const own = await world.store.findRequestByClick(job.key);
  const asked = own ?? (await askFor(ordered, job, world));
  if ('sections' in asked) return asked;
  await carryOut(asked, world);
  const where = whereItIs(asked, job.asker, world);
  return {
    title: 'It is on its way',
    mark: '⏳',
    sections: [{ kind: 'text', text: `A message ${where} tells what is planned and what becomes of it.` }],
  };
}

function whereItIs({ channel }: RemediationRequest, { channelId }: Asker, { settings }: CommandWorld): string {
  if (channel === channelId) return 'in this channel';
  if (channel === settings.slack.operations) return 'in the operations channel, where others see it too,';
  return 'in our direct messages, because people of another organisation may read this channel,';
}

/** The request that the words come to, or the resources that they could mean. */
async function askFor(
  ordered: Extract<Ordered, { kind: 'remediate' }>,
  { asker, key: click, askedAt: requestedAt }: Command,
  world: CommandWorld,
): Promise<RemediationRequest | Reply> {
  const resolved = await resolve(ordered, asker, world);
  if ('sections' in resolved) return resolved;
  const channel = await placeOf(asker, resolved.mode, world);
  return ask({ ...resolved, channel, requestedBy: asker.userId, click, requestedAt }, world);
}

/**
 * Where the status stands: where it was typed, but for a channel that another organisation reads, too. Whoever approves
 * cannot look into the direct messages of whoever asks.
 */
async function placeOf({ channelId, userId }: Asker, mode: Mode, { settings, slack }: CommandWorld): Promise<string> {
  const { operations } = settings.slack;
  if (channelId === operations) return operations;
  if (mode === 'approve' && channelId.startsWith('D')) return operations;
  if (!(await slack.isShared(channelId))) return channelId;
  return mode === 'approve' ? operations : slack.openDirect(userId);
}

async function tell(error: unknown, job: Command, world: CommandWorld): Promise<void> {
  const { slack, store, log, reference } = world;
  if (!(error instanceof UserError)) {
    // It stays to be done: it is delivered again.
    log.error('A command could not be carried out', { reference, job: job.key, error: String(error) });
    await slack.answer(job.asker, renderBroken(reference)).catch(() => undefined);
    return;
  }
  await slack.answer(job.asker, renderError(error));
  if (refusals.includes(error.code)) {
    await recordRefusal({ key: job.key, asker: job.asker, what: job.command }, error.message, world);
  }
  await store.updateJob(job.key, { state: 'failed' });
}

/** What somebody wanted and may not, which others will want to know; a slip of the pen is nobody's business. */
const refusals: readonly string[] = ['NOT_ALLOWED', 'OTHER_WORKSPACE', 'UNKNOWN_ACCOUNT'];
