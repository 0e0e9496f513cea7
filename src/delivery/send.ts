import { UserError } from '../core/errors.ts';
import type { Message } from '../core/message.ts';
import type { Log, Now, PostOutcome, Slack, SlackTrouble, Slot, SlotChange, Store } from '../core/ports.ts';
import type { ReplyFile } from '../core/reply.ts';
import { type Claimed, claim, isInDoubt, isTooLate, shorten } from './claim.ts';
import { isUrgentEdit } from './fold.ts';
import type { Ready } from './next.ts';

/** What a slot shows, and of which rev it is. */
export type Content = Readonly<{ rev: number } & ({ message: Message } | { file: ReplyFile })>;

/** What a slot shows now; undefined when there is nothing to show any more. */
type Load = (slot: Slot) => Promise<Content | undefined>;

export type SendParts = Readonly<{
  store: Store;
  slack: Slack;
  load: Load;
  now: Now;
  sleep: (ms: number) => Promise<unknown>;
  log: Log;
  fallback: string;
  /** Reaches whoever is on call on a way that is not Slack. */
  tellOnCall: (message: string) => Promise<void>;
}>;

/** How a turn ended: it is shown (`ok`), nobody knows (`doubt`), Slack wants a pause of so many ms, or refuses our token. */
export type Sent = Readonly<
  { kind: 'ok' | 'next' | 'doubt' } | { kind: 'pause'; ms: number } | { kind: 'outage'; error: string }
>;

const next: Sent = { kind: 'next' };

/** Until what became of a lost reply is looked into, in ms: Slack may still be at it. */
const unclearFor = 5000;
const criticalUnclearFor = 3000;
/** So long after a Retry-After we call again, in ms: the clocks of two functions are never quite the same. */
const afterPause = 100;
/** From a message whose sending was in doubt to the first re-look at it, in ms; there are two. */
export const firstRelook = 60_000;

/** chat.update: the message cannot be edited any more, though the channel may well take a new one. */
const uneditable = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/**
 * Claims a slot, calls Slack once and records what became of it. What breaks on the way leaves the claim as it is, that of an
 * edit for a shorter time: the slot is looked into when the claim is past, and meanwhile the others go on.
 */
export async function send(ready: Ready, parts: SendParts): Promise<Sent> {
  const { store, log } = parts;
  const claimed = await claim(ready.slot, ready, store);
  if (!claimed) return next;
  let held: Claimed | undefined = claimed;
  try {
    const content = await parts.load(claimed);
    const isThere = content !== undefined && !('file' in content && claimed.shown >= 0);
    // Somebody else may have edited since; of what was asked for since, it tells nothing yet.
    if (isTooLate(claimed, parts.now())) held = await claim(claimed, ready, store);
    if (!held) return next;
    if (!isThere) return await recorded({ ready, claimed: held, parts }, { shown: claimed.want });
    const rev = Math.max(content.rev, claimed.want);
    const outcome = await call({ ...content, rev }, { ...ready, slot: held }, parts);
    return await conclude(outcome, rev, { ready, claimed: held, parts });
  } catch (error) {
    const fields = { slot: idOf(claimed), channel: claimed.channel };
    log.error('A message could not be sent and will be tried again', { ...fields, error: String(error) });
    if (held) await shorten(held, parts);
    return next;
  }
}

type Case = Readonly<{ ready: Ready; claimed: Claimed; parts: SendParts }>;

/** Nobody knows what became of the call. An urgent edit is made again at once: whichever of them comes last, a re-look mends it. */
export function doubtful(slot: Slot, now: number): SlotChange {
  if (isUrgentEdit(slot)) return { state: 'unknown', checkAt: now };
  return { state: 'unknown', checkAt: now + (slot.lane === 0 ? criticalUnclearFor : unclearFor) };
}

async function conclude(outcome: PostOutcome, rev: number, one: Case): Promise<Sent> {
  const { claimed, parts } = one;
  const { store, log, now } = parts;
  const fields = { slot: idOf(claimed), channel: claimed.channel };
  // Nothing was shown by this call; what an earlier one did may still be in doubt.
  const undone: SlotChange = { state: 'idle', ...(!isInDoubt(claimed) && { sentAt: null }) };
  switch (outcome.kind) {
    case 'ok':
      return recorded(one, { shown: rev, ts: outcome.ts });
    case 'limited': {
      await store.recordSlot(claimed, undone);
      const ms = outcome.retryAfterMs + afterPause;
      if (claimed.ts === undefined) return { kind: 'pause', ms };
      await store.pauseCalls('update', now() + ms);
      return next;
    }
    case 'unclear':
      log.warn('Slack gave no clear answer, so it is looked into', { ...fields, why: outcome.why });
      await store.recordSlot(claimed, { ...doubtful(claimed, now()), relookAt: null, relooks: null });
      return { kind: 'doubt' };
    case 'unauthorized':
      await store.recordSlot(claimed, undone);
      return { kind: 'outage', error: outcome.error };
    default:
      return refused(outcome.error, one, undone);
  }
}

/** The next look at the row brings a failed slot to the fallback channel; where that is refused, only on-call is left to tell. */
async function refused(error: string, { ready, claimed, parts }: Case, undone: SlotChange): Promise<Sent> {
  const { store, log, fallback } = parts;
  const fields = { slot: idOf(claimed), channel: claimed.channel, error };
  if (claimed.ts !== undefined && uneditable.has(error)) {
    await store.recordSlot(claimed, { ...undone, ts: null });
    return next;
  }
  await store.recordSlot(claimed, { ...undone, state: 'failed' });
  if (claimed.channel !== fallback) {
    log.warn('A channel refused a message, which goes to the operations channel', fields);
    return next;
  }
  log.error('Dead letter: the operations channel refused a message', fields);
  await parts.tellOnCall(`Noroshi cannot post to its operations channel: Slack says ${error}.`);
  if (await store.settleSlot(claimed, ready.row.ulid, claimed.want)) await store.deleteQueued(ready.row);
  return next;
}

async function recorded({ ready, claimed, parts }: Case, shown: { shown: number; ts?: string }): Promise<Sent> {
  const at = parts.now();
  const relook = claimed.relookAt === undefined ? { relookAt: at + firstRelook, relooks: 2 } : {};
  const isSettled = await parts.store.recordSlot(claimed, {
    ...{ state: 'idle', shownAt: at, misses: null, digest: null },
    ...(isInDoubt(claimed) ? relook : { sentAt: null }),
    ...shown,
  });
  if (isSettled) await parts.store.deleteQueued(ready.row);
  return { kind: 'ok' };
}

/** Content that Slack finds invalid is sent once more as its plain text, which says the same in one sentence. */
async function call(content: Content, { slot, threadTs }: Ready, parts: SendParts): Promise<PostOutcome> {
  const { slack } = parts;
  const target = await targetOf(slot.channel, slack);
  // Nothing was sent yet, so nothing is in doubt.
  if (target.kind === 'unclear') return { kind: 'limited', retryAfterMs: unclearFor };
  if (target.kind !== 'ok') return target;
  const { channel } = target;
  const thread = threadTs === undefined ? {} : { threadTs };
  if ('file' in content) return share(content.file, slot, { to: { channel, ...thread }, parts });
  const tag = { channel, slot: idOf(slot), rev: content.rev };
  const write = (message: Message) =>
    slot.ts === undefined ? slack.post({ ...tag, ...thread }, message) : slack.update({ ...tag, ts: slot.ts }, message);
  const outcome = await write(content.message);
  return outcome.kind === 'invalid' ? write({ text: content.message.text.slice(0, 3000), blocks: [] }) : outcome;
}

/** The file's id is remembered before anybody can see the file, so that after a lost reply Slack can be asked for it. */
async function share(
  { name, title, content }: ReplyFile,
  claimed: Slot,
  { to, parts }: Readonly<{ to: Parameters<Slack['shareFile']>[0]; parts: SendParts }>,
): Promise<PostOutcome | SlackTrouble> {
  const prepared = await parts.slack.prepareFile({ name, content });
  if (prepared.kind !== 'ok') return prepared;
  const noted = await parts.store.changeSlot(claimed, { file: prepared.file });
  if (!noted) return { kind: 'unclear', why: 'another sender took over' };
  return parts.slack.shareFile(to, { id: prepared.file, title });
}

/** A user's direct message has a channel of its own, which edits must name. */
export async function targetOf(
  channel: string,
  slack: Slack,
): Promise<
  Readonly<{ kind: 'ok'; channel: string } | { kind: 'refused'; error: string } | { kind: 'unclear'; why: string }>
> {
  if (!/^[UW]/.test(channel)) return { kind: 'ok', channel };
  try {
    return { kind: 'ok', channel: await slack.openDirect(channel) };
  } catch (error) {
    const isRefused = error instanceof UserError && error.code === 'REFUSED';
    return isRefused ? { kind: 'refused', error: 'no_direct_message' } : { kind: 'unclear', why: String(error) };
  }
}

/** By which the message's metadata names the slot. */
export function idOf({ owner, name }: Slot): string {
  return `${owner}/${name}`;
}
