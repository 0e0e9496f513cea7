import { describe, expect, it } from 'vitest';
import type { TrailQuery } from '../../../src/core/search/trail-query.ts';
import { readSeekCause, type SeekWorld, seekCause } from '../../../src/flows/notify/seek-cause.ts';
import { notify } from '../../../src/flows/notify.ts';
import { createFakeSearch } from '../../commands/context.ts';
import { complianceChange, message, openNotify } from '../notify-world.ts';

let calls = 0;

/** A record of a call that stopped an instance. */
function record(instance: string, time: string, change: object = {}) {
  calls += 1;
  return {
    userIdentity: { type: 'IAMUser', userName: 'mallory', arn: 'arn:aws:iam::111122223333:user/mallory' },
    eventTime: time,
    eventSource: 'ec2.amazonaws.com',
    eventName: 'ModifyInstanceAttribute',
    eventID: `call-${calls}`,
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.15',
    readOnly: false,
    requestParameters: { instanceId: instance },
    ...change,
  };
}

const asEvent = (detail: ReturnType<typeof record>) => ({
  version: '0',
  id: detail.eventID,
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.ec2',
  account: '111122223333',
  time: detail.eventTime,
  region: 'eu-west-1',
  resources: [],
  detail,
});

function open() {
  const at = openNotify();
  calls += 1;
  const instance = `i-0cause${calls}`;
  const take = (...events: object[]) =>
    notify(
      events.map((event, index) => message(event, `m${index}`)),
      at.world,
    );
  const threads = () => at.messages.filter(({ threadTs }) => threadTs !== undefined);
  const root = () => at.messages.find(({ text }) => text.includes('approved-amis'));
  const seeks = () => at.sent.filter(({ queue }) => queue === 'searches');
  return { ...at, instance, take, threads, root, seeks };
}

const broken = (resourceId: string) => complianceChange({ resourceId, at: '2026-01-01T10:00:00Z' });

describe('a compliance change', () => {
  it.each(['before', 'after', 'at the same time'])('is joined to the call that comes %s', async (order) => {
    const { instance, take, settle, threads, root, blocks, seeks } = open();
    const call = asEvent(record(instance, '2026-01-01T09:57:00Z'));
    if (order === 'before') await take(call);
    if (order === 'at the same time') await take(call, broken(instance));
    else await take(broken(instance));
    if (order === 'after') await take(call);
    await settle();
    await settle();

    expect(threads()).toMatchObject([
      {
        threadTs: root()?.ts,
        text: expect.stringMatching(/^🔎 Who did it: mallory called ec2:ModifyInstanceAttribute/),
      },
    ]);
    const shown = blocks.join();
    expect(shown).toContain('203.0.113.7');
    expect(shown).toContain('3 min before AWS Config saw');
    expect(seeks()).toHaveLength(order === 'after' ? 1 : 0);
  });

  it('has whoever did it as its actor from then on, also when names come later', async () => {
    const { instance, take, settle, root, blocks } = open();
    await take(broken(instance), asEvent(record(instance, '2026-01-01T09:57:00Z')));
    await settle();

    expect(root()?.text).toContain('web-1');
    const roots = blocks.filter((block) => block.includes('approved-amis') && !block.includes('Who did it: '));
    expect(roots.at(-1)).toContain('mallory');
  });

  it('tells the last of several calls, and none that came later, read only, or failed', async () => {
    const { instance, take, settle, threads } = open();
    await take(
      asEvent(record(instance, '2026-01-01T09:50:00Z', { eventName: 'StopInstances' })),
      asEvent(record(instance, '2026-01-01T09:55:00Z')),
      asEvent(record(instance, '2026-01-01T09:58:00Z', { errorCode: 'AccessDenied' })),
      asEvent(record(instance, '2026-01-01T09:59:00Z', { eventName: 'DescribeInstances', readOnly: true })),
      asEvent(record(instance, '2026-01-01T10:30:00Z', { eventName: 'TerminateInstances' })),
      asEvent(record('i-0other', '2026-01-01T09:59:30Z')),
    );
    await take(broken(instance));
    await settle();

    expect(threads().map(({ text }) => text)).toEqual([expect.stringContaining('ModifyInstanceAttribute')]);
  });

  it('is told again in the same message when a later call turns out to have caused it', async () => {
    const { instance, take, settle, threads } = open();
    await take(asEvent(record(instance, '2026-01-01T09:50:00Z')), broken(instance));
    await settle();
    await take(asEvent(record(instance, '2026-01-01T09:59:00Z', { eventName: 'StopInstances' })));
    await settle();

    expect(threads()).toMatchObject([{ edits: 1, text: expect.stringContaining('ec2:StopInstances') }]);
  });

  it('says nothing of an earlier culprit when it opens anew', async () => {
    const { instance, take, settle, store, threads } = open();
    await take(asEvent(record(instance, '2026-01-01T09:57:00Z')), broken(instance));
    await settle();
    await take(complianceChange({ resourceId: instance, verdict: 'COMPLIANT', at: '2026-01-01T10:30:00Z' }));
    await take(complianceChange({ resourceId: instance, at: '2026-01-01T20:00:00Z' }));
    await settle();

    expect(threads().map(({ text }) => text.slice(0, 2))).toEqual(['🔎', '↩️']);
    const owners = await store.listSeen(
      { type: 'AWS::EC2::Instance', id: instance, accountId: '111122223333', region: 'eu-west-1' },
      'waiting',
    );
    const state = await store.findAlert(owners[0]?.alertId ?? '');
    expect(state?.evidence).toBeUndefined();
    expect(state?.alert.actor).toBeUndefined();
  });
});

describe('the look into the logs', () => {
  async function seek(records: readonly object[]) {
    const at = open();
    await at.take(broken(at.instance));
    await at.settle();
    const asked: { place: unknown; query: TrailQuery }[] = [];
    const { search } = createFakeSearch(records.map((one) => JSON.stringify(one).replaceAll('INSTANCE', at.instance)));
    const world: SeekWorld = {
      ...at.world,
      stop: new AbortController().signal,
      searchIn: (place) => (query, options) => {
        asked.push({ place, query });
        return search(query, options);
      },
    };
    const look = async () => {
      const told = readSeekCause(at.seeks().at(-1)?.body);
      if (told) await seekCause(told, world);
      await at.settle();
    };
    return { ...at, asked, look, world };
  }

  it('comes ten minutes later, in one account and region, for an hour before, and tells the thread', async () => {
    const { asked, look, seeks, threads, instance } = await seek([record('INSTANCE', '2026-01-01T09:40:00Z')]);

    await look();

    expect(seeks()).toMatchObject([{ delay: 600, body: { attempt: 1 } }]);
    expect(asked).toMatchObject([
      {
        place: { accountId: '111122223333', regions: ['eu-west-1'] },
        query: {
          terms: [instance],
          since: Date.parse('2026-01-01T09:00:00Z'),
          until: Date.parse('2026-01-01T10:01:00Z'),
        },
      },
    ]);
    expect(threads().map(({ text }) => text)).toEqual([expect.stringContaining('mallory called')]);
  });

  it('takes no call that only was made by the instance, names another, or is AWS Config’s own', async () => {
    const at = '2026-01-01T09:40:00Z';
    const own = { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/web/INSTANCE' };
    const { look, threads, seeks } = await seek([
      record('i-0else', at, { userIdentity: own }),
      record('INSTANCE2', at),
      record('INSTANCE', at, { eventSource: 'config.amazonaws.com', eventName: 'PutEvaluations' }),
      record('INSTANCE', at, { recipientAccountId: '444455556666' }),
      record('INSTANCE', at, { readOnly: true }),
    ]);

    await look();
    expect(seeks().map(({ delay }) => delay)).toEqual([600, 900]);
    await look();

    expect(seeks()).toHaveLength(2);
    expect(threads()).toEqual([]);
  });

  it('does not come when the stream told it meanwhile, nor in an account that is not ours', async () => {
    const { asked, look, take, settle, instance, sent } = await seek([record('INSTANCE', '2026-01-01T09:40:00Z')]);
    await take(asEvent(record(instance, '2026-01-01T09:57:00Z')));
    await settle();

    await look();
    await take(complianceChange({ account: '777777777777' }));

    expect(asked).toEqual([]);
    expect(sent.filter(({ queue }) => queue === 'searches')).toHaveLength(1);
  });

  it('is stopped when it meets more log files than the settings allow', async () => {
    const { world, seeks } = await seek([]);
    let stopped = false;
    const searchIn: SeekWorld['searchIn'] = () => async (query, options) => {
      options?.onProgress?.({ objects: 8001, compressedBytes: 0, inflatedBytes: 0, records: 0, matches: 0 });
      stopped = options?.signal?.aborted === true;
      return createFakeSearch([]).search(query);
    };

    await seekCause(readSeekCause(seeks()[0]?.body)!, { ...world, searchIn });

    expect(stopped).toBe(true);
  });
});
