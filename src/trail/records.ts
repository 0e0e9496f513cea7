/** Bytes with the bounds of the whole records in them: start and end, start and end, … */
export type Piece = Readonly<{ bytes: Buffer; bounds: readonly number[] }>;

/** Finds records in an object that comes in one or more pieces. */
export type RecordFinder = Readonly<{
  /** The records that end in this piece; what stands open at its end is carried over to the next one. */
  feed(bytes: Buffer): Piece;
  /** Why what was fed is not one whole CloudTrail object; nothing when it is. */
  problem(): string | undefined;
}>;

/** A record is 256 KB at most (CloudTrail quotas); far beyond that it is no record. */
const largestRecord = 16 * 1024 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const openBracket = 0x5b;

/** What a byte means outside strings: 1 opens, 2 closes, 3 starts a string, 0 nothing. */
const meaning = new Uint8Array(256);
for (const byte of Buffer.from('{[')) meaning[byte] = 1;
for (const byte of Buffer.from('}]')) meaning[byte] = 2;
meaning[quote] = 3;

/**
 * Bounds of the elements of the document's `Records`, found by the structure of the JSON alone: no value and no order of
 * keys can forge one. Whether a record's inside is JSON is left to whoever reads it.
 */
export function createRecordFinder(): RecordFinder {
  let carry: Buffer = Buffer.alloc(0);
  let depth = 0;
  let open = false;
  let escaped = false;
  let inRecords = false;
  let seenRecords = false;
  let trailing = false;
  /** Where the record, or at depth 1 the last string, starts; -1 for none. */
  let start = -1;

  function enter(bytes: Buffer, at: number): void {
    if (depth === 0 && (trailing || bytes[at] !== openBrace)) throw new Error(notTrail);
    if (depth === 1) {
      inRecords = start >= 0 && bytes[at] === openBracket && isRecordsKey(bytes.subarray(start, at));
      seenRecords ||= inRecords;
      start = -1;
    }
    if (depth === 2 && inRecords) start = bytes[at] === openBrace ? at : -1;
    depth++;
  }

  function leave(at: number, bounds: number[]): void {
    depth--;
    if (depth < 0) throw new Error(notTrail);
    if (depth === 0) trailing = true;
    if (depth === 2 && inRecords && start >= 0) bounds.push(start, at + 1);
    if (depth <= 2) start = -1;
  }

  function feed(more: Buffer): Piece {
    const bytes = carry.length === 0 ? more : Buffer.concat([carry, more]);
    const bounds: number[] = [];
    for (let at = carry.length; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (open) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) open = false;
        continue;
      }
      const kind = meaning[byte];
      if (kind === 0) {
        if (depth === 0 && byte > 0x20 && !isMark(byte, at)) throw new Error(notTrail);
      } else if (kind === 1) enter(bytes, at);
      else if (kind === 2) leave(at, bounds);
      else {
        if (depth === 0) throw new Error(notTrail);
        if (depth === 1) start = at;
        open = true;
      }
    }
    carry = start < 0 ? Buffer.alloc(0) : bytes.subarray(start);
    if (carry.length > largestRecord) throw new Error('holds a record of more than 16 MiB');
    if (start >= 0) start = 0;
    return { bytes, bounds };
  }

  function problem(): string | undefined {
    if (depth > 0) return 'ends in the middle of its JSON';
    return seenRecords ? undefined : notTrail;
  }

  return { feed, problem };
}

const notTrail = 'is not a CloudTrail log: no { "Records": [ … ] }';

/** The byte order mark, which some tools write first. */
function isMark(byte: number, at: number): boolean {
  return at < 3 && (byte === 0xef || byte === 0xbb || byte === 0xbf);
}

/** `"Records" :`, however it is spelled. */
function isRecordsKey(bytes: Buffer): boolean {
  const text = bytes.toString('utf8').trimEnd();
  if (!text.endsWith(':')) return false;
  try {
    return JSON.parse(text.slice(0, -1)) === 'Records';
  } catch {
    return false;
  }
}
