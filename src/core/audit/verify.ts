import type { Stored } from './bucket.ts';
import { type Day, dayOf } from './day.ts';
import { readManifestKey } from './manifest.ts';
import { findManifestProblems } from './manifest-problems.ts';
import { keyOf, parseObject, readKey, sha256 } from './object.ts';
import type { AuditProblem, Found } from './problem.ts';

export type AuditVerdict = Readonly<{
  problems: readonly AuditProblem[];
  entries: number;
  chains: number;
  days: number;
  manifests: number;
}>;

/** What is judged: days as `2026-11-20`, both included; all there are where left out. */
export type Range = Readonly<{ since?: Day; until?: Day }>;

/**
 * Judges an audit trail by what it holds: every object under `audit/` with its content, those of two days before `since`
 * included, and every manifest. Finds what is missing, changed or planted, each once. What it cannot find is the end of a
 * chain that was cut off on a day that has no manifest yet: there, the bucket's Object Lock alone stands.
 */
export function verifyAudit(stored: readonly Stored[], { now, ...range }: Range & { now: number }): AuditVerdict {
  const isIn = (day: Day): boolean => day >= (range.since ?? '') && day <= (range.until ?? '9999');
  const found = stored.flatMap(readFound);
  const manifests = stored.filter(({ key }) => readManifestKey(key) !== undefined);
  const all = [
    ...stored.filter(isStray).map(({ key }) => planted(key, 'it has no place in the trail')),
    ...found.flatMap(findOwnProblem),
    ...findManifestProblems({ found, manifests, now }),
    ...findChainProblems(found),
  ];
  const once = new Map<string, AuditProblem>();
  for (const problem of all) if (!once.has(problem.key) && isIn(dayIn(problem.key))) once.set(problem.key, problem);
  const judged = found.filter(({ day }) => isIn(day));
  return {
    problems: [...once.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
    entries: judged.length,
    chains: new Set(judged.map(({ chainId }) => chainId)).size,
    days: new Set(judged.map(({ day }) => day)).size,
    manifests: manifests.filter(({ key }) => isIn(readManifestKey(key) ?? '')).length,
  };
}

function readFound({ key, body }: Stored): readonly Found[] {
  const place = readKey(key);
  const object = place && parseObject(body);
  return place ? [{ key, ...place, hash: sha256(body), ...(object && { object }) }] : [];
}

function isStray({ key }: Stored): boolean {
  return readKey(key) === undefined && readManifestKey(key) === undefined;
}

/** The day of any key; of a stray one the day that is judged whatever the range. */
function dayIn(key: string): Day {
  return readKey(key)?.day ?? readManifestKey(key) ?? '9999';
}

/** What an object shows by itself: its form, and whether it is where it says. */
function findOwnProblem({ key, object }: Found): readonly AuditProblem[] {
  if (!object) return [changed(key, 'it is not in the form in which an entry is written')];
  if (keyOf(object) !== key) return [planted(key, `it was written as ${keyOf(object)}`)];
  // An entry is never written on a day before it happened.
  if (dayOf(object.entry.at) > object.day) return [changed(key, 'its entry is of a later day')];
  return [];
}

/** What the objects of a chain show of each other: no gaps, and each names the hash of the one before. */
function findChainProblems(found: readonly Found[]): readonly AuditProblem[] {
  const byKey = new Map(found.map((one) => [one.key, one]));
  return found.flatMap((one) => {
    const { object } = one;
    const before = one.seq > 1 ? keyOf({ ...one, seq: one.seq - 1 }) : object?.previous?.key;
    if (before === undefined) return [];
    const there = byKey.get(before);
    if (!there) return missingBefore(one, before, byKey);
    if (!object || !one.key.includes(there.chainId))
      return object ? [planted(one.key, 'it follows another chain')] : [];
    if (object.chain !== there.object?.chain && there.object) return [planted(one.key, 'it names another chain')];
    if (object.previous?.key !== before) return [planted(one.key, `it was not written after ${before}`)];
    if (object.previous.sha256 === there.hash) return [];
    return [changed(before, `${one.key} was written after another content`)];
  });
}

/** Every place before this one that is empty, back to the one that is not. */
function missingBefore(one: Found, before: string, byKey: ReadonlyMap<string, Found>): readonly AuditProblem[] {
  const what = `${one.key} was written after it`;
  if (one.seq === 1) return [{ key: before, kind: 'missing', what }];
  const gone: AuditProblem[] = [];
  for (let seq = one.seq - 1; seq > 0; seq -= 1) {
    const key = keyOf({ ...one, seq });
    if (byKey.has(key)) break;
    gone.push({ key, kind: 'missing', what });
    if (gone.length >= 100) break;
  }
  return gone;
}

function planted(key: string, what: string): AuditProblem {
  return { key, kind: 'planted', what };
}

function changed(key: string, what: string): AuditProblem {
  return { key, kind: 'changed', what };
}
