import type { ReadLogFile } from '../../src/core/ports.ts';
import { makeRandom } from '../../src/playground/random.ts';
import type { Figure } from './figure.ts';
import { type Told, tellCalls, tellStates } from './r5-told.ts';
import { stormSettings } from './run.ts';
import type { Table } from './table.ts';
import { createSimulation } from './world.ts';

const minute = 60_000;
/** Over so long the states come and go. */
const overMs = 60 * minute;
/** How often is looked whether what is true is known, in ms. */
const lookEvery = 10_000;
/** CloudTrail writes a file for each account and region about so often, and is late by up to the same again, in ms. */
const fileEvery = 5 * minute;

/**
 * R5: of the events that AWS Config and CloudTrail send, one in twenty never arrives. The sweep asks Config itself, and the
 * log files of CloudTrail hold every call. Each state that is still true must be known within 16 minutes.
 */
export async function sourceLoss({
  seed,
  states,
}: Readonly<{ seed: number; states: number }>): Promise<readonly Figure[]> {
  const settings = stormSettings();
  const told: Told[] = [];
  const files = new Map<string, readonly string[]>();
  const simulation = createSimulation({
    ...{ seed, settings, readLogFile: readerOf(files) },
    sources: (now) => ({
      listComplianceSince: async (since) =>
        [...newestOf(told, now()).values()].flatMap(({ at, state }) => (state && at >= since ? [state] : [])),
      listFindingsSince: async () => [],
    }),
  });
  const { startAt, scheduler, table } = simulation;
  const problems = { seed, count: states, overMs, settings, startAt };
  told.push(...tellStates(problems), ...tellCalls(problems));
  simulation.deliver(told.flatMap(({ at, body, isLost }) => (isLost ? [] : [{ atMs: at - startAt, body }])));
  for (const { at, key, records } of filesOf(told, seed)) {
    files.set(key, records);
    simulation.deliver([{ atMs: at - startAt, body: JSON.stringify(writtenEvent(settings.trail.bucket, key, at)) }]);
  }

  const unknown = new Set(told);
  let slowest = 0;
  const look = () => {
    slowest = Math.max(slowest, forgetKnown(unknown, { told, table, now: scheduler.now() }));
    scheduler.after(lookEvery, look);
  };
  scheduler.after(lookEvery, look);
  await simulation.run(overMs + 60 * minute);
  const figure = (what: string, most: number, measured: number): Figure => ({ row: 'R5', what, most, measured, seed });
  const areLost = (kind: 'state' | 'record') => told.some((one) => one.isLost && one[kind] !== undefined);
  return [
    figure('states that are true and not known', 0, unknown.size),
    figure('until a state is known, min', 16, slowest / minute),
    figure('sources that lost no event', 0, [areLost('state'), areLost('record')].filter((one) => !one).length),
  ];
}

type Now = Readonly<{ told: readonly Told[]; table: Pick<Table, 'row'>; now: number }>;

/** Takes away what is known, or true no more; how long the slowest of them took, in ms. */
function forgetKnown(unknown: Set<Told>, { told, table, now }: Now): number {
  const current = newestOf(told, now);
  let slowest = 0;
  for (const one of unknown) {
    if (one.at > now) continue;
    const isOver = current.get(one.alertId) !== one;
    // Of what was never heard of there is nothing to take back.
    const isKnown = (table.row(`ALERT#${one.alertId}`, 'STATE')?.['status'] ?? 'resolved') === one.status;
    if (!isOver && !isKnown) continue;
    unknown.delete(one);
    if (isKnown && !isOver) slowest = Math.max(slowest, now - one.at);
  }
  return slowest;
}

/** The last thing that was true of each alert by then. */
function newestOf(told: readonly Told[], now: number): ReadonlyMap<string, Told> {
  return new Map(told.flatMap((one) => (one.at <= now ? [[one.alertId, one] as const] : [])));
}

type LogFile = Readonly<{ at: number; key: string; records: readonly string[] }>;

/** Every record of an account and region within a time goes into a file, which is there some minutes later. */
function filesOf(told: readonly Told[], seed: number): readonly LogFile[] {
  const random = makeRandom(seed, 'log-files');
  const found = new Map<string, { at: number; records: string[] }>();
  for (const { at, record } of told) {
    if (!record) continue;
    const { accountId, region, json } = record;
    const until = Math.ceil(at / fileEvery) * fileEvery;
    const time = new Date(until)
      .toISOString()
      .replace(/[-:]|:\d\d\.\d+/g, '')
      .slice(0, 13);
    const [year, month, day] = [time.slice(0, 4), time.slice(4, 6), time.slice(6, 8)];
    const folder = `AWSLogs/${accountId}/CloudTrail/${region}/${year}/${month}/${day}`;
    const key = `${folder}/${accountId}_CloudTrail_${region}_${time}Z_x.json.gz`;
    const file = found.get(key) ?? { at: until + Math.floor(random() * fileEvery), records: [] };
    found.set(key, file);
    file.records.push(json);
  }
  return [...found].map(([key, file]) => ({ key, ...file }));
}

/** The log bucket, ten records at a time. */
function readerOf(files: ReadonlyMap<string, readonly string[]>): ReadLogFile {
  return async ({ key }, take) => {
    const records = files.get(key);
    if (!records) return { unreadable: 'is not there' };
    for (let from = 0; from < records.length; from += 10) {
      if (!(await take(records.slice(from, from + 10)))) return 'stopped';
    }
    return 'read';
  };
}

/** Amazon S3 User Guide, "EventBridge event message structure". */
function writtenEvent(bucket: string, key: string, at: number): object {
  const detail = { version: '0', bucket: { name: bucket }, object: { key, size: 1000 }, reason: 'PutObject' };
  const type = { 'detail-type': 'Object Created', source: 'aws.s3', account: '999988887777', region: 'eu-west-1' };
  return { version: '0', id: key, ...type, time: new Date(at).toISOString(), resources: [], detail };
}
