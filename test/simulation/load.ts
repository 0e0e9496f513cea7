import { readAlert } from '../../src/alerts/index.ts';
import type { Alert } from '../../src/core/alert.ts';
import { openEnvelope } from '../../src/core/events/envelope.ts';
import type { Settings } from '../../src/core/settings.ts';
import { type Severity, severities } from '../../src/core/severity.ts';
import { makeRandom, pick, type Random } from '../../src/playground/random.ts';
import { scenes } from '../../src/playground/scenes/index.ts';
import { oneOfEach } from '../../src/playground/scenes/one-of-each.ts';

/** A message that reaches the queue of alerts, `atMs` after the start. */
export type Arrival = Readonly<{ atMs: number; body: string; alertId?: string }>;

/** What a load is made of: shares between 0 and 1. */
export type LoadOptions = Readonly<{
  seed: number;
  events: number;
  /** Over so long they come, in ms. */
  overMs: number;
  startAt: number;
  settings: Settings;
  regions: readonly string[];
  severities?: Readonly<Partial<Record<Severity, number>>>;
  duplicates?: number;
  updates?: number;
  outOfOrder?: number;
  malformed?: number;
  /** The same again so many times in all, so long after one another (ms), each time of new problems. */
  times?: number;
  repeatEachMs?: number;
}>;

export type Load = Readonly<{
  arrivals: readonly Arrival[];
  /** Each problem once: what its newest opening says. */
  problems: readonly Alert[];
  malformed: number;
}>;

/** The mix of the storm: 1 % critical, 9 % high, 30 % medium, 60 % low (which `info` shares). */
const mix: Readonly<Record<Severity, number>> = { critical: 0.01, high: 0.09, medium: 0.3, low: 0.4, info: 0.2 };

type Template = Readonly<{ json: string; severity: Severity; isUpdated: boolean }>;

/** Several loads, one after the other. */
export function makeLoads(options: LoadOptions): Load {
  const { times = 1, repeatEachMs = 0, seed, startAt } = options;
  const loads = Array.from({ length: times }, (_, n) => {
    const load = makeLoad({ ...options, seed: seed + n, startAt: startAt + n * repeatEachMs });
    return { ...load, arrivals: load.arrivals.map((one) => ({ ...one, atMs: one.atMs + n * repeatEachMs })) };
  });
  const newest = new Map(loads.flatMap(({ problems }) => problems.map((alert) => [alert.id, alert] as const)));
  return {
    arrivals: loads.flatMap(({ arrivals }) => arrivals),
    problems: [...newest.values()],
    malformed: loads.reduce((sum, one) => sum + one.malformed, 0),
  };
}

/** Events of every kind, of as many problems as are wanted, in the order and with the faults that are wanted. The same seed, the same load. */
function makeLoad(options: LoadOptions): Load {
  const { seed, events, overMs, startAt, settings, regions } = options;
  const random = makeRandom(seed, 'load');
  const pool = madeBefore.get(settings) ?? templates(settings, startAt);
  madeBefore.set(settings, pool);
  const problems = new Map<string, Alert>();
  const sent: { body: string; template: Template; n: number; alertId: string }[] = [];
  const arrivals: Arrival[] = [];
  let malformed = 0;
  for (let n = 0; n < events; n += 1) {
    const atMs = Math.floor((n / events) * overMs);
    const dice = random();
    const { duplicates = 0.3, updates = 0.1, malformed: broken = 0.02, outOfOrder = 0.2 } = options;
    const late = random() < outOfOrder ? Math.floor(random() * 600_000) : 0;
    if (dice < broken) {
      malformed += 1;
      arrivals.push({
        atMs,
        body: pick(random, ['not json', '{"half":', '[]', '"text"', '{"Records":[{"Sns":{}}]}']) + ' '.repeat(n % 50),
      });
    } else if (dice < broken + duplicates && sent.length > 0) {
      const { body, alertId } = pickOf(random, sent);
      arrivals.push({ atMs, body, alertId });
    } else {
      const again = dice < broken + duplicates + updates ? sent.filter(({ template }) => template.isUpdated) : [];
      const old = again.length > 0 ? pickOf(random, again) : undefined;
      const template = old?.template ?? pickOf(random, pool.get(drawSeverity(random, options.severities ?? mix)) ?? []);
      const place = placeOf(old?.n ?? n, { settings, regions });
      const eventAt = startAt + atMs - late;
      const body = made(template, { n: old?.n ?? n, at: eventAt, place, salt: n });
      const alert = alertOf(body, settings);
      sent.push({ body, template, n: old?.n ?? n, alertId: alert.id });
      arrivals.push({ atMs, body, alertId: alert.id });
      const known = problems.get(alert.id);
      if (!known || known.sourceAt <= alert.sourceAt) problems.set(alert.id, alert);
    }
  }
  return { arrivals, problems: [...problems.values()], malformed };
}

/** The alert that a body makes: what must be seen in the end. */
export function alertOf(body: string, settings: Settings): Alert {
  const [event] = openEnvelope(body).events;
  if (!event) throw new Error('The load holds a body without an event');
  return readAlert(event, settings).alert;
}

/** Many small loads are made with the same settings. */
const madeBefore = new WeakMap<Settings, ReturnType<typeof templates>>();

/** Every event of the playground's scenes that opens something, by the severity of its alert, at a time that is then replaced. */
function templates(settings: Settings, at: number): ReadonlyMap<Severity, readonly Template[]> {
  const found = new Map<Severity, Template[]>(severities.map((severity) => [severity, []]));
  for (const event of [...oneOfEach.events(at), ...scenes.flatMap((scene) => scene.events(at))]) {
    const json = JSON.stringify(event);
    const alert = alertOf(json, settings);
    if (alert.state === 'resolved') continue;
    const isUpdated = ['guardduty-finding', 'config-compliance-change', 'cloudwatch-alarm'].includes(alert.kind);
    found.get(alert.severity)?.push({ json, severity: alert.severity, isUpdated });
  }
  return found;
}

const ids =
  /\b(?:i|sg|sgr|vol|eni|rtb|igw|subnet|vpc|ami)-[0-9a-f]{8,17}\b|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{32}\b/g;

/** A template as the `n`th problem in a place, at a time; `salt` tells one event of it from the next. */
function made(
  { json }: Template,
  {
    n,
    at,
    place,
    salt,
  }: Readonly<{ n: number; at: number; place: Readonly<{ account: string; region: string }>; salt: number }>,
): string {
  const shift = at - Date.parse(/"time":"([^"]+)"/.exec(json)?.[1] ?? '');
  const replaced = json
    .replace(ids, (id) => renamed(id, n))
    .replace(/\b(?:111122223333|444455556666|999988887777)\b/g, place.account)
    .replace(/\b(?:ap-northeast-1|us-east-1)\b/g, place.region)
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (time) => new Date(Date.parse(time) + shift).toISOString());
  const event = JSON.parse(replaced);
  event.id = renamed('00000000-0000-4000-a000-000000000000', salt);
  if (event.detail?.service?.count !== undefined) event.detail.service.count += salt;
  return JSON.stringify(event);
}

/** The same id for the same problem, another for another; what stands before an AWS id's dash stays. */
function renamed(id: string, n: number): string {
  const random = makeRandom(n, id);
  const from = /^[0-9a-f]{8}-/.test(id) ? 0 : Math.max(0, id.indexOf('-'));
  return id.slice(0, from) + id.slice(from).replace(/[0-9a-f]/g, () => digits[Math.floor(random() * 16)] ?? '0');
}

const digits = '0123456789abcdef';

function placeOf(n: number, { settings, regions }: Pick<LoadOptions, 'settings' | 'regions'>) {
  const accounts = settings.accounts;
  return {
    account: accounts[n % accounts.length]!.id,
    region: regions[Math.floor(n / accounts.length) % regions.length]!,
  };
}

function drawSeverity(random: Random, weights: Readonly<Partial<Record<Severity, number>>>): Severity {
  let dice = random() * Object.values(weights).reduce((sum, one) => sum + one, 0);
  for (const severity of severities) {
    dice -= weights[severity] ?? 0;
    if (dice < 0) return severity;
  }
  return 'low';
}

function pickOf<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}
