import type { DeliveryStore, Slot, SlotChange, SlotRef } from '../core/ports.ts';
import {
  deleteExpired,
  findRow,
  type Key,
  listRows,
  putRow,
  type Row,
  type StoreParts,
  ttlFrom,
  updateRow,
} from './rows.ts';

type Slots = Pick<
  DeliveryStore,
  | 'wantSlot'
  | 'bumpSlot'
  | 'findSlot'
  | 'listSlots'
  | 'claimSlot'
  | 'recordSlot'
  | 'changeSlot'
  | 'foldSlot'
  | 'settleSlot'
  | 'queueRelook'
>;

/** The slot rows, owner's pk / `SLOT#channel#name`, and the queued row that each of them may have. */
export function createSlots(parts: StoreParts): Slots {
  const queued = async (slot: Slot): Promise<Slot> => {
    if (slot.queue !== undefined) await putQueued(parts, slot, slot.queue);
    return slot;
  };
  return {
    async wantSlot(wanted) {
      const slot = (await want(parts, wanted)) ?? (await find(parts, wanted)) ?? (await wantAnew(parts, wanted));
      if (!slot) throw new Error('A slot vanished while it was wanted');
      return queued(slot);
    },

    async bumpSlot(wanted) {
      const slot = (await want(parts, wanted)) ?? (await wantAnew(parts, wanted));
      if (!slot) throw new Error('A slot could not be wanted');
      return queued(slot);
    },

    findSlot: (ref) => find(parts, ref),

    async listSlots(owner) {
      const rows = await listRows(parts, { pk: owner, prefix: 'SLOT#' });
      return rows.filter((row) => !(row['ttl'] < parts.now() / 1000)).map(slotOf);
    },

    async claimSlot(seen, { ulid, forMs, threadTs }) {
      const now = parts.now();
      const row = await updateRow(parts, keyOf(seen), {
        update: [
          'SET #state = :sending, #checkAt = :checkAt, #sentAt = if_not_exists(#sentAt, :now)',
          ...(threadTs === undefined ? [] : ['#threadTs = :threadTs']),
        ].join(', '),
        ...asSeen(seen, {
          when: '#queue = :ulid',
          values: {
            ulid,
            sending: 'sending',
            checkAt: now + forMs,
            now,
            ...(threadTs !== undefined && { threadTs }),
          },
        }),
      });
      return row && slotOf(row);
    },

    async recordSlot(claimed, change) {
      const { shown } = change;
      const ends: SlotChange = { checkAt: null, ...change };
      if (shown !== undefined) {
        const settled = { ...ends, queue: null };
        if (await changeAs(parts, claimed, { change: settled, when: '#want <= :shown' })) return true;
      }
      await changeAs(parts, claimed, { change: ends });
      return false;
    },

    changeSlot: (seen, change) => changeAs(parts, seen, { change }),

    async foldSlot(seen, { digest, rev }) {
      const change = { state: 'folded', digest, queue: null } as const;
      const when = '#queue = :ulid and #want <= :rev';
      return (await changeAs(parts, seen, { change, when, values: { ulid: seen.queue, rev } })) !== undefined;
    },

    async settleSlot(ref, ulid, rev) {
      const settled = await updateRow(parts, keyOf(ref), {
        update: 'REMOVE #queue',
        when: '#queue = :ulid and #want <= :rev',
        values: { ulid, rev },
      });
      return settled !== undefined;
    },

    async queueRelook(ref) {
      const row = await updateRow(parts, keyOf(ref), {
        update: 'SET #queue = if_not_exists(#queue, :ulid)',
        when: '#relookAt <= :now',
        values: { ulid: parts.newUlid(), now: parts.now() },
      });
      if (!row) return false;
      // Edits come last: nobody waits for this.
      await queued({ ...slotOf(row), lane: 4 });
      return true;
    },
  };
}

type Wanted = SlotRef &
  Readonly<{ lane: number; want?: number; thread?: Slot['thread']; keptFor?: number | 'for good' }>;

/** These owners end by themselves, and their messages with them. */
const passing = /^(?:DIGEST|JOB|QUARANTINE|SILENCE|DEAD)#/;

/** Until when a row is kept that is written now: in s, `for good`, or undefined for as it was. */
function keptUntil({ owner, keptFor }: Wanted, now: number): number | 'for good' | undefined {
  if (keptFor === undefined) return passing.test(owner) ? ttlFrom(now) : undefined;
  return keptFor === 'for good' ? keptFor : Math.floor((now + keptFor) / 1000);
}

/** In place of a row that is past and not yet gone: nothing of it is true any more. */
async function wantAnew(parts: StoreParts, wanted: Wanted): Promise<Slot | undefined> {
  await deleteExpired(parts, keyOf(wanted));
  return want(parts, wanted);
}

/** Undefined when no more is wanted than before, or when the row is past. */
async function want(parts: StoreParts, { thread, ...given }: Wanted): Promise<Slot | undefined> {
  const { keptFor: _, ...wanted } = given;
  const isNamed = wanted.want !== undefined;
  const now = parts.now();
  const ttl = keptUntil(given, now);
  const isThere = 'attribute_not_exists(#ttl) or #ttl >= :second';
  const row = await updateRow(parts, keyOf(wanted), {
    update: [
      `SET #want = ${isNamed ? ':want' : 'if_not_exists(#want, :nothing) + :one'}`,
      '#lane = :lane, #queue = if_not_exists(#queue, :ulid)',
      '#channel = :channel, #name = :name',
      '#state = if_not_exists(#state, :idle), #shown = if_not_exists(#shown, :none)',
      ...(thread ? ['#thread = if_not_exists(#thread, :thread)'] : []),
      ...(typeof ttl === 'number' ? ['#ttl = :ttl'] : []),
      `#owner = :owner${ttl === 'for good' ? ' REMOVE #ttl' : ''}`,
    ].join(', '),
    when: `attribute_not_exists(#pk) or ${isNamed ? `(#want < :want and (${isThere}))` : isThere}`,
    values: {
      second: now / 1000,
      ...(typeof ttl === 'number' && { ttl }),
      ...wanted,
      ...(thread && { thread }),
      ...(!isNamed && { nothing: 0, one: 1 }),
      ...{ ulid: parts.newUlid(), idle: 'idle', none: -1 },
    },
  });
  return row && slotOf(row);
}

type Change = SlotChange & Readonly<{ queue?: null }>;
type Condition = Readonly<{ when?: string; values?: Readonly<Record<string, unknown>> }>;

/** Only while the slot is in the state that was seen, since the same time. */
function asSeen({ state, checkAt }: Slot, { when, values }: Condition): Required<Condition> {
  const since = checkAt === undefined ? 'attribute_not_exists(#checkAt)' : '#checkAt = :seenAt';
  return {
    when: ['#state = :seen', since, ...(when ? [when] : [])].join(' and '),
    values: { ...values, seen: state, ...(checkAt !== undefined && { seenAt: checkAt }) },
  };
}

async function changeAs(
  parts: StoreParts,
  seen: Slot,
  { change, ...condition }: { change: Change } & Condition,
): Promise<Slot | undefined> {
  const { relookAt } = change;
  // What is to be looked at again is found by the sweep.
  const beside = relookAt ? { due: 'relook', dueAt: relookAt } : relookAt === null ? { due: null, dueAt: null } : {};
  const all = Object.entries({ ...change, ...beside });
  const sets = all.filter(([, value]) => value !== null && value !== undefined);
  const gone = all.filter(([, value]) => value === null).map(([word]) => `#${word}`);
  const update = [
    ...(sets.length > 0 ? [`SET ${sets.map(([word]) => `#${word} = :${word}`).join(', ')}`] : []),
    ...(gone.length > 0 ? [`REMOVE ${gone.join(', ')}`] : []),
  ].join(' ');
  const values = { ...condition.values, ...Object.fromEntries(sets) };
  const row = await updateRow(parts, keyOf(seen), { update, ...asSeen(seen, { ...condition, values }) });
  return row && slotOf(row);
}

async function find(parts: StoreParts, ref: SlotRef): Promise<Slot | undefined> {
  const row = await findRow(parts, keyOf(ref));
  return row && slotOf(row);
}

/** Put again whenever the slot is wanted again: harmless, and it mends a crash between the slot and its queued row. */
async function putQueued(parts: StoreParts, { owner, channel, name, lane }: Slot, ulid: string): Promise<void> {
  await putRow(parts, { pk: `OUT#${channel}`, sk: `${lane}#${ulid}`, ulid, owner, channel, name }, {});
}

const optional = [
  'queue',
  'ts',
  'checkAt',
  'sentAt',
  'misses',
  'relookAt',
  'relooks',
  'shownAt',
  'file',
  'digest',
  'thread',
  'threadTs',
] as const;

function slotOf(row: Row): Slot {
  const { owner, channel, name, state, want, shown, lane } = row;
  const more = Object.fromEntries(optional.flatMap((word) => (row[word] === undefined ? [] : [[word, row[word]]])));
  return { ...{ owner, channel, name, state, want, shown, lane }, ...more };
}

function keyOf({ owner, channel, name }: SlotRef): Key {
  return { pk: owner, sk: `SLOT#${channel}#${name}` };
}
