/** Moments in the reader's own time zone. All of them take ms since 1970; `now` decides what is "today". */

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** `9:41 PM`. */
export function clockOf(at: number): string {
  return clock.format(at);
}

/** Everything about a moment, its zone included. */
export function fullMoment(at: number): string {
  return full.format(at);
}

/** `Today`, `Yesterday`, or the date. */
export function dayOf(at: number, now = Date.now()): string {
  const near = nearDay(at, now);
  if (near) return near.charAt(0).toUpperCase() + near.slice(1);
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'long' }).format(at);
}

/** Slack's date tokens, docs.slack.dev/messaging/formatting-message-text#date-formatting; unknown ones stay as they are. */
export function formatDate(format: string, at: number, now = Date.now()): string {
  return format.replace(/\{(\w+)\}/g, (token, name: string) => tokens[name]?.(at, now) ?? token);
}

type Token = (at: number, now: number) => string;

const dated =
  (options: Intl.DateTimeFormatOptions): Token =>
  (at) =>
    new Intl.DateTimeFormat(undefined, options).format(at);
const pretty =
  (token: Token): Token =>
  (at, now) =>
    nearDay(at, now) ?? token(at, now);
const long = dated({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
const medium = dated({ year: 'numeric', month: 'long', day: 'numeric' });
const short = dated({ year: 'numeric', month: 'short', day: 'numeric' });

const tokens: Readonly<Record<string, Token>> = {
  date_num: (at) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10),
  date: medium,
  date_short: short,
  date_long: long,
  date_pretty: pretty(medium),
  date_short_pretty: pretty(short),
  date_long_pretty: pretty(long),
  time: (at) => clock.format(at),
  time_secs: (at) => clockSeconds.format(at),
  ago,
};

function ago(at: number, now: number): string {
  const minutes = Math.round((now - at) / 60_000);
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return words.format(-minutes, 'minute');
  if (Math.abs(minutes) < 48 * 60) return words.format(-Math.round(minutes / 60), 'hour');
  return words.format(-Math.round(minutes / 1_440), 'day');
}

function nearDay(at: number, now: number): string | undefined {
  const start = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  const days = Math.round((start(at) - start(now)) / 86_400_000);
  return { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(days)];
}
