import type { Message } from '../core/message.ts';
import type { Log, PostOutcome, Slack, Slot, Store } from '../core/ports.ts';
import type { Reply } from '../core/reply.ts';
import type { Ready } from './next.ts';

/** What a slot shows, and of which rev it is. */
export type Content = Readonly<{ rev: number } & ({ message: Message } | { file: NonNullable<Reply['file']> })>;

/** What a slot shows now; undefined when there is nothing to show any more. */
type Load = (slot: Slot) => Promise<Content | undefined>;

export type SendParts = Readonly<{ store: Store; slack: Slack; load: Load; log: Log; fallback: string }>;

/** How a turn ended: Slack wants a pause of so many ms, or refuses our token, or the next one may go. */
export type Sent = Readonly<{ kind: 'next' } | { kind: 'pause'; ms: number } | { kind: 'outage'; error: string }>;

const next: Sent = { kind: 'next' };

/** chat.update: the message cannot be edited any more, though the channel may well take a new one. */
const uneditable = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/**
 * Claims a slot, calls Slack once and records what became of it. What breaks on the way, or gets no clear answer, leaves the
 * claim as it is: the slot is sent again when the claim is past, and meanwhile the others go on.
 */
export async function send(ready: Ready, parts: SendParts): Promise<Sent> {
  const { store, log } = parts;
  const claimed = await store.claimSlot(ready.slot, ready.row.ulid);
  if (!claimed) return next;
  const fields = { slot: idOf(claimed), channel: claimed.channel };
  try {
    const content = await parts.load(claimed);
    const isThere = content !== undefined && !('file' in content && claimed.shown >= 0);
    if (!isThere) return await recorded(ready, claimed, { parts, shown: claimed.want });
    const outcome = await call(content, { ...ready, slot: claimed }, parts.slack);
    return await conclude(outcome, { ready, claimed, rev: content.rev, parts });
  } catch (error) {
    log.error('A message could not be sent and will be tried again', { ...fields, error: String(error) });
    return next;
  }
}

type Case = Readonly<{ ready: Ready; claimed: Slot; rev: number; parts: SendParts }>;

async function conclude(outcome: PostOutcome, { ready, claimed, rev, parts }: Case): Promise<Sent> {
  const { store, log } = parts;
  const fields = { slot: idOf(claimed), channel: claimed.channel };
  switch (outcome.kind) {
    case 'ok':
      return recorded(ready, claimed, { parts, shown: Math.max(rev, claimed.want), ts: outcome.ts });
    case 'limited':
      await store.recordSlot(claimed, { state: 'idle' });
      return { kind: 'pause', ms: outcome.retryAfterMs + 1000 };
    case 'unclear':
      log.warn('Slack gave no clear answer, so the message will be sent again', { ...fields, why: outcome.why });
      return next;
    case 'unauthorized':
      await store.recordSlot(claimed, { state: 'idle' });
      return { kind: 'outage', error: outcome.error };
    default:
      return refused(outcome.error, { ready, claimed, rev, parts });
  }
}

/** The next look at the row brings a failed slot to the fallback channel; where that is refused, nobody is left to tell. */
async function refused(error: string, { ready, claimed, parts }: Case): Promise<Sent> {
  const { store, log, fallback } = parts;
  const fields = { slot: idOf(claimed), channel: claimed.channel, error };
  if (claimed.ts !== undefined && uneditable.has(error)) {
    await store.recordSlot(claimed, { state: 'idle', ts: null });
    return next;
  }
  await store.recordSlot(claimed, { state: 'failed' });
  if (claimed.channel !== fallback) {
    log.warn('A channel refused a message, which goes to the operations channel', fields);
    return next;
  }
  log.error('Dead letter: the operations channel refused a message', fields);
  if (await store.settleSlot(claimed, ready.row.ulid, claimed.want)) await store.deleteQueued(ready.row);
  return next;
}

async function recorded(
  { row }: Ready,
  claimed: Slot,
  { parts, shown, ts }: { parts: SendParts; shown: number; ts?: string },
): Promise<Sent> {
  const isSettled = await parts.store.recordSlot(claimed, { state: 'idle', shown, ...(ts !== undefined && { ts }) });
  if (isSettled) await parts.store.deleteQueued(row);
  return next;
}

/** Content that Slack finds invalid is sent once more as its plain text, which says the same in one sentence. */
async function call(content: Content, { slot, threadTs }: Omit<Ready, 'row'>, slack: Slack): Promise<PostOutcome> {
  const channel = await targetOf(slot.channel, slack);
  if (channel === undefined) return { kind: 'refused', error: 'no_direct_message' };
  const thread = threadTs === undefined ? {} : { threadTs };
  if ('file' in content) return slack.upload({ channel, ...thread }, content.file);
  const tag = { channel, slot: idOf(slot), rev: content.rev };
  const write = (message: Message) =>
    slot.ts === undefined ? slack.post({ ...tag, ...thread }, message) : slack.update({ ...tag, ts: slot.ts }, message);
  const outcome = await write(content.message);
  return outcome.kind === 'invalid' ? write({ text: content.message.text.slice(0, 3000), blocks: [] }) : outcome;
}

/** A user's direct message has a channel of its own, which edits must name. */
async function targetOf(channel: string, slack: Slack): Promise<string | undefined> {
  if (!/^[UW]/.test(channel)) return channel;
  return slack.openDirect(channel).catch(() => undefined);
}

/** By which the message's metadata names the slot. */
function idOf({ owner, name }: Slot): string {
  return `${owner}/${name}`;
}
