/** Puts one set of ids in the place of another, whole words only, so that nothing else in a text changes. */
export type IdMap = Readonly<{ inward: (text: string) => string; outward: (text: string) => string }>;

/** A map from pairs of ours and theirs; what goes in and comes out again is what it was. */
export function createIdMap(pairs: readonly (readonly [ours: string, theirs: string])[]): IdMap {
  return { inward: replacing(pairs), outward: replacing(pairs.map(([ours, theirs]) => [theirs, ours] as const)) };
}

function replacing(pairs: readonly (readonly [from: string, to: string])[]): (text: string) => string {
  if (pairs.length === 0) return (text) => text;
  const map = new Map(pairs);
  const words = pairs.map(([from]) => from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${words})(?![A-Za-z0-9])`, 'g');
  return (text) => text.replace(pattern, (word) => map.get(word) ?? word);
}
