import type { DeliveryStore, DigestRow, Member } from '../core/ports.ts';
import { findRow, listRows, putRow, type StoreParts, ttlFrom, updateRow } from './rows.ts';

/** The digest rows, `DIGEST#id` / `STATE`, and their members, `DIGEST#id` / `ALERT#alert`. */
export function createDigests(
  parts: StoreParts,
): Pick<DeliveryStore, 'openDigest' | 'closeDigest' | 'findDigest' | 'putMember' | 'listMembers'> {
  return {
    async openDigest(channel, lane) {
      const digest: DigestRow = { id: parts.newUlid(), channel, lane, openedAt: parts.now() };
      await putRow(parts, { pk: `DIGEST#${digest.id}`, sk: 'STATE', ...digest, ttl: ttlFrom(parts.now()) }, {});
      return digest;
    },

    async closeDigest(id) {
      await updateRow(
        parts,
        { pk: `DIGEST#${id}`, sk: 'STATE' },
        { update: 'SET #closedAt = :now', when: 'attribute_exists(#pk)', values: { now: parts.now() } },
      );
    },

    async findDigest(id) {
      const row = await findRow(parts, { pk: `DIGEST#${id}`, sk: 'STATE' });
      if (!row) return undefined;
      const { pk: _, sk: __, ttl: ___, ...digest } = row;
      return digest as DigestRow;
    },

    async putMember(digest, member) {
      const key = { pk: `DIGEST#${digest}`, sk: `ALERT#${member.alertId}` };
      await putRow(parts, { ...key, ...member, ttl: ttlFrom(parts.now()) }, {});
    },

    async listMembers(digest) {
      const rows = await listRows(parts, { pk: `DIGEST#${digest}`, prefix: 'ALERT#' });
      return rows.map(({ pk: _, sk: __, ttl: ___, ...member }) => member as Member);
    },
  };
}
