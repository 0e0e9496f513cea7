/**
 * Reads a time as AWS's services write it, in ms since 1970, or undefined where there is none that can be read: ISO 8601,
 * with a space for the T, with nanoseconds or with `+0000`; epoch seconds or milliseconds; `Nov 29, 2016 7:43:20 PM`.
 * A time without a zone is UTC.
 */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string' || value.length > 60) return undefined;
  const text = value.trim();
  if (/^\d{9,13}(\.\d+)?$/.test(text)) return fromEpoch(Number(text));
  const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  return within(Date.parse(iso ? toIso(iso) : spelled(text)));
}

/** Reads a time like `parseInstant` and writes it as ISO 8601 in UTC with milliseconds. */
export function toIsoTime(value: unknown): string | undefined {
  const ms = parseInstant(value);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function toIso([, day = '', clock = '', fraction = '', zone = 'Z']: RegExpExecArray): string {
  const colon = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  return `${day}T${clock}${fraction.slice(0, 4)}${colon}`;
}

function spelled(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  if (!/^[A-Z][a-z]{2},? /.test(text)) return 'no time';
  return /(?:GMT|UTC|[+-]\d{4})$/.test(text) ? text : `${text} UTC`;
}

function fromEpoch(value: number): number | undefined {
  return within(Math.abs(value) < 1e11 ? value * 1000 : value);
}

/** Between 2000 and 2100: what a clock of AWS can show, and what every Date can hold. */
function within(ms: number): number | undefined {
  return ms >= Date.UTC(2000, 0) && ms < Date.UTC(2100, 0) ? Math.round(ms) : undefined;
}
