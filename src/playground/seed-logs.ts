import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Settings } from '../core/settings.ts';
import { draw, makeRandom } from './random.ts';
import { keyAlphabet, type LogRecord, makeNoise } from './seed-records.ts';
import { seedStory } from './seed-story.ts';

/** One object of the log bucket. */
export type LogFile = Readonly<{ key: string; body: Buffer }>;

const compress = promisify(gzip);
const minute = 60_000;
/** A file of each account and region every 20 minutes of the last day: 432 for three accounts in two regions. */
const everyMs = 20 * minute;
const filesPerPlace = 72;
/** And one every hour of the two days before, which nobody signed: 288. */
const hour = 60 * minute;
const olderPerPlace = 48;
/** CloudTrail delivers about 5 minutes after the call. */
const lateMs = 5 * minute;

type Seeding = Readonly<{ settings: Settings; seed: number; now: number }>;

/** The CloudTrail log files of the last 24 hours before `now` (ms), oldest first; the same for the same seed and now. */
export function seedLogs(seeding: Seeding): Promise<readonly LogFile[]> {
  const newest = Math.floor(seeding.now / everyMs) * everyMs;
  return fill(Array.from({ length: filesPerPlace }, (_, back) => newest - back * everyMs).toReversed(), seeding);
}

/** Those of the two days before. */
export function seedOlderLogs(seeding: Seeding): Promise<readonly LogFile[]> {
  const newest = Math.floor(seeding.now / everyMs) * everyMs - filesPerPlace * everyMs;
  return fill(Array.from({ length: olderPerPlace }, (_, back) => newest - back * hour).toReversed(), seeding);
}

/** The files that are delivered at these times (ms). */
function fill(files: readonly number[], { settings, seed, now }: Seeding): Promise<readonly LogFile[]> {
  const story = seedStory({ seed, now });
  const regions = settings.regions === 'enabled' ? [settings.security.region] : settings.regions;
  const places = settings.accounts.flatMap(({ id }) => regions.map((region) => ({ accountId: id, region })));
  return Promise.all(
    files.flatMap((deliveredAt) =>
      places.map(async ({ accountId, region }) => {
        const random = makeRandom(seed, `${accountId}${region}${deliveredAt}`);
        const until = deliveredAt - lateMs;
        const told = story
          .filter((one) => one.accountId === accountId && one.region === region)
          .map(({ record }) => record)
          .filter(({ eventTime }) => Date.parse(eventTime) > until - everyMs && Date.parse(eventTime) <= until);
        const noise = Array.from({ length: 6 + Math.floor(random() * 14) }, () =>
          makeNoise({ accountId, region }, { at: until - Math.floor(random() * everyMs), random }),
        );
        const unique = draw(random, { alphabet: keyAlphabet, length: 16 });
        const key = keyOf({ settings, accountId, region }, { deliveredAt, unique });
        return { key, body: await pack([...told, ...noise]) };
      }),
    ),
  );
}

/** A log file of an account and region as CloudTrail delivers it at `deliveredAt` (ms), with records as they stand in it. */
export async function makeLogFile(
  place: { settings: Settings; accountId: string; region: string },
  { deliveredAt, records }: { deliveredAt: number; records: readonly object[] },
): Promise<LogFile> {
  const unique = draw(makeRandom(deliveredAt, JSON.stringify(records)), { alphabet: keyAlphabet, length: 16 });
  return { key: keyOf(place, { deliveredAt, unique }), body: await compress(JSON.stringify({ Records: records })) };
}

/** CloudTrail User Guide, "CloudTrail log file name format". */
function keyOf(
  { settings, accountId, region }: { settings: Settings; accountId: string; region: string },
  { deliveredAt, unique }: { deliveredAt: number; unique: string },
): string {
  const { prefix, organization } = settings.trail;
  const stamp = new Date(deliveredAt).toISOString().replace(/[-:]/g, '').slice(0, 13);
  const day = `${stamp.slice(0, 4)}/${stamp.slice(4, 6)}/${stamp.slice(6, 8)}`;
  const root = `${prefix && !prefix.endsWith('/') ? `${prefix}/` : prefix}AWSLogs/${organization ? `${organization}/` : ''}`;
  return `${root}${accountId}/CloudTrail/${region}/${day}/${accountId}_CloudTrail_${region}_${stamp}Z_${unique}.json.gz`;
}

function pack(records: readonly LogRecord[]): Promise<Buffer> {
  const sorted = records.toSorted((a, b) => a.eventTime.localeCompare(b.eventTime));
  return compress(JSON.stringify({ Records: sorted }));
}
