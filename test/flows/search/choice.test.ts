import { describe, expect, it } from 'vitest';
import type { AthenaProgress, AthenaSearch } from '../../../src/core/search/engine.ts';
import { someSettings } from '../../delivery/settings.ts';
import { record } from '../../trail/logs.ts';
import { anOffer } from '../searching.ts';
import { openStage } from './stage.ts';

const typed = 'needle since:2025-12-31 until:2026-01-01';
const minute = 60_000;
const much = { ...anOffer({ measured: { objects: 9000, compressedBytes: 3e9, isMore: false } }), ask: true };

function settings(hasAthena: boolean) {
  const athena = { database: 'noroshi', table: 'cloudtrail', workgroup: 'noroshi', scanLimitGB: 1 };
  const base = someSettings();
  const access = { investigate: ['U0ALICE', 'U0BOB'], remediate: [], approve: [] };
  return { ...base, access, trail: { ...base.trail, ...(hasAthena && { athena }) } };
}

const going = (state: AthenaProgress['state'], more: Partial<AthenaProgress> = {}): AthenaProgress => ({
  ...{ state, scannedBytes: 2e9, seconds: 9, dollars: 0.01, ...more },
});

/** Athena that says one after the other how far it is, and notes what it was asked. */
function createAthena(says: readonly AthenaProgress[]) {
  const asked: string[] = [];
  const left = [...says];
  const athena: AthenaSearch = {
    async start(_query, { key }) {
      asked.push(`start ${key}`);
      return 'execution-1';
    },
    async poll(id) {
      asked.push(`poll ${id}`);
      return (left.length > 1 ? left.shift() : left[0]) ?? going('running');
    },
    stop: async (id) => void asked.push(`stop ${id}`),
    async read(id) {
      asked.push(`read ${id}`);
      const records = [JSON.stringify(record({ eventID: 'from-athena' }))];
      return { records, rows: 2, duplicates: 1, isCut: false };
    },
  };
  return { athena, asked };
}

function open(says: readonly AthenaProgress[] = [], hasAthena = true) {
  const { athena, asked } = createAthena(says);
  const openAthena = async () => (hasAthena ? athena : undefined);
  const stage = openStage({ files: 12, estimate: async () => much, settings: settings(hasAthena), openAthena });
  return { ...stage, athenaAsked: asked };
}

describe('a search of much', () => {
  it('asks which way to go, reads nothing until then, and goes on directly when that is chosen', async () => {
    const stage = open();
    await stage.play(typed);
    expect(await stage.find()).toMatchObject({ state: 'waiting', search: { offer: { hasAthena: true } } });
    expect(stage.asked).toEqual([]);

    await stage.pressing('direct');
    await stage.play();

    expect(await stage.find()).toMatchObject({ state: 'done', search: { engine: 'direct', chosenBy: 'U0BOB' } });
    expect((await stage.find())?.search?.totals.objects).toBe(12);
  });

  it('asks nobody who said directly, and everybody who said Athena', async () => {
    const direct = open();
    await direct.play(`${typed} engine:direct`);
    const little = openStage({ files: 12, settings: settings(true) });
    await little.play(`${typed} engine:athena`);

    expect((await direct.find())?.state).toBe('done');
    expect((await little.find())?.state).toBe('waiting');
  });

  it('is not handed to an Athena that is not there', async () => {
    const stage = open([], false);
    await stage.play(typed);

    await stage.pressing('athena');

    expect(stage.told.at(-1)?.text).toContain('which way this search goes');
    expect((await stage.find())?.state).toBe('waiting');
  });

  it('goes the way that was chosen first', async () => {
    const stage = open([going('running')]);
    await stage.play(typed);

    await stage.pressing('athena', 'U0ALICE');
    await stage.pressing('direct', 'U0BOB');

    expect((await stage.find())?.search).toMatchObject({ engine: 'athena', chosenBy: 'U0ALICE' });
    expect(stage.told.at(-1)?.text).toContain('which way this search goes');
  });

  it('is cancelled at once while it waits, and forgotten when nobody chooses', async () => {
    const first = open();
    await first.play(typed);
    await first.pressing('cancel');
    const second = open();
    await second.play(typed);
    second.clock.pass(61 * minute);
    await second.deliver({ search: 'search-on-stage' });

    expect(await first.find()).toMatchObject({
      state: 'cancelled',
      reply: { title: expect.stringContaining('cancelled') },
    });
    expect(await second.find()).toMatchObject({
      state: 'expired',
      reply: { title: 'Nobody said which way to search, so nothing was searched' },
    });
    expect([...first.asked, ...second.asked]).toEqual([]);
  });

  it.each([
    ['U0MALLORY', 'You are not allowed to search the logs.'],
    ['U0ALICE', undefined],
  ])('takes a press of %s only with the right to it', async (userId, refusal) => {
    const stage = open();
    await stage.play(typed);

    await stage.pressing('cancel', userId);

    if (refusal) expect(stage.told.at(-1)?.text).toContain(refusal);
    expect((await stage.find())?.state).toBe(refusal ? 'waiting' : 'cancelled');
  });
});

describe('a search by Athena', () => {
  it('is started once, looked at every few seconds by later runs, and read in the end', async () => {
    const stage = open([going('queued'), going('running'), going('succeeded')]);
    await stage.play(typed);
    const began = stage.clock.now();

    await stage.pressing('athena');
    await stage.play();

    expect(stage.athenaAsked).toEqual([
      'start search-on-stage',
      ...['poll execution-1', 'poll execution-1', 'poll execution-1', 'read execution-1'],
    ]);
    expect(stage.clock.now() - began).toBeGreaterThanOrEqual(7_000);
    expect(stage.clock.now() - began).toBeLessThan(60_000);
    const state = await stage.find();
    expect(state).toMatchObject({ state: 'done', search: { totals: { matches: 1, duplicates: 1 } } });
    expect(JSON.stringify(state?.reply)).toContain('Athena');
    expect(state?.reply?.files?.[0]?.content).toContain('from-athena');
  });

  it('is stopped there when it is cancelled', async () => {
    const stage = open([going('running')]);
    await stage.play(typed);
    await stage.pressing('athena');
    const [message] = stage.queue.splice(0);
    await stage.deliver(message?.body ?? {});

    await stage.pressing('cancel');

    expect(stage.athenaAsked).toEqual(['start search-on-stage', 'stop execution-1']);
    expect(await stage.find()).toMatchObject({ state: 'cancelled', search: { cancelBy: 'U0BOB' } });
  });

  it('says plainly that it reached the scan limit', async () => {
    const why = 'Query cancelled! : Bytes scanned limit was exceeded';
    const stage = open([going('cancelled', { why })]);
    await stage.play(typed);

    await stage.pressing('athena');
    await stage.play();

    const state = await stage.find();
    expect(state).toMatchObject({ state: 'done', search: { unfinished: 'scan-limit' } });
    expect(JSON.stringify(state?.reply)).toContain('scan limit');
  });

  it('tells what Athena says of a statement that failed', async () => {
    const stage = open([going('failed', { why: 'TABLE_NOT_FOUND' })]);
    await stage.play(typed);

    await stage.pressing('athena');
    await stage.play();

    expect(await stage.find()).toMatchObject({
      state: 'failed',
      reply: { title: expect.stringContaining('TABLE_NOT_FOUND') },
    });
    expect(stage.told.at(-1)?.text).toContain('TABLE_NOT_FOUND');
  });
});
