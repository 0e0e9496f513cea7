import { createHash } from 'node:crypto';
import type { Seen, Store } from '../core/ports.ts';
import { type Resource, resourceKey } from '../core/resource.ts';
import { packDocument, unpackDocument } from './document.ts';
import { listRows, putRow, type StoreParts } from './rows.ts';

const day = 24 * 3600;
/** How long each kind is of use, in s: an alert may be closed by what comes weeks after it. */
const keptFor: Readonly<Record<Seen['kind'], number>> = {
  change: day,
  waiting: day,
  opening: 45 * day,
  undoing: 45 * day,
};
/** So many of the newest are looked at: a resource that changes more often than that has no single cause. */
const mostSeen = 50;

/** The rows `SEEN#resource` / `kind#time#id`, which join what happened to a resource with who did it, and with who took it back. */
export function createSeen(parts: StoreParts): Pick<Store, 'putSeen' | 'listSeen'> {
  return {
    async putSeen(seen) {
      const id = hashOf(seen.kind === 'change' ? JSON.stringify(seen.evidence) : seen.alertId);
      const sk = `${seen.kind}#${String(Math.max(0, seen.at)).padStart(15, '0')}#${id}`;
      const document = await packDocument(parts, `events/seen/${id}.json`, seen);
      const ttl = Math.floor(parts.now() / 1000) + keptFor[seen.kind];
      await putRow(parts, { pk: keyOf(seen.resource), sk, ...document, ttl }, {});
    },

    async listSeen<Kind extends Seen['kind']>(resource: Resource, kind: Kind) {
      const range = { pk: keyOf(resource), prefix: `${kind}#`, limit: mostSeen, newestFirst: true } as const;
      const rows = (await listRows(parts, range)).filter((row) => !(row['ttl'] < parts.now() / 1000));
      return Promise.all(rows.map((row) => unpackDocument<Extract<Seen, { kind: Kind }>>(parts, row)));
    },
  };
}

/** IAM is one for all regions, whichever of them an event names. */
function keyOf(resource: Resource): string {
  const region = resource.type.startsWith('AWS::IAM::') ? 'global' : resource.region;
  const key = resourceKey({ ...resource, region });
  return `SEEN#${Buffer.byteLength(key) > 1024 ? hashOf(key) : key}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
