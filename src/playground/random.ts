/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export type Random = () => number;

/** A generator for one purpose: `label` keeps the draws of two purposes apart. */
export function makeRandom(seed: number, label = ''): Random {
  let state = seed >>> 0;
  for (const char of label) state = Math.imul(state ^ char.charCodeAt(0), 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of a list that is not empty. */
export function pick<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[Math.floor(random() * from.length)] ?? from[0];
}

/** So many hexadecimal digits. */
export function hex(random: Random, digits: number): string {
  return draw(random, { alphabet: '0123456789abcdef', length: digits });
}

/** So many characters of an alphabet. */
export function draw(random: Random, { alphabet, length }: { alphabet: string; length: number }): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

/** A GUID, as CloudTrail and EventBridge number their events. */
export function guid(random: Random): string {
  return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`;
}
