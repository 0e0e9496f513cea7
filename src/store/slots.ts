import type { Slot, SlotRef, Store } from '../core/ports.ts';
import { findRow, type Key, listRows, putRow, type Row, type StoreParts, updateRow } from './rows.ts';

/** A sender that has not answered after so long may be given up, in ms: three times what a call may take. */
const sendingFor = 9000;

type Slots = Pick<Store, 'wantSlot' | 'findSlot' | 'listSlots' | 'claimSlot' | 'recordSlot' | 'settleSlot'>;

/** The slot rows, owner's pk / `SLOT#channel#name`, and the queued row that each of them may have. */
export function createSlots(parts: StoreParts): Slots {
  return {
    async wantSlot(wanted) {
      const slot = (await want(parts, wanted)) ?? (await find(parts, wanted));
      if (!slot) throw new Error('A slot vanished while it was wanted');
      if (slot.queue !== undefined) await putQueued(parts, slot, slot.queue);
      return slot;
    },

    findSlot: (ref) => find(parts, ref),

    async listSlots(owner) {
      return (await listRows(parts, { pk: owner, prefix: 'SLOT#' })).map(slotOf);
    },

    async claimSlot(ref, ulid) {
      const now = parts.now();
      const row = await updateRow(parts, keyOf(ref), {
        update: 'SET #state = :sending, #checkAt = :checkAt',
        when: '#queue = :ulid and (#state <> :sending or #checkAt < :now)',
        values: { ulid, sending: 'sending', checkAt: now + sendingFor, now },
      });
      return row && slotOf(row);
    },

    recordSlot: (claimed, result) => record(parts, claimed, result),

    async settleSlot(ref, ulid, rev) {
      const settled = await updateRow(parts, keyOf(ref), {
        update: 'REMOVE #queue',
        when: '#queue = :ulid and #want <= :rev',
        values: { ulid, rev },
      });
      return settled !== undefined;
    },
  };
}

async function want(parts: StoreParts, wanted: Parameters<Store['wantSlot']>[0]): Promise<Slot | undefined> {
  const { thread, ...slot } = wanted;
  const row = await updateRow(parts, keyOf(wanted), {
    update: [
      'SET #want = :want, #lane = :lane, #queue = if_not_exists(#queue, :ulid)',
      '#owner = :owner, #channel = :channel, #name = :name',
      '#state = if_not_exists(#state, :idle), #shown = if_not_exists(#shown, :none)',
      ...(thread ? ['#thread = if_not_exists(#thread, :thread)'] : []),
    ].join(', '),
    when: 'attribute_not_exists(#pk) or #want < :want',
    values: { ...slot, ...(thread && { thread }), ulid: parts.newUlid(), idle: 'idle', none: -1 },
  });
  return row && slotOf(row);
}

/** In one write where nothing newer is wanted, which is the rule; else what is shown now, and it stays queued. */
async function record(parts: StoreParts, claimed: Slot, result: Parameters<Store['recordSlot']>[1]): Promise<boolean> {
  const { state, ts, shown } = result;
  const sets = [
    '#state = :state',
    ...(typeof ts === 'string' ? ['#ts = :ts'] : []),
    ...(shown !== undefined ? ['#shown = :shown'] : []),
  ].join(', ');
  const gone = ts === null ? ', #ts' : '';
  const ours = '#state = :sending and #checkAt = :checkAt';
  const values = {
    state,
    sending: 'sending',
    checkAt: claimed.checkAt,
    ...(typeof ts === 'string' && { ts }),
    ...(shown !== undefined && { shown }),
  };
  if (shown !== undefined) {
    const update = `SET ${sets} REMOVE #checkAt, #queue${gone}`;
    if (await updateRow(parts, keyOf(claimed), { update, when: `${ours} and #want <= :shown`, values })) return true;
  }
  await updateRow(parts, keyOf(claimed), { update: `SET ${sets} REMOVE #checkAt${gone}`, when: ours, values });
  return false;
}

async function find(parts: StoreParts, ref: SlotRef): Promise<Slot | undefined> {
  const row = await findRow(parts, keyOf(ref));
  return row && slotOf(row);
}

/** Put again whenever the slot is wanted again: harmless, and it mends a crash between the slot and its queued row. */
async function putQueued(parts: StoreParts, { owner, channel, name, lane }: Slot, ulid: string): Promise<void> {
  await putRow(parts, { pk: `OUT#${channel}`, sk: `${lane}#${ulid}`, ulid, owner, channel, name }, {});
}

function slotOf({ pk, sk, ...slot }: Row): Slot {
  const { owner, channel, name, state, want, shown, lane, queue, ts, checkAt, thread } = slot;
  return {
    ...{ owner, channel, name, state, want, shown, lane },
    ...(queue !== undefined && { queue }),
    ...(ts !== undefined && { ts }),
    ...(checkAt !== undefined && { checkAt }),
    ...(thread !== undefined && { thread }),
  };
}

function keyOf({ owner, channel, name }: SlotRef): Key {
  return { pk: owner, sk: `SLOT#${channel}#${name}` };
}
