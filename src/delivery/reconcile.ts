import type { Copy, SlackTrouble, Slot } from '../core/ports.ts';
import type { Ready } from './next.ts';
import { firstRelook, idOf, type SendParts, type Sent, targetOf } from './send.ts';

/** A message is sought from so long before the call that may have made it, in ms: clocks differ, and Slack's rules its `ts`. */
const before = 120_000;
/** Slack's history may lag: so often it is looked for, so long apart (ms), before it is posted again. */
const looks = 2;
const lookAgain = 10_000;
/** A critical alert is rather there twice for a while than late. */
const criticalLookAgain = 3000;
/** So long a conversation is read, in ms; 200 messages a page, and a page each 1.5 s. What is behind that is not looked at. */
const readFor = 12_000;
/** From the first re-look to the second, in ms: ten minutes after it was shown. */
const secondRelook = 9 * 60_000;

const ok: Sent = { kind: 'ok' };
const next: Sent = { kind: 'next' };

type Found = Readonly<{ kind: 'ok'; copies: readonly Copy[] }> | SlackTrouble;

/**
 * Of a message that was sent without a clear answer: whether it is there. If so it becomes ours, and later copies go; if it
 * is not there after two looks, it is posted again. As long as Slack cannot be asked, nothing is concluded.
 */
export async function seek(ready: Ready, parts: SendParts): Promise<Sent> {
  const { slot } = ready;
  const { store, now } = parts;
  const found = slot.file === undefined ? await findAll(ready, parts) : await findFile(slot, slot.file, parts);
  if (found.kind !== 'ok') {
    const told = await trouble(found, parts);
    if (told === 'miss') return miss(slot, parts);
    await store.changeSlot(slot, { checkAt: now() + (told.kind === 'pause' ? told.ms : lookAgain) });
    return told.kind === 'pause' ? next : told;
  }
  const [first, ...later] = found.copies;
  if (!first) return miss(slot, parts);
  const adopted = await store.changeSlot(slot, {
    ...{ state: 'idle', ts: first.ts, shown: first.rev, shownAt: now() },
    ...{ checkAt: null, misses: null, relookAt: now() + firstRelook, relooks: 2 },
  });
  if (adopted) await removeAll(later, slot, parts);
  return ok;
}

async function miss(slot: Slot, { store, now, log }: SendParts): Promise<Sent> {
  const misses = (slot.misses ?? 0) + 1;
  if (misses < looks) {
    await store.changeSlot(slot, {
      state: 'unknown',
      misses,
      checkAt: now() + (slot.lane === 0 ? criticalLookAgain : lookAgain),
    });
    return next;
  }
  log.info('A message is not there and will be sent again', { slot: idOf(slot), channel: slot.channel });
  await store.changeSlot(slot, { state: 'idle', misses: null, checkAt: null });
  return next;
}

/** One and ten minutes after a message whose sending was in doubt: copies go, and what shows an older rev is sent again. */
export async function relook(ready: Ready, parts: SendParts): Promise<Sent> {
  const { slot } = ready;
  const { store, now } = parts;
  const found = await findAll(ready, parts);
  if (found.kind !== 'ok') {
    const told = await trouble(found, parts);
    if (told === 'miss') return finish(slot, { copies: [], parts });
    await store.changeSlot(slot, { relookAt: now() + (told.kind === 'pause' ? told.ms : firstRelook) });
    return told.kind === 'pause' ? next : told;
  }
  const copies = found.copies.filter(({ ts }) => ts !== slot.ts);
  if (!(await removeAll(copies, slot, parts))) {
    await store.changeSlot(slot, { relookAt: now() + lookAgain });
    return next;
  }
  return finish(slot, { copies: found.copies, parts });
}

async function finish(slot: Slot, { copies, parts }: { copies: readonly Copy[]; parts: SendParts }): Promise<Sent> {
  const { store, now } = parts;
  const { relooks = 1 } = slot;
  const displayed = copies.find(({ ts }) => ts === slot.ts)?.rev ?? slot.shown;
  const left =
    relooks > 1
      ? { relooks: relooks - 1, relookAt: now() + secondRelook }
      : { relooks: null, relookAt: null, sentAt: null };
  await store.changeSlot(slot, { ...left, ...(displayed < slot.shown && { shown: displayed }) });
  return ok;
}

/** All copies of a slot since its call in doubt; of an edit just the message that was edited. */
async function findAll({ slot, threadTs }: Ready, parts: SendParts): Promise<Found> {
  const { slack, now } = parts;
  const target = await targetOf(slot.channel, slack);
  if (target.kind !== 'ok') return target;
  const { channel } = target;
  const oldest = (slot.sentAt ?? now()) - before;
  const isEdit = slot.ts !== undefined && Number(slot.ts) * 1000 < oldest;
  const range = isEdit && slot.ts !== undefined ? { ts: slot.ts } : { oldest };
  const at = { channel, slot: idOf(slot), ...(threadTs !== undefined && { threadTs }), ...range };
  const until = now() + readFor;
  const copies: Copy[] = [];
  let cursor: string | undefined;
  do {
    // The first page's call is taken by whoever chose the row.
    if (cursor !== undefined && !(await waitForCall(until, parts))) break;
    const found = await slack.findCopies({ ...at, ...(cursor !== undefined && { cursor }) });
    if (found.kind !== 'ok') return found;
    copies.push(...found.copies);
    cursor = found.cursor;
  } while (cursor !== undefined);
  return { kind: 'ok', copies: copies.sort((a, b) => Number(a.ts) - Number(b.ts)) };
}

async function waitForCall(until: number, { store, now, sleep }: SendParts): Promise<boolean> {
  while (now() < until) {
    const taken = await store.takeCall('read');
    if (taken === 'taken') return true;
    await sleep(Math.min(taken, until) - now());
  }
  return false;
}

async function findFile({ channel, want }: Slot, file: string, { slack }: SendParts): Promise<Found> {
  const target = await targetOf(channel, slack);
  if (target.kind !== 'ok') return target;
  const found = await slack.findFile(target.channel, file);
  if (found.kind !== 'ok') return found;
  return { kind: 'ok', copies: found.ts === undefined ? [] : [{ ts: found.ts, rev: want }] };
}

/** False when one could not be taken away: it must be tried again. */
async function removeAll(copies: readonly Copy[], slot: Slot, { slack, log }: SendParts): Promise<boolean> {
  const target = await targetOf(slot.channel, slack);
  if (target.kind !== 'ok') return copies.length === 0;
  const { channel } = target;
  for (const { ts } of copies) {
    log.warn('A second copy of a message is taken away', { slot: idOf(slot), channel, ts });
    const outcome = await slack.remove({ channel, ts });
    if (outcome.kind === 'limited' || outcome.kind === 'unclear') return false;
  }
  return true;
}

/** Where Slack will never say (the app may not read there), rather twice than never. */
async function trouble(found: SlackTrouble, { store, now, log }: SendParts): Promise<Sent | 'miss'> {
  switch (found.kind) {
    case 'limited': {
      const ms = found.retryAfterMs + 1000;
      await store.pauseCalls('read', now() + ms);
      return { kind: 'pause', ms };
    }
    case 'unclear':
      return { kind: 'doubt' };
    case 'unauthorized':
      if (found.error !== 'missing_scope') return { kind: 'outage', error: found.error };
      break;
    default:
  }
  log.warn('Slack does not let us look for a message', { error: found.error });
  return 'miss';
}
