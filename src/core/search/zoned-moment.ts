import { parseMoment } from '../moment.ts';

/** Where and when the person is: an IANA time zone, and the time in ms since 1970. */
export type Here = Readonly<{ zone: string; now: number }>;

const wallClock = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}))?)?$/;

/**
 * A point in time as people type it, in ms since 1970, or undefined: as `parseMoment`, but days and times of day that name no
 * zone are those of the person's own zone.
 */
export function parseZonedMoment(typed: string, { zone, now }: Here): number | undefined {
  const text = typed.trim();
  const word = text.toLowerCase();
  if (word === 'today') return fromWallClock(dayOf(now, zone), zone);
  if (word === 'yesterday') return fromWallClock(dayOf(fromWallClock(dayOf(now, zone), zone) - 1, zone), zone);
  const [, day, minute = '00:00', second = '00'] = wallClock.exec(text) ?? [];
  if (day === undefined) return parseMoment(text, now);
  const utc = parseMoment(`${day}T${minute}:${second}Z`, now);
  return utc === undefined ? undefined : fromWallClock(utc, zone);
}

/**
 * A stretch of time: a moment until now, a day (`2026-11-20`, `today`, `yesterday`) as a whole with `..` behind it for until now,
 * or two moments with `..` between them. Undefined for what cannot be read.
 */
export function parseTimeRange(typed: string, here: Here): { since: number; until?: number } | undefined {
  const [from = '', to, ...more] = typed.split('..');
  if (more.length > 0) return undefined;
  const since = parseZonedMoment(from, here);
  const until = to === undefined || to === '' ? undefined : endOf(to, here);
  if (since === undefined || (to && until === undefined)) return undefined;
  return until === undefined ? { since } : { since, until };
}

/** The end of a day that was named without a time of day, or the moment. */
export function endOf(typed: string, here: Here): number | undefined {
  const moment = parseZonedMoment(typed, here);
  const isDay = /^(?:\d{4}-\d{2}-\d{2}|yesterday)$/i.test(typed.trim());
  return moment === undefined || !isDay ? moment : fromWallClock(dayOf(moment, here.zone) + 86_400_000, here.zone);
}

/** Midnight of the day in that zone, as if the zone were UTC. */
function dayOf(ms: number, zone: string): number {
  const shown = ms + offsetAt(ms, zone);
  return shown - (shown % 86_400_000);
}

/** What a clock in that zone shows, given as if it were UTC, in ms since 1970. */
function fromWallClock(shown: number, zone: string): number {
  const first = shown - offsetAt(shown, zone);
  return shown - offsetAt(first, zone);
}

/** How far the zone's clocks are ahead of UTC at that time, in ms. */
function offsetAt(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(ms / 1000) * 1000;
}
