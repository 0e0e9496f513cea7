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

/** `records` are CloudTrail records as they stand in the log, one JSON text each. */
export type TrailResult = Readonly<{ records: readonly string[]; summary: TrailSummary }>;

export type SearchTrail = (
  query: TrailQuery,
  options?: Readonly<{ signal?: AbortSignal; onProgress?: (progress: TrailProgress) => void }>,
) => Promise<TrailResult>;
