import type { KeyObject } from 'node:crypto';
import type { Readable } from 'node:stream';

/** Digests of an account and region whose hours end after `from` and until `to`, in ms; `beside` is a log file's key. */
export type WantedDigests = Readonly<{ beside: string; accountId: string; region: string; from: number; to: number }>;

/** Where digests and log files are. */
export type DigestSource = Readonly<{
  /** The bucket, where it is the one that the digests speak of; nothing for a copy. */
  bucket?: string;
  list(wanted: WantedDigests): Promise<readonly string[]>;
  /** A digest and its signature in hex, where that was kept; nothing when it is not there. */
  fetchDigest(key: string): Promise<Readonly<{ bytes: Buffer; signature: string | undefined }> | undefined>;
  /** A log file's compressed bytes; nothing when it is not there. */
  fetchLog(key: string): Promise<Buffer | Readable | undefined>;
  /** Whether the log file that digests know by that key is there. */
  has(key: string): Promise<boolean>;
}>;

/** The key with that fingerprint with which CloudTrail signed in a region at a time (ms); nothing when it is unknown. */
export type FindPublicKey = (
  asked: Readonly<{ fingerprint: string; region: string; at: number }>,
) => Promise<KeyObject | undefined>;
