import type { AuditEntry } from '../audit.ts';
import type { Now } from '../ports.ts';
import { redactText } from '../text/redact.ts';
import { type AuditBucket, loadStored } from './bucket.ts';
import { dayOf, daysBetween } from './day.ts';
import { parseObject, prefixOf } from './object.ts';

/** What of the trail is asked for: since when (ms), and a request, resource or person; `limit` entries at most. */
export type AuditQuestion = Readonly<{ since: number; term?: string; limit: number }>;

/** The newest entries first, and whether there are more. */
export type ReadAudit = (
  question: AuditQuestion,
) => Promise<Readonly<{ entries: readonly AuditEntry[]; more: boolean }>>;

/** Reads the trail from its newest day on, until there is enough. What is no entry of ours is left out; `noroshi audit verify` names it. */
export function createRead({
  bucket,
  now,
}: Readonly<{ bucket: Pick<AuditBucket, 'list' | 'get'>; now: Now }>): ReadAudit {
  return async ({ since, term, limit }) => {
    const entries: AuditEntry[] = [];
    // Tomorrow as well: whose clock is ahead may have written there.
    for (const day of daysBetween(dayOf(since), dayOf(now() + 86_400_000)).toReversed()) {
      const stored = await loadStored(bucket, await bucket.list(prefixOf(day)));
      const ofDay = stored.flatMap(({ body }) => parseObject(body)?.entry ?? []);
      entries.push(...ofDay.filter((entry) => entry.at >= since && isAbout(entry, term)));
      if (entries.length > limit) break;
    }
    const newest = entries.sort((a, b) => b.at - a.at);
    return { entries: newest.slice(0, limit), more: newest.length > limit };
  };
}

/** Whether a text stands in what an entry is about: its request, resource, account, alert, remediation, or who did it. */
export function isAbout(entry: AuditEntry, term: string | undefined): boolean {
  if (term === undefined || term === '') return true;
  const wanted = redactText(term).toLowerCase();
  const { by, requestId, resource, accountId, alertId, remediation } = entry;
  return [by, requestId, resource, accountId, alertId, remediation].some((one) => one?.toLowerCase().includes(wanted));
}
