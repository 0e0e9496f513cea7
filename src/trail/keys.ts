/** Where an account's trail and an organization's trail put their objects. */
export type LogLayout = Readonly<{
  /** What stands before `AWSLogs/`, with or without a slash at its end; empty for nothing. */
  prefix: string;
  /** `o-…` when the trail is an organization's. */
  organization?: string;
}>;

/** Times in ms since 1970, `since` inclusive, `until` exclusive; open where one is missing. */
export type TimeWindow = Readonly<{ since?: number; until?: number }>;

/** What one ListObjectsV2 has to ask: every key under `prefix` that sorts after `startAfter`. */
export type Listing = Readonly<{ prefix: string; startAfter?: string }>;

const minute = 60_000;
const day = 24 * 60 * minute;

/** The time in a key is when CloudTrail delivered the object, "about 5 minutes" after the call and not guaranteed. */
const deliveryDelay = 60 * minute;

/** No record is delivered before it happened, but two clocks never agree. */
const clockSkew = 5 * minute;

const logName = /(?:^|\/)(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z[^/]*\.json\.gz$/;

/** What a log object's name says (CloudTrail: "Log file name format"), or nothing where it is named otherwise. */
export function parseLogKey(key: string): { accountId: string; region: string; deliveredAt: number } | undefined {
  const [, accountId = '', region = '', ...time] = logName.exec(key) ?? [];
  if (accountId === '') return undefined;
  const [year = 0, month = 0, date = 0, hour = 0, minutes = 0] = time.map(Number);
  return { accountId, region, deliveredAt: Date.UTC(year, month - 1, date, hour, minutes) };
}

/** True for what may hold records: gzipped JSON that is neither a digest nor an Insights object. */
export function isLogKey(key: string): boolean {
  return key.endsWith('.json.gz') && !/(?:^|[/_])CloudTrail-(?:Digest|Insight|Aggregated)[^/]*[/_]/.test(key);
}

/** True unless the key's delivery time shows that none of its records can lie in the window. */
export function mayHold(key: string, { since, until }: TimeWindow): boolean {
  const deliveredAt = parseLogKey(key)?.deliveredAt;
  if (deliveredAt === undefined) return true;
  if (since !== undefined && deliveredAt + minute + clockSkew <= since) return false;
  return until === undefined || deliveredAt < until + deliveryDelay;
}

/** `AWSLogs/` of the layout, under which the accounts are. */
export function accountsPrefix({ prefix, organization }: LogLayout): string {
  const base = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  return `${base}AWSLogs/${organization === undefined ? '' : `${organization}/`}`;
}

/**
 * The listings that a window needs in one account and region, oldest first: one for each day of delivery, the first one
 * starting at the window's first minute. Without `since` it is one listing of everything.
 */
export function listingsOf(regionPrefix: string, window: TimeWindow & { now: number }): readonly Listing[] {
  if (window.since === undefined) return [{ prefix: regionPrefix }];
  const from = window.since - clockSkew;
  const to = Math.min(window.until === undefined ? Infinity : window.until + deliveryDelay, window.now + clockSkew);
  const days = daysFrom(from, to).map((one) => `${regionPrefix}${one}/`);
  return days.map((prefix, index) => (index === 0 ? { prefix, startAfter: firstKey(prefix, from) } : { prefix }));
}

/** The days on which records of that window are delivered, as keys have them: `2026/11/20`, oldest first. */
export function deliveryDays({ since, until }: Readonly<{ since: number; until: number }>): readonly string[] {
  return daysFrom(since - clockSkew, until + deliveryDelay);
}

function daysFrom(from: number, to: number): readonly string[] {
  return Array.from({ length: Math.max(0, Math.floor(to / day) - Math.floor(from / day) + 1) }, (_, index) =>
    new Date(from + index * day).toISOString().slice(0, 10).replaceAll('-', '/'),
  );
}

/** Sorts before every key of that minute and after all earlier ones of the same account, region and day. */
function firstKey(dayPrefix: string, from: number): string {
  const [, accountId = '', region = ''] = /(\d{12})\/CloudTrail\/([^/]+)\/\d{4}\/\d{2}\/\d{2}\/$/.exec(dayPrefix) ?? [];
  if (accountId === '') return dayPrefix;
  const time = new Date(from).toISOString().slice(0, 16).replace(/[-:]/g, '');
  return `${dayPrefix}${accountId}_CloudTrail_${region}_${time}Z`;
}
