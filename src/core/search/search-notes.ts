import { counted } from '../text/phrase.ts';
import { optionText } from './plan-search.ts';
import type { SearchEnd, SearchPlan } from './search-plan.ts';

const mostNamed = 10;

/** What to know of an answer besides what was found, a line each: whether it is all, what it took, what cannot be trusted. */
export function notesOf(plan: SearchPlan, end: SearchEnd, shown: number): readonly string[] {
  const { matches, objects } = end.summary;
  return [
    unfinishedNote(end, objects),
    leftNote(end, plan.query.limit, shown),
    matches === 0 ? nothingNote(plan) : '',
    plan.saveAs === undefined ? '' : `It is kept as “${plan.saveAs}”: /aws-trail ${optionText('saved', plan.saveAs)}`,
    failedNote(end),
    searchedNote(end),
    ...verifiedNotes(end),
  ].filter((note) => note !== '');
}

function nothingNote({ query, asked }: SearchPlan): string {
  const late = 'Calls of the last 15 minutes may not have been delivered yet.';
  const isExact = asked !== undefined && !query.ignoreCase;
  return isExact ? `${late} Capitals matter in what is looked for, unless you add ignore-case:yes.` : late;
}

/** So few hits of a name are mostly those of something else. */
const fewHits = 3;

/** What a person calls a resource is seldom what a record calls it: what to ask instead, where a name found little. */
export function namesNote({ query: { where } }: SearchPlan, matches: number): string {
  const isResource = where?.kind === 'field' && where.field === 'resource';
  const name = where?.kind === 'term' ? where.text : isResource ? where.value : '';
  if (matches > fewHits || !isName(name)) return '';
  return `Logs hold ids, seldom names: try the id, which /aws-resource ${name} tells.`;
}

/** `payments-bastion`, and nothing that AWS makes up: `sg-0123…`, an ARN, an address, an account, a key, an event. */
function isName(word: string): boolean {
  return /^[A-Za-z][\w.-]{1,99}$/.test(word) && /[a-z][-_]|[-_][a-z]/.test(word) && !isGivenId(word);
}

/** An id that AWS gives a resource: `sg-0123456789abcdef0`. */
export function isGivenId(word: string): boolean {
  return /^[a-z]+-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(word);
}

function leftNote(end: SearchEnd, limit: number, shown: number): string {
  const {
    records,
    summary: { matches },
  } = end;
  if (isCut(end, limit))
    return `The newest ${shown} are shown, the newest ${records.length} are in the files; limit: tells more.`;
  if (matches <= shown) return '';
  const inFile = records.length < matches ? `the newest ${records.length} are in the files` : 'all are in the files';
  return `${shown} of ${matches} are shown, newest first; ${inFile}.`;
}

/** Whether there may be more than is known: Athena counts no further than the limit. */
export function isCut({ engine, records }: SearchEnd, limit: number): boolean {
  return engine === 'athena' && limit > 0 && records.length >= limit;
}

/** Why this is not all, if it is not. */
function unfinishedNote({ unfinished, objectsTotal }: SearchEnd, objects: number): string {
  const of = objectsTotal === undefined ? '' : ` of ${objectsTotal}`;
  switch (unfinished) {
    case 'cancelled':
      return `The search was cancelled after ${objects}${of} log files, so this is what was found until then.`;
    case 'expired':
      return 'The search ran out of time, so this is not all: ask for a shorter time with since and until.';
    case 'scan-limit':
      return 'Athena stopped at the scan limit of the settings, so nothing was read: ask for a shorter time.';
    default:
      return '';
  }
}

function failedNote({ summary: { failedObjects } }: SearchEnd): string {
  const [first] = failedObjects;
  return first ? `${counted(failedObjects.length, 'log file')} could not be read, e.g. ${first.key}: ${first.why}` : '';
}

function searchedNote({
  engine,
  runs,
  scannedBytes = 0,
  dollars = 0,
  summary: { objects, seconds },
}: SearchEnd): string {
  if (engine === 'athena') {
    const much = scannedBytes < 1e8 ? `${(scannedBytes / 1e6).toFixed(1)} MB` : `${(scannedBytes / 1e9).toFixed(1)} GB`;
    const cost = dollars < 0.01 ? 'less than a cent' : `$${dollars.toFixed(2)}`;
    return `Athena scanned ${much} for ${cost} in ${seconds.toFixed(1)} s.`;
  }
  const inRuns = runs > 1 ? `, in ${runs} runs` : '';
  return `Searched ${counted(objects, 'log file')} in ${seconds.toFixed(1)} s${inRuns}.`;
}

const states = { verified: 'verified', altered: 'altered', missing: 'missing', notCovered: 'not covered' } as const;

function verifiedNotes({ verified }: SearchEnd): readonly string[] {
  if (!verified) return [];
  const { altered, missing, notCovered, others } = verified;
  const named = others.slice(0, mostNamed);
  const left = altered + missing + notCovered - named.length;
  return [
    `${altered + missing > 0 ? '⚠️ Do not rely on this. ' : ''}Log files held against CloudTrail’s digests: ${verified.verified} verified, ${altered} altered, ${missing} missing, ${notCovered} not covered.`,
    ...named.map(({ key, state, why }) => `${states[state]}: ${key}${why === undefined ? '' : ` (${why})`}`),
    ...(named.length > 0 && left > 0 ? [`… and ${left} more that are not verified`] : []),
  ];
}
