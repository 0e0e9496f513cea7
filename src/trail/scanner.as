// AssemblyScript: the source of scanner-code.ts; `node --import tsx test/trail/build-scanner.ts` compiles it. Sixteen bytes at a
// time it finds what V8 would find one byte at a time: where strings begin and end, where records do, and where a text stands.
//
// Memory: events, escapes and fields at the addresses below; needles, their masks and the inflated bytes where scanner.ts
// puts them. Positions are addresses. A block is 64 bytes, one bit of a u64 for each.

const EVENTS: usize = 0x10000;
const EVENTS_END: usize = 0x1f000;
const ESCAPES: usize = 0x20000;
const ESCAPES_END: usize = 0x23f00;
const FIELDS: usize = 0x24000;
const FIELDS_END: usize = 0x2fe00;
/** From a needle to its mask. */
const MASK: usize = 0x2000;

/** How deep in brackets the next byte stands; 2 is between the elements of a list in the document. */
let depth: i32 = 0;
/** All ones while inside a string. */
let inside: u64 = 0;
/** 1 when the byte before was a backslash that escapes the next one. */
let pending: u64 = 0;
/** 1 when the byte before was a backslash, escaping or escaped. */
let behind: u64 = 0;
let scanned: usize = 0;
let escapesEnd: usize = ESCAPES;

export function reset(): void {
  depth = 0;
  inside = 0;
  pending = 0;
  behind = 0;
}

export function scannedTo(): usize {
  return scanned;
}

export function escapesFound(): u32 {
  return <u32>((escapesEnd - ESCAPES) >> 2);
}

/** Bits of the bytes at p that, or-ed with `fold`, are `byte`. */
@inline function where(p: usize, byte: v128, fold: v128): u64 {
  const a = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(p), fold), byte)));
  const b = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(p, 16), fold), byte)));
  const c = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(p, 32), fold), byte)));
  const d = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(p, 48), fold), byte)));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/** Bits from each odd quote to before the next one: the strings, their opening quotes included. */
@inline function stringsOf(quotes: u64): u64 {
  let m = quotes;
  m ^= m << 1;
  m ^= m << 2;
  m ^= m << 4;
  m ^= m << 8;
  m ^= m << 16;
  m ^= m << 32;
  return m;
}

/** Bits of the bytes that a backslash escapes (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 3.1.1). */
@inline function escapedBy(back: u64, carried: u64): u64 {
  const odd: u64 = 0xaaaaaaaaaaaaaaaa;
  const starts = back & ~carried;
  return (((starts << 1) | odd) - starts) ^ odd ^ (back | carried);
}

/**
 * Scans whole blocks of [from, to). Writes the address of every bracket that opens from depth 0, 1 or 2 or closes to it,
 * and the address of every backslash before a `u` or a slash. Stops early where a list is full. Returns the number of events.
 */
export function scan(from: usize, to: usize): u32 {
  const quote = i8x16.splat(0x22), backslash = i8x16.splat(0x5c), none = i8x16.splat(0);
  const open = i8x16.splat(0x7b), close = i8x16.splat(0x7d), fold = i8x16.splat(0x20);
  const letter = i8x16.splat(0x75), slash = i8x16.splat(0x2f);
  let event = EVENTS, escape = ESCAPES, p = from;
  let d = depth, s = inside, carried = pending, before = behind;
  for (; p + 64 <= to && event < EVENTS_END && escape < ESCAPES_END; p += 64) {
    let quotes = where(p, quote, none);
    const back = where(p, backslash, none);
    if (back | carried | before) {
      const escaped = escapedBy(back, carried);
      quotes &= ~escaped;
      carried = ((escaped ^ (back | carried)) & back) >> 63;
      let special = ((back << 1) | before) & (where(p, letter, none) | where(p, slash, none));
      before = back >> 63;
      for (; special; special &= special - 1) {
        store<u32>(escape, <u32>(p + <usize>ctz(special) - 1));
        escape += 4;
      }
    }
    const strings = stringsOf(quotes) ^ s;
    s = <u64>(<i64>strings >> 63);
    const opens = where(p, open, fold) & ~strings;
    const closes = where(p, close, fold) & ~strings;
    const closing = <i32>popcnt(closes);
    if (d - closing <= 2) {
      let at = d;
      for (let both = opens | closes; both; both &= both - 1) {
        const bit = both & (0 - both);
        const opening = (opens & bit) != 0;
        if (!opening) at--;
        if (at <= 2) {
          store<u32>(event, <u32>(p + <usize>ctz(bit)));
          event += 4;
        }
        if (opening) at++;
      }
    }
    d += <i32>popcnt(opens) - closing;
  }
  depth = d;
  inside = s;
  pending = carried;
  behind = before;
  scanned = p;
  escapesEnd = escape;
  return <u32>((event - EVENTS) >> 2);
}

/**
 * Address of the first place in [from, to) where the `length` bytes at `needle` stand, or 0. Each byte is or-ed with its mask
 * first; `one` and `two` are the offsets of the two bytes that are looked for before all others.
 */
export function find(from: usize, to: usize, needle: usize, length: u32, one: u32, two: u32): usize {
  const mask = needle + MASK;
  const byte1 = v128.load8_splat(needle + one), byte2 = v128.load8_splat(needle + two);
  const mask1 = v128.load8_splat(mask + one), mask2 = v128.load8_splat(mask + two);
  for (let p = from; p + length <= to; p += 32) {
    const low = v128.and(
      i8x16.eq(v128.or(v128.load(p + one), mask1), byte1),
      i8x16.eq(v128.or(v128.load(p + two), mask2), byte2),
    );
    const high = v128.and(
      i8x16.eq(v128.or(v128.load(p + one, 16), mask1), byte1),
      i8x16.eq(v128.or(v128.load(p + two, 16), mask2), byte2),
    );
    if (!v128.any_true(v128.or(low, high))) continue;
    for (let bits = <u32>i8x16.bitmask(low) | (<u32>i8x16.bitmask(high) << 16); bits; bits &= bits - 1) {
      const at = p + <usize>ctz(bits);
      if (at + length > to) return 0;
      let same: u32 = 0;
      while (same < length && (load<u8>(at + same) | load<u8>(mask + same)) == load<u8>(needle + same)) same++;
      if (same == length) return at;
    }
  }
  return 0;
}

/** Whether one of the field names that every search needs begins at p: eventTime, eventID, eventName, eventSource, awsRegion. */
@inline function isWanted(p: usize): bool {
  const eight = load<u64>(p);
  return (
    eight == 0x6d6954746e657665 || eight == 0x224449746e657665 || eight == 0x6d614e746e657665 ||
    eight == 0x756f53746e657665 || eight == 0x6f69676552737761
  );
}

/**
 * Writes the addresses of the strings that open directly within the object at [from, to) and begin like a field that is
 * wanted. Returns how many.
 */
export function fields(from: usize, to: usize): u32 {
  const quote = i8x16.splat(0x22), backslash = i8x16.splat(0x5c), none = i8x16.splat(0);
  const open = i8x16.splat(0x7b), close = i8x16.splat(0x7d), fold = i8x16.splat(0x20);
  let field = FIELDS, d = 0;
  let s: u64 = 0, carried: u64 = 0;
  for (let p = from; p < to && field < FIELDS_END; p += 64) {
    const left = to - p;
    const valid: u64 = left >= 64 ? ~(<u64>0) : ((<u64>1) << (<u64>left)) - 1;
    let quotes = where(p, quote, none) & valid;
    const back = where(p, backslash, none);
    if (back | carried) {
      const escaped = escapedBy(back, carried);
      quotes &= ~escaped;
      carried = ((escaped ^ (back | carried)) & back) >> 63;
    }
    const strings = stringsOf(quotes) ^ s;
    s = <u64>(<i64>strings >> 63);
    const opens = where(p, open, fold) & ~strings & valid;
    const closes = where(p, close, fold) & ~strings & valid;
    if (d - <i32>popcnt(closes) <= 1) {
      const starts = quotes & strings;
      for (let all = opens | closes | starts; all; all &= all - 1) {
        const bit = all & (0 - all);
        if (starts & bit) {
          if (d == 1 && isWanted(p + <usize>ctz(bit) + 1)) {
            store<u32>(field, <u32>(p + <usize>ctz(bit)));
            field += 4;
          }
        } else if (opens & bit) d++;
        else d--;
      }
    } else d += <i32>popcnt(opens) - <i32>popcnt(closes);
  }
  return <u32>((field - FIELDS) >> 2);
}
