import { createAppend } from '../../../src/core/audit/append.ts';
import type { AuditBucket, Stored } from '../../../src/core/audit/bucket.ts';
import { createWriteManifest } from '../../../src/core/audit/manifest.ts';
import type { AuditEntry } from '../../../src/core/audit.ts';

export const noon = Date.UTC(2026, 10, 20, 12);

/** A bucket in memory; `objects` is what a tamperer has in hand. */
export function createMemoryBucket() {
  const objects = new Map<string, string>();
  const bucket: AuditBucket = {
    list: async (prefix, after = '') =>
      [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort(),
    get: async (key) => objects.get(key),
    async putNew(key, body) {
      if (objects.has(key)) return false;
      objects.set(key, body);
      return true;
    },
  };
  const stored = (): Stored[] => [...objects].map(([key, body]) => ({ key, body }));
  return { bucket, objects, stored };
}

/** An entry of a request, as the flow writes it. */
export function anEntry(id: string, change: Partial<AuditEntry> = {}): AuditEntry {
  return { id, kind: 'call', at: noon, by: 'U0ALICE', what: `something called ${id}`, ...change };
}

/** Two chains of five and of two entries on the 20th, one of which goes on on the 21st. */
export async function someTrail({ sealed }: { sealed: boolean }) {
  const memory = createMemoryBucket();
  const clock = { now: noon };
  const append = createAppend({ bucket: memory.bucket, now: () => clock.now });
  for (const id of ['request', 'plan', 'intent', 'call', 'outcome']) await append('chain-a', anEntry(id));
  for (const id of ['request', 'refusal']) await append('chain-b', anEntry(id));
  clock.now += 86_400_000;
  for (const id of ['again', 'settled']) await append('chain-b', anEntry(id, { at: clock.now }));
  clock.now += 86_400_000;
  const seal = createWriteManifest({ bucket: memory.bucket, now: () => clock.now });
  if (sealed) await seal('2026-11-21');
  return { ...memory, clock, append, seal, now: clock.now };
}
