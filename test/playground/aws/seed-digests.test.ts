import { expect, it } from 'vitest';
import { seedLogBucket } from '../../../src/playground/seed-digests.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { parseDigestKey, publicKeyOf } from '../../../src/trail/digest.ts';
import { verifyInTime } from '../../../src/trail/verify-in-time.ts';
import { loadPlaygroundSettings } from './settings.ts';

const now = Date.parse('2026-11-20T10:07:30Z');

it('the seeded log files of the last day are signed, none of the days before, and one was changed since', async () => {
  const settings = await loadPlaygroundSettings();
  const { logs, publicKey } = await seedLogBucket({ settings, seed: 1, now });
  const objects = new Map(logs.map((file) => [file.key, file]));
  const keys = logs.map(({ key }) => key);
  const files = keys.filter((key) => key.includes(`/${scene.dev}_CloudTrail_${scene.region}_`));
  const source = {
    bucket: settings.trail.bucket,
    list: async ({ accountId, region, from, to }: { accountId: string; region: string; from: number; to: number }) =>
      keys.filter((key) => {
        const digest = parseDigestKey(key);
        const isPlace = digest?.accountId === accountId && digest.region === region;
        return isPlace && digest.endedAt > from && digest.endedAt <= to;
      }),
    async fetchDigest(key: string) {
      const found = objects.get(key);
      return found && { bytes: found.body, signature: found.signature };
    },
    fetchLog: async (key: string) => objects.get(key)?.body,
    has: async (key: string) => objects.has(key),
  };
  const world = { source, findPublicKey: async () => publicKeyOf(publicKey.der) };

  const verified = await verifyInTime(files, new AbortController().signal, world);
  const late = await verifyInTime(files.slice(0, 5), AbortSignal.abort(), world);

  expect(verified).toMatchObject({ verified: 71, altered: 1, missing: 0, notCovered: 48 });
  expect(verified.others[0]?.key).toContain(`${scene.dev}_CloudTrail_${scene.region}`);
  expect(late).toMatchObject({ verified: 0, notCovered: 5 });
});
