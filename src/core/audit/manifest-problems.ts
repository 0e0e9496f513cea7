import type { Stored } from './bucket.ts';
import { addDays, type Day, dayOf, daysBetween, endOf } from './day.ts';
import { type Manifest, manifestKeyOf, parseManifest, readManifestKey, sealAfterMs } from './manifest.ts';
import { sha256 } from './object.ts';
import type { AuditProblem, Found } from './problem.ts';

/** So long after it could be written, a manifest is overdue. */
const patienceMs = 48 * 3_600_000;

type Trail = Readonly<{ found: readonly Found[]; manifests: readonly Stored[]; now: number }>;

type Sealed = Readonly<{ day: Day; key: string; hash: string; manifest?: Manifest }>;

/** What the manifests show: of themselves, of each other, and of the objects of their days. */
export function findManifestProblems({ found, manifests, now }: Trail): readonly AuditProblem[] {
  const sealed = manifests.map(readSealed).sort((a, b) => (a.day < b.day ? -1 : 1));
  const byDay = new Map(sealed.map((one) => [one.day, one]));
  return [
    ...sealed.flatMap((one) => findOwnProblem(one, byDay)),
    ...findUnsealed({ found, sealed, now }),
    ...sealed.flatMap(({ manifest }) => (manifest ? compare(manifest, found) : [])),
  ];
}

function readSealed({ key, body }: Stored): Sealed {
  const manifest = parseManifest(body);
  return { day: readManifestKey(key) ?? '', key, hash: sha256(body), ...(manifest && { manifest }) };
}

/** Each is chained to the one of the day before; only the first of all to none. */
function findOwnProblem({ day, key, manifest }: Sealed, byDay: ReadonlyMap<Day, Sealed>): readonly AuditProblem[] {
  if (!manifest) return [{ key, kind: 'changed', what: 'it is not in the form in which a manifest is written' }];
  if (manifest.day !== day) return [{ key, kind: 'planted', what: `it is the manifest of ${manifest.day}` }];
  const before = addDays(day, -1);
  const there = byDay.get(before);
  if (!manifest.previous) {
    const isFirst = [...byDay.keys()].every((one) => one >= day);
    return isFirst ? [] : [{ key, kind: 'changed', what: 'it says that it was the first, and it is not' }];
  }
  if (manifest.previous.day !== before) return [{ key, kind: 'changed', what: 'it does not follow the day before' }];
  if (!there) return [{ key: manifestKeyOf(before), kind: 'missing', what: `${key} was written after it` }];
  if (there.hash === manifest.previous.sha256) return [];
  return [{ key: there.key, kind: 'changed', what: `${key} was written after another content` }];
}

/**
 * Days that should have a manifest by now: each one since the first that has one, up to those that are over for long, and
 * those with entries that are.
 */
function findUnsealed({ found, sealed, now }: Readonly<Pick<Trail, 'found' | 'now'> & { sealed: readonly Sealed[] }>) {
  const has = new Set(sealed.map(({ day }) => day));
  const isOverdue = (day: Day): boolean => now > endOf(day) + sealAfterMs + patienceMs;
  const [first, last = ''] = [sealed[0]?.day, sealed.at(-1)?.day];
  const since = first === undefined ? [] : daysBetween(first, dayOf(now));
  const expected = [
    ...since.filter((day) => day <= last || isOverdue(day)),
    ...found.map(({ day }) => day).filter(isOverdue),
  ];
  return [...new Set(expected)]
    .filter((day) => !has.has(day))
    .map((day): AuditProblem => {
      return { key: manifestKeyOf(day), kind: 'missing', what: 'the day is over, and its manifest is not there' };
    });
}

function compare({ day, objects }: Manifest, found: readonly Found[]): readonly AuditProblem[] {
  const there = new Map(found.filter((one) => one.day === day).map((one) => [one.key, one.hash]));
  const listed = new Map(objects.map((one) => [one.key, one.sha256]));
  const lost = objects.flatMap(({ key, sha256: hash }): readonly AuditProblem[] => {
    const now = there.get(key);
    if (now === undefined) return [{ key, kind: 'missing', what: `the manifest of ${day} lists it` }];
    return now === hash ? [] : [{ key, kind: 'changed', what: `the manifest of ${day} has another hash of it` }];
  });
  const added = [...there.keys()]
    .filter((key) => !listed.has(key))
    .map((key): AuditProblem => ({ key, kind: 'planted', what: `the manifest of ${day} does not list it` }));
  return [...lost, ...added];
}
