import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createLogReader } from '../../src/aws/log-reader.ts';
import { openEnvelope } from '../../src/core/events/envelope.ts';
import { scenarios } from '../../src/playground/scenarios.ts';
import { groupOpened } from '../../src/playground/scenes/group-opened.ts';
import { scenes } from '../../src/playground/scenes/index.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { createSearch } from '../../src/trail/search.ts';
import { s3Source } from '../../src/trail/source-s3.ts';
import { type Playground, startPlayground } from './aws/harness.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
  const { aws } = playground;
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', aws.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', aws.credentials.secretAccessKey);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await playground?.aws.close();
});

type LogRecord = Readonly<{ eventID: string; eventTime: string }>;
type Told = Readonly<{ account: string; region: string; detail: LogRecord }>;

/** The records of the last day by their ids, each as often as it stands in the logs; `terms` stand in each of them. */
async function recordsWith(...terms: readonly string[]): Promise<readonly LogRecord[]> {
  const { settings, aws } = playground;
  const now = Date.now;
  const s3 = await createLogReader({ clients: createClients({ region: aws.region, now }), settings });
  const source = s3Source({ s3, bucket: settings.trail.bucket, prefix: settings.trail.prefix, now });
  const found: LogRecord[] = [];
  const { summary } = await createSearch({ source, now })(
    { terms, limit: 0, since: now() - 24 * 3_600_000 },
    { onRecord: (line: string) => void found.push(JSON.parse(line)) },
  );
  expect([summary.duplicates, summary.failedObjects]).toEqual([0, []]);
  return found;
}

const recordsIn = (events: readonly object[]): readonly Told[] =>
  (openEnvelope([...events]).events as readonly unknown[] as readonly Told[]).filter(({ detail }) => detail.eventID);

describe('the story that begins by itself', () => {
  it('tells of a call as it stands in the logs, once, and as AWS Config recorded it since', async () => {
    const { world, story } = playground.aws;
    const events = groupOpened.seeded?.(story) ?? [];
    playground.aws.deliver(events);

    const [told] = recordsIn(events);
    expect(events).toMatchObject([{ account: scene.prod, region: scene.region, time: told?.detail.eventTime }]);
    expect(await recordsWith(told?.detail.eventID ?? '')).toEqual([told?.detail]);

    const place = { accountId: scene.prod, region: scene.region };
    const [after, before] = world.listHistory({
      ...place,
      type: 'AWS::EC2::SecurityGroup',
      id: scene.securityGroup.id,
    });
    const recordedAfter = (after?.capturedAt ?? 0) - Date.parse(told?.detail.eventTime ?? '');
    expect(recordedAfter).toBeGreaterThan(60_000);
    expect(recordedAfter).toBeLessThan(5 * 60_000);
    expect(before?.configuration['ipPermissions']).toEqual([]);
    expect(after?.configuration['ipPermissions']).toMatchObject([
      { fromPort: 22, toPort: 22, ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] },
    ]);
  });

  it('has the instance recorded after it was launched, and judged after that', async () => {
    const { world } = playground.aws;
    const place = { accountId: scene.prod, region: scene.region, type: 'AWS::EC2::Instance', id: scene.instance.id };
    const launched = (await recordsWith('RunInstances', scene.instance.id)).map(({ eventTime }) =>
      Date.parse(eventTime),
    );
    const item = world.findItem(place);

    expect(launched).toHaveLength(1);
    const [at = 0] = launched;
    expect(Math.abs((item?.createdAt ?? 0) - at)).toBeLessThan(2_000);
    expect(item?.capturedAt).toBeGreaterThan(at);
    const verdict = world.findEvaluation({ ...place, rule: 'approved-amis-by-id' });
    expect(verdict?.recordedAt).toBeGreaterThan(item?.capturedAt ?? Infinity);
  });

  it('is what the scenarios begin with', () => {
    for (const name of ['first-minute', 'slow-logs'] as const)
      expect(scenarios[name].scenes[0]?.scene).toBe(groupOpened);
  });
});

describe('every scene that is sent', () => {
  it('stands in the logs, record by record, where the account has any', async () => {
    const { settings, aws } = playground;
    const isLogged = ({ account, region }: Told) =>
      settings.accounts.some(({ id }) => id === account) && settings.regions.includes(region);
    const sent = scenes.flatMap(({ events }, nth) => {
      const made = events(Date.now() + nth * 1_000);
      aws.deliver(made);
      return recordsIn(made).filter(isLogged);
    });
    expect(sent.length).toBeGreaterThan(20);

    const wanted = new Map(sent.map(({ detail }) => [detail.eventID, detail]));
    const logged = async () => {
      const found = await recordsWith();
      expect(new Map(found.flatMap((one) => (wanted.has(one.eventID) ? [[one.eventID, one] as const] : [])))).toEqual(
        wanted,
      );
    };
    await vi.waitFor(logged, { timeout: 10_000, interval: 200 });
  });
});
