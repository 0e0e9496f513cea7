import { isRecordsKey, nameRoom } from './records-key.ts';
import { dataEnd, dataStart, type Scanner } from './scanner.ts';

/**
 * Whole records in a scanner's memory, valid until the next batch: their bounds (start and end, start and end, …), and where
 * escapes stand that could spell a character otherwise.
 */
export type Batch = Readonly<{ scanner: Scanner; bounds: readonly number[]; escapes: readonly number[] }>;

/** Takes an object's JSON piece by piece and hands its records on. */
export type RecordReader = Readonly<{
  /** Starts on a new object. */
  reset(): void;
  /** Where the next piece is to be written. */
  room(): Buffer;
  /** Where the one after it may be written before it was taken; nothing when the memory is to be tidied first. */
  roomBehind(length: number): Buffer | undefined;
  /** So many bytes were written there. Throws when this can be no CloudTrail object. */
  take(length: number): Batch;
  /** The rest, after the last piece. Throws when the object is not whole. */
  finish(): Batch;
}>;

/** A piece is what a core's cache holds, so that every look at it after inflating is cheap. */
const pieceSize = 512 * 1024;

/** So much is written before what is done with is overwritten. */
const window = 4 * pieceSize;

/** A record is 256 KB at most (CloudTrail quotas); sixty times that is no record. */
const largest = dataEnd - dataStart - pieceSize;

/** What CloudTrail always writes into a record takes some hundred bytes; less, on average, is there to keep us busy. */
const smallest = 100;

const block = 64;
const openBrace = 0x7b;
const openBracket = 0x5b;

const notTrail = 'is not a CloudTrail log: no { "Records": [ … ] }';

/**
 * Finds the elements of the document's `Records` by the structure of the JSON alone: no value and no order of keys can forge
 * one. Whether a record's inside is JSON is left to whoever reads it.
 */
export function createRecordReader(scanner: Scanner): RecordReader {
  const { memory } = scanner;
  const outline = createOutline(memory);
  let filled = dataStart;
  let scanned = dataStart;
  /** Escapes in what is in memory. */
  let escapes: number[] = [];
  let begun = false;
  /** Bytes since the last bracket that meant something. */
  let silent = 0;
  let records = 0;
  let bytes = 0;

  function reset(): void {
    scanner.reset();
    outline.reset();
    [filled, scanned, escapes, begun] = [dataStart, dataStart, [], false];
    [silent, records, bytes] = [0, 0, 0];
  }

  function scan(to: number): Batch {
    const bounds: number[] = [];
    while (scanned + block <= to) {
      const found = scanner.scan(scanned, to);
      silent = found.events.length > 0 ? 0 : silent + found.scannedTo - scanned;
      if (silent > largest) throw new Error('holds more than 16 MiB without a record');
      for (const at of found.events) outline.follow(at, bounds);
      for (const at of found.escapes) escapes.push(at);
      scanned = found.scannedTo;
    }
    records += bounds.length / 2;
    if (records > 1e6 && bytes < records * smallest) throw new Error('holds a million records that say nothing');
    return { scanner, bounds, escapes };
  }

  /** Moves what is still needed to the front. */
  function makeRoom(): void {
    const record = outline.openRecord();
    const needed = record > 0 ? record : Math.max(dataStart, scanned - nameRoom);
    if (needed === dataStart) return;
    memory.copyWithin(dataStart, needed, filled);
    const by = needed - dataStart;
    // That there is one in the open record is wanted again when it ends.
    const open = record > 0 ? escapes.find((at) => at >= record) : undefined;
    escapes = open === undefined ? [] : [open - by];
    outline.move(by);
    [filled, scanned] = [filled - by, scanned - by];
  }

  return {
    reset,
    room() {
      makeRoom();
      if (filled - dataStart > largest) throw new Error('holds a record of more than 16 MiB');
      return memory.subarray(filled, filled + pieceSize);
    },
    roomBehind(length) {
      const from = filled + length;
      return from + pieceSize - dataStart > window ? undefined : memory.subarray(from, from + pieceSize);
    },
    take(length) {
      if (!begun && length > 0) begun = isObjectStart(memory, filled, filled + length);
      filled += length;
      bytes += length;
      return scan(filled);
    },
    finish() {
      // White space up to a whole block changes nothing, and lets the last bytes be scanned.
      const end = filled + block;
      memory.fill(0x20, filled, end + block);
      const batch = scan(end);
      outline.end();
      return batch;
    },
  };
}

/** Where in the document the brackets lead. */
type Outline = Readonly<{
  reset(): void;
  /** Goes over the bracket at that address; adds the bounds of the record that it ends, if it ends one. */
  follow(at: number, bounds: number[]): void;
  /** Address where the open record starts; 0 for none. */
  openRecord(): number;
  /** Everything was moved by so many bytes to the front. */
  move(by: number): void;
  /** Throws when this cannot be the end. */
  end(): void;
}>;

function createOutline(memory: Buffer): Outline {
  let [depth, record] = [0, 0];
  let [inRecords, seenRecords, ended] = [false, false, false];

  function open(at: number): void {
    const byte = memory[at];
    if (depth === 0 && (ended || byte !== openBrace)) throw new Error(notTrail);
    if (depth === 1) inRecords = byte === openBracket && isRecordsKey(memory, at);
    if (depth === 1 && inRecords) seenRecords = true;
    if (depth === 2 && inRecords && byte === openBrace) record = at;
    depth++;
  }

  function close(at: number, bounds: number[]): void {
    depth--;
    if (depth < 0) throw new Error(notTrail);
    ended ||= depth === 0;
    if (depth !== 2 || record === 0) return;
    bounds.push(record, at + 1);
    record = 0;
  }

  return {
    reset() {
      [depth, record] = [0, 0];
      [inRecords, seenRecords, ended] = [false, false, false];
    },
    follow(at, bounds) {
      const byte = memory[at];
      if (byte === openBrace || byte === openBracket) open(at);
      else close(at, bounds);
    },
    openRecord: () => record,
    move(by) {
      if (record > 0) record -= by;
    },
    end() {
      if (depth > 0) throw new Error('ends in the middle of its JSON');
      if (!seenRecords) throw new Error(notTrail);
    },
  };
}

/** Throws at the first byte that no JSON object can begin with; false while there is only white space. */
function isObjectStart(memory: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = memory[at] ?? 0;
    if (byte === openBrace) return true;
    const isMark = byte === 0xef || byte === 0xbb || byte === 0xbf;
    if (!isMark && byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) throw new Error(notTrail);
  }
  return false;
}
