import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seedLogs } from '../../../src/playground/seed-logs.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { loadPlaygroundSettings } from './settings.ts';

const unzip = promisify(gunzip);
const now = Date.parse('2026-11-20T10:07:30Z');
type Found = { key: string; record: Record<string, unknown> };

async function readAll(): Promise<{ keys: string[]; found: Found[] }> {
  const files = await seedLogs({ settings: await loadPlaygroundSettings(), seed: 1, now });
  const found = await Promise.all(
    files.map(async ({ key, body }) => {
      const records: Record<string, unknown>[] = JSON.parse((await unzip(body)).toString()).Records;
      return records.map((record) => ({ key, record }));
    }),
  );
  return { keys: files.map(({ key }) => key), found: found.flat() };
}

describe('the seeded logs', () => {
  const all = readAll();

  it('are the same for the same seed, and others for another', async () => {
    const settings = await loadPlaygroundSettings();
    const fingerprint = async (seed: number) => {
      const hash = createHash('sha256');
      for (const { key, body } of await seedLogs({ settings, seed, now })) hash.update(key).update(body);
      return hash.digest('hex');
    };

    const first = await fingerprint(1);

    expect(await fingerprint(1)).toBe(first);
    expect(await fingerprint(2)).not.toBe(first);
  });

  it('lie where CloudTrail puts them, delivered after what they hold and never in the future', async () => {
    const { keys, found } = await all;

    expect(keys).toHaveLength(432);
    for (const { key, record } of found) {
      const parts =
        /^AWSLogs\/(\d{12})\/CloudTrail\/([\w-]+)\/(\d{4})\/(\d\d)\/(\d\d)\/\1_CloudTrail_\2_\3\4\5T(\d\d)(\d\d)Z_[A-Z2-7]{16}\.json\.gz$/.exec(
          key,
        );
      const [, account, region, year, month, day, hour, minute] = parts ?? [];
      const deliveredAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
      expect(record).toMatchObject({ recipientAccountId: account, awsRegion: region });
      expect(Date.parse(String(record['eventTime']))).toBeLessThan(deliveredAt);
      expect(deliveredAt).toBeLessThanOrEqual(now);
    }
  });

  it('tell who opened the security group, once, and how that person came in', async () => {
    const { found } = await all;
    const text = (one: Found) => JSON.stringify(one.record);
    const opened = found.filter(
      (one) =>
        text(one).includes(scene.securityGroup.id) && one.record['eventName'] === 'AuthorizeSecurityGroupIngress',
    );
    const byHana = found
      .filter((one) => text(one).includes(scene.person.email))
      .map(({ record }) => record['eventName']);

    expect(opened).toHaveLength(1);
    expect(opened[0]?.record).toMatchObject({ sourceIPAddress: scene.person.address });
    expect(byHana.toSorted()).toEqual([
      'AuthorizeSecurityGroupIngress',
      'ConsoleLogin',
      'DescribeInstances',
      'DescribeSecurityGroups',
      'RunInstances',
    ]);
  });

  it('number every record once', async () => {
    const { found } = await all;

    expect(new Set(found.map(({ record }) => record['eventID'])).size).toBe(found.length);
  });
});
