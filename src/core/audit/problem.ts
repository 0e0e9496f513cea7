import type { Day } from './day.ts';
import type { AuditObject } from './object.ts';

/** One thing that is wrong with the trail: where, of what kind, and what, in a sentence's end. */
export type AuditProblem = Readonly<{ key: string; kind: 'missing' | 'changed' | 'planted'; what: string }>;

/** An object of the trail as it was read: what its key says, and what it says itself. */
export type Found = Readonly<{
  key: string;
  day: Day;
  chainId: string;
  seq: number;
  hash: string;
  object?: AuditObject;
}>;
