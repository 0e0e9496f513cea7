import { parseInstant } from './instant.ts';

const units = { w: 7 * 86_400_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const span = /^(?:(\d{1,3})w)?(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/;

/**
 * A point in time as people type it, in ms since 1970, or undefined: so long ago (`2h`, `1d12h`), `now`, `today`,
 * `yesterday` (midnight UTC), or a date with or without a time of day (`2026-11-20`, `2026-11-20T16:40`, UTC unless it
 * says otherwise). `now` is in ms.
 */
export function parseMoment(typed: string, now: number): number | undefined {
  const text = typed.trim().toLowerCase();
  const midnight = now - (now % units.d);
  if (text === 'now') return now;
  if (text === 'today') return midnight;
  if (text === 'yesterday') return midnight - units.d;
  const ago = parseSpan(text);
  return ago === undefined ? parseInstant(withSeconds(typed.trim())) : now - ago;
}

/** A length of time as people type it (`90m`, `1d12h`), in ms, or undefined. */
export function parseSpan(text: string): number | undefined {
  const match = text === '' ? null : span.exec(text);
  if (!match) return undefined;
  const [, ...counts] = match;
  return Object.values(units).reduce((total, unit, index) => total + Number(counts[index] ?? 0) * unit, 0);
}

function withSeconds(text: string): string {
  return text.toUpperCase().replace(/^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2})(Z|[+-]\d{2}:?\d{2})?$/, '$1:00$2');
}
