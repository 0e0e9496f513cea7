import type { Digest, Lease, Queued } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import { bumpDigest, digestRef, type FoldParts, foldWaiting, isAlert, quietUpTo, type Which } from './fold.ts';
import type { Next } from './next.ts';

export type StormParts = FoldParts & Readonly<{ settings: Settings }>;

/** So many critical alerts a minute get messages of their own. */
const ownCriticals = 5;
/** More than so many that waited while Slack paused their channel are told in one message. */
const togetherFrom = 2;
/** So long after a pause what waited is still waiting, in ms. */
const justAfter = 2000;
/** So many rows of a queue are looked at. */
const page = 25;
/** After so many calls without a clear answer Slack is taken to be down. */
export const doubtsUntilDown = 2;
const minute = 60_000;
/** A digest closes when so long no more than a few came, in ms: that of critical alerts soon, so that the next one comes alone. */
const calmFor = { digest: 2 * minute, fireDigest: minute } as const;

/**
 * Opens a digest when a channel storms and closes it when it has calmed down. The lease as it is then; undefined when it was
 * lost. `changed` says that what was found must be looked for again.
 */
export async function watchStorm(
  lease: Lease,
  found: Next,
  parts: StormParts,
): Promise<Readonly<{ lease: Lease | undefined; changed: boolean }>> {
  const calm = await closeCalm(lease, parts);
  if (calm !== lease) return { lease: calm, changed: true };
  if (found.kind === 'fold' && found.lane === 0 && (await isInDoubt(calm, parts))) {
    return { lease: await openCritical(calm, undefined, parts), changed: true };
  }
  if (found.kind !== 'send' || !isNewAlert(found)) return { lease: calm, changed: false };
  if (found.slot.lane === 0) {
    const fire = await fireOf(calm, parts);
    return { lease: fire ? await openCritical(calm, fire.alone, parts) : calm, changed: fire !== undefined };
  }
  const isStorm = await isStorming(calm, parts);
  return { lease: isStorm ? await openUsual(calm, parts) : calm, changed: isStorm };
}

/** The times at which critical alerts got messages of their own within the last minute. */
export function recentFires({ fires }: Lease, now: number): readonly number[] {
  return fires.filter((at) => at > now - minute);
}

/** Whether what was found is a critical alert's own message that is not there yet. */
export function isNewCritical(found: Next): boolean {
  return found.kind === 'send' && isNewAlert(found) && found.slot.lane === 0;
}

function isNewAlert({ slot }: Extract<Next, { kind: 'send' | 'seek' | 'relook' }>): boolean {
  return isAlert(slot) && slot.ts === undefined && slot.state === 'idle';
}

async function isStorming({ channel, digest }: Lease, { store, settings }: StormParts): Promise<boolean> {
  const { waiting } = settings.storm;
  return !digest && (await countWaiting(channel, waiting, store)) >= waiting;
}

/**
 * More critical alerts than may come alone in a minute: up to which of the waiting ones, by ulid, they still do. After a pause
 * none does, where more than two wait: Slack has asked for fewer messages, and who reads wants to know at once of all that
 * happened meanwhile. Nor do those in the operations channel that wait in channels of their own as well.
 */
async function fireOf(lease: Lease, parts: StormParts): Promise<Pick<Digest, 'alone'> | undefined> {
  if (lease.fireDigest) return undefined;
  const { store, now } = parts;
  const left = Math.max(0, ownCriticals - recentFires(lease, now()).length);
  const rows = await store.listQueued(lease.channel, { limit: page });
  const waiting = rows.filter(({ sk, slot }) => sk.startsWith('0#') && isAlert(slot));
  const slots = await Promise.all(waiting.map(async ({ ulid, slot }) => ({ ulid, slot: await store.findSlot(slot) })));
  const alerts = slots.filter(
    ({ ulid, slot }) => slot?.queue === ulid && slot.ts === undefined && slot.state === 'idle',
  );
  const isAfterPause = lease.pausedUntil > now() - justAfter && lease.doubts < doubtsUntilDown;
  if (alerts.length > togetherFrom && (isAfterPause || (await areCopies(lease, waiting, parts)))) return {};
  if (alerts.length <= left) return undefined;
  const last = alerts[left - 1];
  return last ? { alone: last.ulid } : {};
}

/** Whether all of them wait elsewhere too: Slack has paused their own channels for long. */
async function areCopies({ channel }: Lease, rows: readonly Queued[], parts: StormParts): Promise<boolean> {
  if (channel !== parts.settings.slack.operations) return false;
  const owners = await Promise.all(rows.map(({ slot }) => parts.store.listSlots(slot.owner)));
  return owners.every((slots) => slots.some((slot) => slot.name === 'root' && slot.channel !== channel));
}

/** How many first messages wait in the lanes 1 to 3, up to `most`. */
async function countWaiting(channel: string, most: number, store: FoldParts['store']): Promise<number> {
  const rows = await store.listQueued(channel, { limit: most, after: '0~' });
  return rows.filter(({ sk, slot }) => sk < '4' && isAlert(slot)).length;
}

async function newDigest(lease: Lease, which: Which, { store, now }: StormParts): Promise<Digest> {
  const at = now();
  const { id } = await store.openDigest(lease.channel, which);
  return { id, busyAt: at, since: at, folded: 0 };
}

async function openUsual(lease: Lease, parts: StormParts): Promise<Lease | undefined> {
  return parts.store.renewLease(lease, { digest: await newDigest(lease, 'usual', parts) });
}

/** While Slack takes nothing in the channel: the lease with the digest that all those who wait will need; the same one if none. */
export async function prepareFire(lease: Lease, parts: StormParts): Promise<Lease | undefined> {
  const fire = await fireOf(lease, parts);
  return fire ? openCritical(lease, fire.alone, parts) : lease;
}

/** Opens one, in place of one that is in doubt, and folds at once what waits for it. */
async function openCritical(lease: Lease, alone: string | undefined, parts: StormParts): Promise<Lease | undefined> {
  const digest = {
    ...(await newDigest(lease, 'critical', parts)),
    ...(alone !== undefined && { alone }),
    ...(lease.fireDigest && { replaces: lease.fireDigest.id }),
  };
  const opened = await parts.store.renewLease(lease, { fireDigest: digest });
  return opened && foldWaiting(opened, parts);
}

/** The channel takes no more messages so soon: those that would still come alone go into the critical digest as well. */
export async function noneAlone(lease: Lease, { store }: StormParts): Promise<Lease | undefined> {
  if (!lease.fireDigest) return lease;
  const { alone: _, ...fireDigest } = lease.fireDigest;
  return store.renewLease(lease, { fireDigest });
}

/** Says in the digest that was replaced that it is over. The lease forgets it last: whoever comes after a crash tells it again. */
async function closeReplaced(lease: Lease, { store }: StormParts): Promise<Lease | undefined> {
  const { channel, fireDigest } = lease;
  if (fireDigest?.replaces === undefined) return lease;
  const { replaces, ...left } = fireDigest;
  await store.closeDigest(replaces);
  await bumpDigest(replaces, { channel, store });
  return store.renewLease(lease, { fireDigest: left });
}

/** Whether nobody knows if the critical digest's message is there: what is critical does not wait until it was looked for. */
async function isInDoubt({ channel, fireDigest }: Lease, { store }: StormParts): Promise<boolean> {
  const slot = fireDigest && (await store.findSlot(digestRef(fireDigest.id, channel)));
  return slot !== undefined && slot.ts === undefined && (slot.state === 'sending' || slot.state === 'unknown');
}

async function closeCalm(lease: Lease, parts: StormParts): Promise<Lease | undefined> {
  const { store, now } = parts;
  let current = await closeReplaced(lease, parts);
  for (const [key, digest] of [['digest', lease.digest] as const, ['fireDigest', lease.fireDigest] as const]) {
    if (!current || !digest || now() - digest.busyAt < calmFor[key]) continue;
    // What comes meanwhile can be told at once by editing it.
    if (key === 'fireDigest' && lease.pausedUntil > now()) continue;
    if (key === 'digest' && (await countWaiting(lease.channel, quietUpTo + 1, store)) > quietUpTo) {
      current = await store.renewLease(current, { digest: { ...digest, busyAt: now() } });
      continue;
    }
    await store.closeDigest(digest.id);
    // Before the lease forgets it: whoever comes after a crash tells it again.
    await bumpDigest(digest.id, { channel: lease.channel, store });
    current = await store.renewLease(current, { [key]: null });
  }
  return current;
}
