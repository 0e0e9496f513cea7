import { describe, expect, it } from 'vitest';
import { userError } from '../../src/core/errors.ts';
import type { LookUps } from '../../src/core/look-ups.ts';
import type { Aggregator } from '../../src/core/ports.ts';
import type { SearchTrail } from '../../src/core/search/trail-query.ts';
import { type AnswerWorld, answer, type Question } from '../../src/flows/answer.ts';
import { aRecord, createAggregatorOf, createFakeSearch, createLookUpsOf } from '../commands/context.ts';
import { createFakePeople, unreachablePeople } from '../core/people.ts';
import { someSettings } from '../delivery/settings.ts';
import { createClock, startMemoryTable } from '../store/table.ts';
import { searchParts } from './searching.ts';
import { createFakeQueues, createFakeSlack, quiet } from './world.ts';

const table = startMemoryTable();
let made = 0;

function setUp({
  search,
  aggregator,
  lookUps,
}: {
  search?: SearchTrail;
  aggregator?: Aggregator;
  lookUps?: LookUps;
} = {}) {
  made += 1;
  const key = `question-${made}`;
  const clock = createClock();
  const { store } = table.openStore(clock.now);
  const { slack, told } = createFakeSlack();
  const { people } = createFakePeople({}, { S0SECURITY: ['U0DAVE'] });
  const { sendToQueue, sent } = createFakeQueues();
  const settings = {
    ...someSettings(),
    access: { investigate: ['U0ALICE', 'S0SECURITY', 'carol@example.com'], remediate: [], approve: [] },
  };
  const world: AnswerWorld = {
    ...{ settings, store, slack, people, sendToQueue, now: clock.now, log: quiet, reference: 'request-1' },
    aggregator: aggregator ?? createAggregatorOf({}),
    lookUps: lookUps ?? createLookUpsOf({}),
    ...searchParts(),
    search: search ?? createFakeSearch([]).search,
    readAudit: async () => ({ entries: [], more: false }),
    stop: new AbortController().signal,
  };
  const ask = (change: Partial<Question> & { userId?: string; channelId?: string } = {}): Question => ({
    ...{ kind: 'lookup', key, askedAt: clock.now(), command: '/aws-resource', text: 'i-1' },
    ...change,
    asker: { teamId: 'T0123456789', userId: change.userId ?? 'U0ALICE', channelId: change.channelId ?? 'C0SECURITY' },
  });
  return { world, store, told, sent, ask, clock };
}

const instance = { type: 'AWS::EC2::Instance', id: 'i-1', accountId: '111122223333', region: 'eu-west-1', name: 'web' };

describe('a look-up', () => {
  it('is answered to the asker alone, once however often it is delivered', async () => {
    const { world, told, sent, ask, store } = setUp({
      lookUps: createLookUpsOf({ find: async () => [instance] }),
    });

    await answer(ask(), world);
    await answer(ask(), world);

    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('web (i-1)');
    expect(sent).toEqual([]);
    expect((await store.findJob(ask().key))?.state).toBe('done');
  });

  it('sends its file where results may be: to the asker, unless the channel is private', async () => {
    const { world, told, sent, ask, store } = setUp({
      lookUps: createLookUpsOf({ find: async () => [instance] }),
      aggregator: createAggregatorOf({
        findItem: async () => ({
          ...{ resource: instance, status: 'OK', capturedAt: '2026-01-01T00:00:00Z', tags: {}, relationships: [] },
          ...{ configuration: { state: 'running' }, supplementary: {} },
        }),
      }),
    });

    await answer(ask({ text: 'i-1 file:yes' }), world);

    const slots = await store.listSlots(`JOB#${ask().key}`);
    expect(slots.map(({ channel, name }) => [channel, name])).toEqual([['DU0ALICE', 'file']]);
    expect(slots[0]?.thread).toBeUndefined();
    expect(told[0]?.text).toContain('All that AWS Config holds of web (i-1)');
    expect(JSON.stringify(told)).toContain('The file comes in our direct messages.');
    expect(sent).toMatchObject([{ queue: 'posts', body: { channel: 'DU0ALICE' } }]);
  });

  it.each(['U0MALLORY', 'S0SECURITY'])('is refused to %s, who has no right', async (userId) => {
    const { world, told, ask } = setUp();

    await answer(ask({ userId }), world);

    expect(told[0]?.text).toContain('You are not allowed to use /aws-resource.');
  });

  it.each(['U0DAVE', 'U0CAROL'])('is given to %s, by user group and by e-mail address', async (userId) => {
    const { world, told, ask } = setUp({
      lookUps: createLookUpsOf({ find: async () => [instance] }),
    });

    await answer(ask({ userId }), world);

    expect(told[0]?.text).toContain('web (i-1)');
  });

  it('is refused while Slack cannot be asked who that is, and the asker is told', async () => {
    const { world, told, ask } = setUp();

    await answer(ask(), { ...world, people: unreachablePeople });

    expect(told[0]?.text).toContain('Slack could not be reached');
  });

  it('is refused to other workspaces, while everybody here may ask for help', async () => {
    const { world, told, ask } = setUp();
    const question = ask({ userId: 'U0MALLORY', command: '/aws-help', text: '' });

    await answer({ ...question, key: 'other', asker: { ...question.asker, teamId: 'T0OTHER' } }, world);
    await answer(question, world);

    expect(told[0]?.text).toContain('only to its own workspace');
    expect(told[1]?.text).toContain('This is what you can ask me');
  });

  it('tells a mistake with an example that works, and is done', async () => {
    const { world, told, ask, store } = setUp();

    await answer(ask({ command: '/aws-trail', kind: 'search', text: 'sincee:2h' }), world);

    expect(told[0]?.text).toContain('did you mean “since”?');
    expect(told[0]?.text).toContain('For example: /aws-trail');
    expect(await store.listSlots(`JOB#${ask().key}`)).toEqual([]);
    expect((await store.findJob(ask().key))?.state).toBe('failed');
  });

  it('tells what could not be reached', async () => {
    const findResources = async () => {
      throw userError('UNREACHABLE', { what: 'AWS Config', why: 'no answer in time' });
    };
    const { world, told, ask } = setUp({ lookUps: createLookUpsOf({ find: findResources }) });

    await answer(ask(), world);

    expect(told[0]?.text).toContain('AWS Config could not be reached: no answer in time.');
  });

  it('tells of a bug by its reference only, and throws it for the queue', async () => {
    const findResources = async () => {
      throw new TypeError('secret details');
    };
    const { world, told, ask } = setUp({ lookUps: createLookUpsOf({ find: findResources }) });

    await expect(answer(ask(), world)).rejects.toThrow(TypeError);

    expect(told[0]?.text).toContain('request-1');
    expect(told[0]?.text).not.toContain('secret details');
  });
});

describe('a search', () => {
  const trail = { command: '/aws-trail', kind: 'search', text: 'mallory' } as const;

  it('moves a message in the asker’s direct messages when the channel is not private', async () => {
    const { world, told, sent, ask, store } = setUp({ search: createFakeSearch([aRecord()]).search });

    await answer(ask(trail), world);

    const slots = await store.listSlots(`JOB#${ask().key}`);
    expect(slots.map(({ channel, name }) => [channel, name])).toEqual([
      ['DU0ALICE', 'file'],
      ['DU0ALICE', 'file-csv'],
      ['DU0ALICE', 'root'],
    ]);
    expect(slots[0]?.thread).toEqual({ owner: `JOB#${ask().key}`, name: 'root' });
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('in our direct messages');
    expect(sent[0]).toMatchObject({ queue: 'posts', body: { channel: 'DU0ALICE' } });
    const job = await store.findJob(ask().key);
    expect(job).toMatchObject({
      state: 'done',
      search: { totals: { matches: 1 } },
      reply: { files: [{ name: 'cloudtrail.ndjson' }, { name: 'cloudtrail.csv' }] },
    });
    expect(slots[1]?.want).toBe(job?.rev);
  });

  it('answers where it was asked when that is private, or the settings say so', async () => {
    const first = setUp();
    await answer(first.ask({ ...trail, channelId: 'G0PRIVATE' }), first.world);
    const second = setUp();
    const { settings } = second.world;
    const open = { ...settings, slack: { ...settings.slack, publicResults: ['C0OPEN'] } };
    await answer(second.ask({ ...trail, channelId: 'C0OPEN' }), { ...second.world, settings: open });

    expect((await first.store.listSlots(`JOB#${first.ask().key}`))[0]?.channel).toBe('G0PRIVATE');
    expect((await second.store.listSlots(`JOB#${second.ask().key}`))[0]?.channel).toBe('C0OPEN');
  });

  it('ends its message with the reason when it cannot go on', async () => {
    const search: SearchTrail = async () => {
      throw userError('UNREACHABLE', { what: 'The CloudTrail logs', why: 'access denied' });
    };
    const { world, told, ask, store } = setUp({ search });

    await answer(ask(trail), world);

    expect(told.at(-1)?.text).toContain('The CloudTrail logs could not be reached: access denied.');
    expect(await store.findJob(ask().key)).toMatchObject({
      state: 'failed',
      reply: { title: 'The CloudTrail logs could not be reached: access denied.' },
    });
  });
});
