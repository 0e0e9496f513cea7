import type { DeliveryStore, Lease } from '../core/ports.ts';
import { findRow, type Key, type Row, type StoreParts, updateRow } from './rows.ts';

/** A lease lasts so long unless it is renewed, in ms. */
const leaseFor = 10_000;
/** So much two clocks may differ, in ms: a lease is taken over only when it is past by more. */
const skew = 1000;
/** A ring that nobody followed after so long is looked at again, in ms. */
const unheardAfter = 60_000;

/** The lease rows, `CHANNEL#channel` / `LEASE`: one sender at a time, and a bell that is heard while it works. */
export function createLeases(
  parts: StoreParts,
): Pick<DeliveryStore, 'acquireLease' | 'renewLease' | 'releaseLease' | 'findLease' | 'ring'> {
  return {
    async acquireLease(channel) {
      const now = parts.now();
      const row = await updateRow(parts, keyOf(channel), {
        update: 'SET #until = :until ADD #epoch :one',
        when: 'attribute_not_exists(#until) or #until < :past',
        values: { until: now + leaseFor, past: now - skew, one: 1 },
      });
      return row && leaseOf(channel, row);
    },

    async renewLease({ channel, epoch }, change = {}) {
      const sets = Object.entries({ ...change, until: parts.now() + leaseFor }).filter(([, value]) => value !== null);
      const gone = Object.entries(change).flatMap(([word, value]) => (value === null ? [`#${word}`] : []));
      const update = `SET ${sets.map(([word]) => `#${word} = :${word}`).join(', ')}`;
      const row = await updateRow(parts, keyOf(channel), {
        update: gone.length > 0 ? `${update} REMOVE ${gone.join(', ')}` : update,
        when: '#epoch = :epoch',
        values: { ...Object.fromEntries(sets), epoch },
      });
      return row && leaseOf(channel, row);
    },

    async releaseLease({ channel, epoch, rung, digest, fireDigest }, left) {
      const isStorm = digest !== undefined || fireDigest !== undefined;
      const forget = left === 'empty' && !isStorm ? ', #due, #dueAt' : '';
      const unheard = left === 'busy' ? '' : ` and ${rung === 0 ? 'attribute_not_exists(#rung)' : '#rung = :rung'}`;
      const later = forget === '' && left !== 'busy' ? 'SET #due = :lease, #dueAt = :dueAt ' : '';
      const released = await updateRow(parts, keyOf(channel), {
        update: `${later}REMOVE #until${forget}`,
        when: `#epoch = :epoch${unheard}`,
        values: {
          epoch,
          ...(unheard.includes(':rung') && { rung }),
          ...(later !== '' && { lease: 'lease', dueAt: parts.now() + unheardAfter }),
        },
      });
      return released !== undefined;
    },

    async findLease(channel) {
      const row = await findRow(parts, keyOf(channel));
      return row && leaseOf(channel, row);
    },

    async ring(channel) {
      const now = parts.now();
      const row = await updateRow(parts, keyOf(channel), {
        update: 'SET #due = :lease, #dueAt = if_not_exists(#dueAt, :dueAt) ADD #rung :one',
        values: { lease: 'lease', dueAt: now + unheardAfter, one: 1 },
      });
      const { until, pausedUntil } = leaseOf(channel, row ?? {});
      return until < now && pausedUntil <= now;
    },
  };
}

function leaseOf(channel: string, row: Row): Lease {
  const { epoch = 0, until = 0, rung = 0, nextAt = 0, pausedUntil = 0, doubts = 0, fires = [], sent = [] } = row;
  const { digest, fireDigest } = row;
  return {
    ...{ channel, epoch, until, rung, nextAt, pausedUntil, doubts, fires, sent },
    ...(digest && { digest }),
    ...(fireDigest && { fireDigest }),
  };
}

function keyOf(channel: string): Key {
  return { pk: `CHANNEL#${channel}`, sk: 'LEASE' };
}
