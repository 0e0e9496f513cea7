import type { TrailQuery } from './trail-query.ts';

/** A query whose window is closed: Athena reads whole days, and has to be told which ones. */
export type BoundedQuery = TrailQuery & Readonly<{ since: number; until: number }>;

/** How far Athena is with a statement. `scannedBytes` are those of the logs as they lie there, gzipped, and are what is paid for. */
export type AthenaProgress = Readonly<{
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  scannedBytes: number;
  /** Since it was asked, waiting included. */
  seconds: number;
  /** US dollars up to now. */
  dollars: number;
  /** Athena's own words for what has failed or was cancelled. */
  why?: string;
}>;

/** What Athena found: the newest `limit` records (with limit 0 all), newest first, each once. */
export type AthenaAnswer = Readonly<{
  /** One line of JSON each, put together of the table's columns: not letter by letter what stands in the log. */
  records: readonly string[];
  /** Rows that came back, and how many of them were copies of a record. */
  rows: number;
  duplicates: number;
  /** Rows that cannot be what was asked for were so many that the statement's own limit cut off older hits. */
  isCut: boolean;
}>;

/** A search by Athena, which runs there by itself: it is started, looked at now and then, and read when it has succeeded. */
export type AthenaSearch = Readonly<{
  /**
   * Asks, and answers with the execution's id. The same job key and query is the same execution, however often it is asked.
   * Throws `BAD_ARGUMENT` for a query that cannot be asked, `UNREACHABLE` when Athena does not take it.
   */
  start(query: BoundedQuery, job: Readonly<{ key: string }>): Promise<string>;
  /** Throws `UNREACHABLE`. */
  poll(executionId: string): Promise<AthenaProgress>;
  /** Ends it; what has ended already stays as it is. Throws `UNREACHABLE`. */
  stop(executionId: string): Promise<void>;
  /** Reads what has succeeded; `query` is the one that it was started with. Throws `UNREACHABLE`. */
  read(executionId: string, query: BoundedQuery): Promise<AthenaAnswer>;
}>;

/** A statement in Trino's SQL, and what stands for its question marks, each as SQL writes a literal. */
export type AthenaStatement = Readonly<{ sql: string; parameters: readonly string[] }>;

/** Athena itself, as it is asked. Each throws `UNREACHABLE`. */
export type Athena = Readonly<{
  /** `token` (32 to 128 characters) makes the same statement the same execution. */
  start(statement: AthenaStatement, token: string): Promise<string>;
  poll(executionId: string): Promise<Omit<AthenaProgress, 'dollars'>>;
  stop(executionId: string): Promise<void>;
  /** Pages of the result, without the row of names; `null` where SQL has NULL. */
  rows(executionId: string): AsyncIterable<readonly (readonly (string | null)[])[]>;
}>;

/** What a search would have to read, as listing the keys measures it. */
export type Measured = Readonly<{
  objects: number;
  compressedBytes: number;
  /** Listing was given up at so many objects: there are more. */
  isMore: boolean;
}>;

/** What one way takes. */
export type Effort = Readonly<{ seconds: number; dollars: number }>;

/** What each way would take, rounded for people, and which is better; `ask` is whether somebody should be asked first. */
export type Estimate = Readonly<{ direct: Effort; athena: Effort; better: 'direct' | 'athena'; ask: boolean }>;

/** Lists what a search would have to read, and says what either way would take. Throws `UNREACHABLE`. */
export type EstimateSearch = (
  query: BoundedQuery,
  signal?: AbortSignal,
) => Promise<Estimate & Readonly<{ measured: Measured }>>;
