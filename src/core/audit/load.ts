import { type AuditBucket, loadStored, type Stored } from './bucket.ts';
import { addDays } from './day.ts';
import { prefixOf, readKey } from './object.ts';
import type { Range } from './verify.ts';

/** So many days around those that are judged tell of them: what they follow, and what follows them. */
const around = 2;

/** What `verifyAudit` needs of a bucket to judge these days: their objects and those around, every manifest, and all that is strange. */
export async function loadTrail(
  bucket: Pick<AuditBucket, 'list' | 'get'>,
  { since, until }: Range,
): Promise<readonly Stored[]> {
  const from = since === undefined ? undefined : prefixOf(addDays(since, -around));
  const last = until === undefined ? '9999' : addDays(until, around);
  const keys = await bucket.list('audit/', from);
  return loadStored(
    bucket,
    keys.filter((key) => (readKey(key)?.day ?? '') <= last),
  );
}
