/** Fields of a record that can be asked for by name; how each is compared stands in `trail/fields.ts`. */
export const trailFields = [
  'event',
  'service',
  'user',
  'role',
  'ip',
  'resource',
  'account',
  'region',
  'error',
  'source-identity',
  'read-only',
] as const;
export type TrailField = (typeof trailFields)[number];

/** What a record must be: a text or a pattern in some decoded key or value, a field, or several of these. */
export type TrailCondition =
  | Readonly<{ kind: 'term'; text: string }>
  /** RE2's syntax. */
  | Readonly<{ kind: 'pattern'; pattern: string }>
  | Readonly<{ kind: 'field'; field: TrailField; value: string }>
  | Readonly<{ kind: 'not'; condition: TrailCondition }>
  | Readonly<{ kind: 'and' | 'or'; conditions: readonly TrailCondition[] }>;

/** What to look for in the CloudTrail logs. Times in ms since 1970, `since` inclusive, `until` exclusive. */
export type TrailQuery = Readonly<{
  /** Every term must be contained, case-sensitively, in some decoded key or value of the record. */
  terms: readonly string[];
  since?: number;
  until?: number;
  /** `eventName`, exactly. */
  event?: string;
  /** Contained in the actor's name, ARN, principal or session name. */
  user?: string;
  /** What else must hold. */
  where?: TrailCondition;
  /** Terms, patterns and fields without regard to case. */
  ignoreCase?: boolean;
  /** Goes on where the summary of an earlier search of the same query left off. */
  cursor?: string;
  /** Stops after so long, with a cursor. */
  budgetMs?: number;
  /** Newest so many by `eventTime`; 0 = all, in key order. */
  limit: number;
}>;

/** How far a search is. */
export type TrailProgress = Readonly<{
  objects: number;
  /** Absent while the listing is not finished. */
  objectsTotal?: number;
  compressedBytes: number;
  inflatedBytes: number;
  records: number;
  matches: number;
}>;

/** What CloudTrail's digests say of an object; `why` for all but the verified. */
export type TrailCheck = Readonly<{
  key: string;
  state: 'verified' | 'altered' | 'missing' | 'notCovered';
  why?: string;
}>;

/** How many objects are in each state, and those that are not verified by name, 1000 of them at most. */
export type TrailVerified = Readonly<Record<TrailCheck['state'], number> & { others: readonly TrailCheck[] }>;

/** The figures of a finished search, as the command prints them. */
export type TrailSummary = Readonly<{
  objects: number;
  compressedBytes: number;
  inflatedBytes: number;
  records: number;
  matches: number;
  duplicates: number;
  seconds: number;
  failedObjects: readonly Readonly<{ key: string; why: string }>[];
  cursor?: string;
}>;

/** `records` are CloudTrail records as they stand in the log, one line of JSON each: the newest first, or in key order with limit 0. */
export type TrailResult = Readonly<{
  records: readonly string[];
  summary: TrailSummary;
  /** With `slice`: every id that was met in it and before, for the next one. */
  seen?: string;
}>;

export type TrailSearchOptions = Readonly<{
  /** Aborting ends the search with what was found until then. */
  signal?: AbortSignal;
  onProgress?: (progress: TrailProgress) => void;
  /**
   * Takes each record instead of `TrailResult.records`; with limit 0 as soon as it is found, so that none is held. The
   * search waits where it returns a promise. `key` names the object that holds it.
   */
  onRecord?: (record: string, key: string) => Promise<void> | undefined;
  /**
   * A slice of a search that goes on with its cursor: no further object is begun after `ms`, and those that were begun are
   * finished. What a limit had no room for never comes again, and what `seen` (of the slice before) knows counts as a copy.
   */
  slice?: Readonly<{ ms: number; seen?: string }>;
}>;

export type SearchTrail = (query: TrailQuery, options?: TrailSearchOptions) => Promise<TrailResult>;
