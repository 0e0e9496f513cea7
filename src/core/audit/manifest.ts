import * as z from 'zod/mini';
import { canonicalJson } from '../json.ts';
import type { Now } from '../ports.ts';
import { type AuditBucket, loadStored } from './bucket.ts';
import { addDays, type Day, daysBetween, endOf, isDay } from './day.ts';
import { prefixOf, readKey, sha256 } from './object.ts';

const ManifestShape = z.strictObject({
  day: z.string(),
  objects: z.array(z.strictObject({ key: z.string(), sha256: z.string() })),
  previous: z.nullable(z.strictObject({ day: z.string(), sha256: z.string() })),
});

/** What a day's objects were once it was over, and the manifest of the day before. */
export type Manifest = Readonly<{
  day: Day;
  objects: readonly Readonly<{ key: string; sha256: string }>[];
  /** None for the first one of all. */
  previous: Readonly<{ day: Day; sha256: string }> | null;
}>;

/** Where the manifests are; they come after every entry in the order of keys. */
const manifestPrefix = 'audit/manifests/';

/** So long after its end nothing is added to a day any more. */
export const sealAfterMs = 3 * 3_600_000;

export function manifestKeyOf(day: Day): string {
  return `${manifestPrefix}${day}.json`;
}

/** The day of a manifest's key, undefined for any other key. */
export function readManifestKey(key: string): Day | undefined {
  const day = /^audit\/manifests\/([\d-]{10})\.json$/.exec(key)?.[1];
  return day !== undefined && isDay(day) ? day : undefined;
}

/** The manifest that a content is; undefined for any that we did not write like this, to the byte. */
export function parseManifest(body: string): Manifest | undefined {
  try {
    const parsed = ManifestShape.safeParse(JSON.parse(body));
    return parsed.success && canonicalJson(parsed.data) === body ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes the manifest of a day (`2026-11-20`), and those of the days before that have none since the last one, or since the
 * trail began. Harmless to repeat. Resolves to `too-early` until the day has been over for three hours, and to `nothing`
 * while there is no trail by then.
 */
export function createWriteManifest({ bucket, now }: Readonly<{ bucket: AuditBucket; now: Now }>) {
  return async (day: Day): Promise<'written' | 'known' | 'too-early' | 'nothing'> => {
    if (now() < endOf(day) + sealAfterMs) return 'too-early';
    const written = (await bucket.list(manifestPrefix)).flatMap((key) => readManifestKey(key) ?? []);
    if (written.includes(day)) return 'known';
    const last = written.filter((one) => one < day).at(-1);
    const first = last === undefined ? await findFirstDay(bucket) : addDays(last, 1);
    if (first === undefined || first > day) return 'nothing';
    for (const one of daysBetween(first, day)) await writeOne(bucket, one, last === undefined && one === first);
    return 'written';
  };
}

async function findFirstDay(bucket: AuditBucket): Promise<Day | undefined> {
  const keys = await bucket.list('audit/');
  return keys.flatMap((key) => readKey(key)?.day ?? [])[0];
}

/** Whoever was quicker has written it; then theirs counts. */
async function writeOne(bucket: AuditBucket, day: Day, isFirst: boolean): Promise<void> {
  const before = isFirst ? undefined : await bucket.get(manifestKeyOf(addDays(day, -1)));
  if (before === undefined && !isFirst) throw new Error('The manifest of the day before is gone');
  const objects = await loadStored(bucket, await bucket.list(prefixOf(day)));
  const manifest: Manifest = {
    day,
    objects: objects.map(({ key, body }) => ({ key, sha256: sha256(body) })),
    previous: before === undefined ? null : { day: addDays(day, -1), sha256: sha256(before) },
  };
  await bucket.putNew(manifestKeyOf(day), canonicalJson(manifest));
}
