import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import type { AthenaProgress } from '../../../src/core/search/engine.ts';
import { parseTrailQuery } from '../../../src/core/search/trail-language.ts';
import { athenaOf } from '../../../src/lambda/athena.ts';
import { estimateOf, searchOf } from '../../../src/lambda/search.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { type PlaygroundInEnvironment, startInEnvironment } from './harness.ts';

let playground: PlaygroundInEnvironment;
beforeAll(async () => {
  playground = await startInEnvironment();
});
afterAll(() => playground?.close());

it('finds in the playground’s logs what the direct search finds, under the log reader’s role', async () => {
  const { settings, aws } = playground;
  const bot = { settings, clients: createClients({ region: aws.region, now: Date.now }), now: Date.now };
  const until = Date.now();
  const where = parseTrailQuery('event:RunInstances OR user:hana ssh OR regex:Authorize.*Ingress');
  const query = { terms: [], limit: 50, since: until - 20 * 3_600_000, until, ...(where && { where }) };
  const place = { accountId: scene.prod, regions: [scene.region] };
  const athena = await athenaOf(bot, place);
  const direct = await searchOf(bot, place)(query);

  const { measured, better } = await estimateOf(bot, place)(query);

  const id = (await athena?.start(query, { key: 'job' })) ?? '';
  const again = await athena?.start(query, { key: 'job' });
  playground.later.ms += 60_000;
  const progress = await ended(() => athena?.poll(id));
  const answer = await athena?.read(id, query);

  expect(better).toBe('direct');
  expect(measured.objects).toBe(direct.summary.objects);
  expect(again).toBe(id);
  expect(progress).toMatchObject({ state: 'succeeded', scannedBytes: expect.any(Number), dollars: expect.any(Number) });
  expect(progress?.scannedBytes).toBeGreaterThan(10_000);
  expect(direct.records.length).toBeGreaterThan(1);
  expect(answer?.isCut).toBe(false);
  expect(answer?.records.map(parse)).toEqual(direct.records.map(parse));
});

it('stops a search, and says that Athena was not reached where it does not know what it is asked for', async () => {
  const { settings, aws } = playground;
  const bot = { settings, clients: createClients({ region: aws.region, now: Date.now }), now: Date.now };
  const athena = await athenaOf(bot);
  const query = { terms: ['x'], limit: 1, since: Date.now() - 3_600_000, until: Date.now() };
  const id = (await athena?.start(query, { key: 'another' })) ?? '';

  await athena?.stop(id);

  expect(await athena?.poll(id)).toMatchObject({ state: 'cancelled', why: 'Query cancelled by user' });
  await expect(athena?.read(id, query)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  await expect(athena?.poll('nothing')).rejects.toMatchObject({ code: 'UNREACHABLE' });
});

/** Asks until it has ended; the time that Athena takes has gone by, so only what it really does is waited for. */
async function ended(poll: () => Promise<AthenaProgress> | undefined): Promise<AthenaProgress | undefined> {
  let progress = await poll();
  while (progress?.state === 'queued' || progress?.state === 'running') progress = await poll();
  return progress;
}

function parse(line: string): unknown {
  return JSON.parse(line);
}
