import { scannerCode } from './scanner-code.ts';

/** A text to find in bytes: each byte is or-ed with its mask before it is compared, so that 0x20 folds ASCII's case. */
export type Pattern = Readonly<{ bytes: Uint8Array; mask: Uint8Array }>;

/**
 * Finds structure and texts in its own memory, sixteen bytes at a time. All positions are addresses in `memory`, and data
 * belongs between `dataStart` and `dataEnd`.
 */
export type Scanner = Readonly<{
  memory: Buffer;
  /** Starts on a new document. */
  reset(): void;
  /**
   * Scans whole blocks of 64 bytes from `from` on. The events are the brackets that open from depth 0, 1 or 2, or close to
   * it; the escapes are backslashes before `u` or `/`. May stop before `to`: `scannedTo` says where.
   */
  scan(from: number, to: number): Readonly<{ events: Uint32Array; escapes: Uint32Array; scannedTo: number }>;
  /** Keeps a pattern to look for, at most `mostPatterns` of them. */
  load(slot: number, pattern: Pattern): void;
  /** Where the pattern of that slot first stands in [from, to); 0 for nowhere. */
  find(slot: number, from: number, to: number): number;
  /**
   * Where strings open directly within the object in [from, to) that begin like `eventTime`, `eventID`, `eventName`,
   * `eventSource` or `awsRegion`; nothing when there are too many of them.
   */
  fields(from: number, to: number): Uint32Array | undefined;
}>;

export const dataStart = 0x40000;
/** 300 pages less what a load of 16 bytes behind the last byte may touch. */
export const dataEnd = 300 * 0x10000 - 0x1000;

export const mostPatterns = 16;
/** Longer patterns are cut to this: enough to rule out almost everything. */
export const longestPattern = 256;

const events = 0x10000;
const escapes = 0x20000;
const fieldList = 0x24000;
const fieldListEnd = 0x2fe00;
const needles = 0x30000;
const masks = 0x32000;

/** What scanner.as exports. */
type Exports = Readonly<{
  memory: WebAssembly.Memory;
  reset(): void;
  scan(from: number, to: number): number;
  scannedTo(): number;
  escapesFound(): number;
  find(...arguments_: readonly number[]): number;
  fields(from: number, to: number): number;
}>;

let compiled: Promise<WebAssembly.Module> | undefined;

/** Makes a scanner with a memory of its own: 19 MiB of addresses, of which only what is used takes room. */
export async function createScanner(): Promise<Scanner> {
  compiled ??= WebAssembly.compile(Buffer.from(scannerCode, 'base64'));
  const instance = await WebAssembly.instantiate(await compiled, { env: { abort() {} } });
  // The one door to the module: its exports are what scanner.as says.
  const code = instance.exports as unknown as Exports;
  const { buffer } = code.memory;
  const memory = Buffer.from(buffer);
  const loaded: { length: number; one: number; two: number }[] = [];
  return {
    memory,
    reset: () => code.reset(),
    scan(from, to) {
      const count = code.scan(from, to);
      return {
        events: new Uint32Array(buffer, events, count),
        escapes: new Uint32Array(buffer, escapes, code.escapesFound()),
        scannedTo: code.scannedTo(),
      };
    },
    load(slot, { bytes, mask }) {
      const length = Math.min(bytes.length, longestPattern);
      memory.set(bytes.subarray(0, length), needles + slot * longestPattern);
      memory.set(mask.subarray(0, length), masks + slot * longestPattern);
      loaded[slot] = { length, ...rarestTwo(bytes.subarray(0, length)) };
    },
    find(slot, from, to) {
      const { length, one, two } = loaded[slot] ?? { length: 0, one: 0, two: 0 };
      return length === 0 ? 0 : code.find(from, to, needles + slot * longestPattern, length, one, two);
    },
    fields(from, to) {
      const count = code.fields(from, to);
      return fieldList + 4 * count < fieldListEnd ? new Uint32Array(buffer, fieldList, count) : undefined;
    },
  };
}

/** Scanners that nobody uses just now: their memory costs more to make than to keep. */
const idle: Scanner[] = [];
const mostIdle = 4;

/** A scanner to be given back. */
export async function borrowScanner(): Promise<Scanner> {
  return idle.pop() ?? createScanner();
}

/** Ends the use of a borrowed scanner; nothing may write to its memory any more. */
export function giveBackScanner(scanner: Scanner): void {
  if (idle.length < mostIdle) idle.push(scanner);
}

/** What logs are full of, the most frequent first; what is not here is rarer. */
const frequent = '"ea:,trsoni-cmlp/.dA10u{}23456789fgbvyhTSI_ERCwUPkKqOMNxjDzLBF';

/** Offsets of the two bytes by which a pattern is looked for first. */
function rarestTwo(bytes: Uint8Array): { one: number; two: number } {
  const rarity = (byte: number) => {
    const at = frequent.indexOf(String.fromCharCode(byte));
    return at < 0 ? frequent.length : at;
  };
  const offsets = Array.from(bytes, (byte, offset) => ({ offset, rank: rarity(byte) }));
  offsets.sort((a, b) => b.rank - a.rank);
  return { one: offsets[0]?.offset ?? 0, two: offsets[1]?.offset ?? offsets[0]?.offset ?? 0 };
}
