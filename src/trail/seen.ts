import { createHash } from 'node:crypto';

/** Remembers ids in 8 bytes each. */
export type Seen = Readonly<{
  /** True when the id was there already; false, and remembered, when it was not. */
  has(id: string): boolean;
  /** All of them as a text that `rememberIds` takes, as long as they are few enough to be kept so. */
  digests(): string;
}>;

/** Past so many, later ids are looked up but no longer remembered: 64 MiB are what a search may spend on this. */
const most = 4_000_000;

/** More digests than this are not written down; ids that come later are then only known within a slice. */
const mostWritten = 500_000;

/**
 * A set of ids by 64 bits of them. A GUID is random, so that two of four million meet by chance once in two million searches;
 * anything else is hashed first. `digests` are those of before.
 */
export function rememberIds(digests = ''): Seen {
  let table = new Uint32Array(2 * 2 ** 12);
  let count = 0;

  function place(high: number, low: number): number {
    const slots = table.length / 2;
    let slot = low & (slots - 1);
    for (;;) {
      const [there, below] = [table[2 * slot], table[2 * slot + 1]];
      if ((there === 0 && below === 0) || (there === high && below === low)) return slot;
      slot = (slot + 1) & (slots - 1);
    }
  }

  function grow(): void {
    const old = table;
    table = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) put(old[at] ?? 0, old[at + 1] ?? 0);
  }

  function put(high: number, low: number): void {
    if (high === 0 && low === 0) return;
    const slot = place(high, low);
    table[2 * slot] = high;
    table[2 * slot + 1] = low;
  }

  function add({ high, low }: Bits): boolean {
    const slot = place(high, low);
    if (table[2 * slot] === high && table[2 * slot + 1] === low) return true;
    if (count >= most) return false;
    put(high, low);
    count++;
    if (count * 2 > table.length / 2) grow();
    return false;
  }

  const before = Buffer.from(digests, 'base64');
  for (let at = 0; at + 8 <= before.length; at += 8)
    add({ high: before.readUInt32LE(at), low: before.readUInt32LE(at + 4) });

  return {
    has: (id) => add(bitsOf(id)),
    digests() {
      const written = Buffer.alloc(8 * Math.min(count, mostWritten));
      let at = 0;
      for (let slot = 0; slot < table.length && at < written.length; slot += 2) {
        const [high = 0, low = 0] = [table[slot], table[slot + 1]];
        if (high === 0 && low === 0) continue;
        written.writeUInt32LE(high, at);
        written.writeUInt32LE(low, at + 4);
        at += 8;
      }
      return written.toString('base64');
    },
  };
}

type Bits = Readonly<{ high: number; low: number }>;

function bitsOf(id: string): Bits {
  const isGuid = id.length === 36 && id[8] === '-' && id[23] === '-';
  const [high, low] = isGuid ? [readHex(id, 0), readHex(id, 28)] : [-1, -1];
  // Zero and zero mean an empty slot.
  if (high >= 0 && low >= 0) return { high: high || 1, low };
  const digest = createHash('sha256').update(id).digest();
  return { high: digest.readUInt32LE(0) || 1, low: digest.readUInt32LE(4) };
}

/** Eight lower-case hex digits as a number; -1 where they are none. */
function readHex(id: string, from: number): number {
  let value = 0;
  for (let at = from; at < from + 8; at++) {
    const code = id.charCodeAt(at);
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
