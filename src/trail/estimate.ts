import type { BoundedQuery, Effort, Estimate, Measured } from '../core/search/engine.ts';
import { deliveryDays } from './keys.ts';
import { measure } from './measure.ts';
import type { TrailSource } from './source.ts';

/** US dollars for a GET of S3 Standard in most regions; some ask up to twice as much. Amazon S3 pricing. */
const dollarsPerGet = 0.4e-6;
/** US dollars for a terabyte scanned in most regions; some ask up to twice as much. Amazon Athena pricing. */
const dollarsPerTerabyte = 5;
/** US dollars for a second of our function: 1792 MB on x86 in most regions. AWS Lambda pricing. */
const dollarsPerSecond = 1.75 * 1.66667e-5;
const terabyte = 1024 ** 4;
/** What Athena asks for at least. Amazon Athena pricing. */
const leastScanned = 10 * 1024 ** 2;

/** Objects a second for our function, which has one vCPU, and for Athena, and what Athena takes at least: as measured. */
const directPerSecond = 350;
const athenaPerSecond = 5_000;
const athenaLeastSeconds = 3;

/** What a statement costs that scans so many bytes, in US dollars. */
export function athenaDollars(scannedBytes: number): number {
  return scannedBytes === 0 ? 0 : (Math.max(scannedBytes, leastScanned) / terabyte) * dollarsPerTerabyte;
}

const day = 24 * 3_600_000;

/**
 * What a search of what was measured would take directly and in Athena, and which is better: the faster one, where it does
 * not cost more than a few cents for each minute that it saves. Athena reads whole days, so that a short window costs it more.
 * `ask` is true past `mostObjects` (`trail.limits.objects`).
 */
export function estimate(
  measured: Measured,
  { query, mostObjects }: Readonly<{ query: BoundedQuery; mostObjects: number }>,
): Estimate {
  const whole = Math.max(1, (deliveryDays(query).length * day) / Math.max(1, query.until - query.since));
  const seconds = measured.objects / directPerSecond;
  const direct = { seconds, dollars: measured.objects * dollarsPerGet + seconds * dollarsPerSecond };
  const scanned = { objects: measured.objects * whole, bytes: measured.compressedBytes * whole };
  const athena = {
    seconds: athenaLeastSeconds + scanned.objects / athenaPerSecond,
    // Athena's GETs are ours to pay as well.
    dollars: athenaDollars(scanned.bytes) + scanned.objects * dollarsPerGet,
  };
  return {
    direct,
    athena,
    better: isWorth(direct, athena) ? 'athena' : 'direct',
    ask: measured.isMore || measured.objects > mostObjects,
  };
}

/** Listing is given up at so many times what somebody is asked at: by then it is clear what is better. */
const countedTimes = 20;

/** Measures and estimates. What is more than can be counted in time is marked so, and both efforts are then the least. */
export async function estimateSearch(
  source: Pick<TrailSource, 'list'>,
  query: BoundedQuery,
  { mostObjects, signal }: Readonly<{ mostObjects: number; signal?: AbortSignal }>,
): Promise<Estimate & Readonly<{ measured: Measured }>> {
  const most = mostObjects * countedTimes;
  const { since, until } = query;
  const measured = await measure(source, { since, until }, { most, ...(signal && { signal }) });
  return { ...estimate(measured, { query, mostObjects }), measured };
}

/** What a minute of waiting is worth to somebody who is on call. */
const dollarsPerMinute = 0.1;

function isWorth(direct: Effort, athena: Effort): boolean {
  const saved = (direct.seconds - athena.seconds) / 60;
  return saved > 0 && athena.dollars - direct.dollars <= saved * dollarsPerMinute;
}
