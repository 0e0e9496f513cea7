import { describe, expect, it } from 'vitest';
import { userError } from '../../../src/core/errors.ts';
import { looksOf } from '../../../src/flows/answer/look.ts';
import { anAlert } from '../../store/fixtures.ts';

import { group, setUp } from './looking.ts';

describe('“Who did it”', () => {
  it('is the search with resource and time filled in, answered in private', async () => {
    const { press, searched, told, store, name } = await setUp();

    await press('who');
    await press('who');

    expect(searched).toMatchObject([
      {
        where: { kind: 'term', text: 'sg-0abc' },
        since: Date.parse('2025-12-31T22:00:00Z'),
        until: Date.parse('2025-12-31T23:15:00Z'),
      },
    ]);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('in our direct messages');
    const job = await store.findJob(`${name}-who`);
    expect(job).toMatchObject({
      state: 'done',
      job: { text: 'sg-0abc since:2025-12-31T22:00:00Z until:2025-12-31T23:15:00Z' },
    });
    expect((await store.listSlots(`JOB#${name}-who`)).map(({ channel }) => channel)).toEqual([
      'DU0ALICE',
      'DU0ALICE',
      'DU0ALICE',
    ]);
  });

  it('asks for what happened until now, where the alert is new', async () => {
    const { press, searched } = await setUp({ occurredAt: '2026-01-01T00:05:00Z' });

    await press('who');

    const [query] = searched;
    expect(query?.until).toBe(Date.parse('2026-01-01T00:00:00Z'));
    expect(query?.since).toBeLessThan(query?.until ?? 0);
  });
});

describe('“What else did they do”', () => {
  const arn = 'arn:aws:sts::111122223333:assumed-role/Admin/alice@example.com';
  const actor = { type: 'AssumedRole', name: 'alice', arn };

  it('takes the place of “Who did it” where the event says who, and searches for the actor', async () => {
    const { press, store, name } = await setUp({ kind: 'security-group-change', actor });

    await press('deeds', { kind: 'search' });

    expect((await store.findJob(`${name}-deeds`))?.job).toMatchObject({
      text: `${arn} since:2025-12-31T22:00:00Z until:2025-12-31T23:15:00Z`,
    });
  });

  it('is offered for who can be searched for, and never for what AWS Config found', () => {
    const offered = (change: object) =>
      looksOf(anAlert({ resources: [group], kind: 'iam-change', actor, ...change })).map(({ what }) => what);

    expect(offered({})).toEqual(['deeds', 'configuration', 'history']);
    expect(offered({ actor: { type: 'AWSService', name: 'autoscaling.amazonaws.com' } })).toEqual([
      'configuration',
      'history',
    ]);
    expect(offered({ kind: 'config-compliance-change' })[0]).toBe('who');
    expect(offered({ actor: { ...actor, arn: 'arn:x since:2020' } })).not.toContain('deeds');
  });
});

describe('“Configuration”', () => {
  it('is the look-up of the resource, told to whoever pressed, also in a direct message', async () => {
    const { press, asked, told } = await setUp();

    await press('configuration', { channelId: 'D0ALICE', messageTs: '2.000' });

    expect(asked).toEqual(['sg-0abc']);
    expect(told[0]).toMatchObject({ userId: 'U0ALICE', text: expect.stringContaining('payments-prod') });
  });

  it('asks by ARN where there is one: names are the same in many accounts', async () => {
    const arn = 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0abc';
    const { press, asked } = await setUp({ resources: [{ ...group, arn }] });

    await press('configuration');

    expect(asked).toEqual([arn]);
  });
});

describe('“History”', () => {
  it('tells the last changes, newest first, once', async () => {
    const { press, told } = await setUp();

    await press('history');
    await press('history');

    expect(told.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /The last 2 states of sg-0abc[\s\S]*Changed · inbound rules[\s\S]*none → .*0\.0\.0\.0\/0[\s\S]*Recorded/,
      ),
    ]);
  });

  it('says so when there is none, and when AWS does not answer', async () => {
    const none = await setUp({}, async () => []);
    const mute = await setUp({}, async () => {
      throw userError('UNREACHABLE', { what: 'AWS Config in 111122223333', why: 'no answer in time' });
    });

    await none.press('history');
    await mute.press('history');

    expect(none.told[0]?.text).toContain('sg-0abc was not found in what AWS Config recorded');
    expect(mute.told[0]?.text).toContain('could not be reached: no answer in time');
  });

  it('tells of a bug by its reference only, and leaves it to the queue', async () => {
    const { press, told } = await setUp({}, async () => {
      throw new TypeError('secret details');
    });

    await expect(press('history')).rejects.toThrow(TypeError);

    expect(told[0]?.text).toContain('request-1');
    expect(told[0]?.text).not.toContain('secret');
  });
});

describe('a press that is refused', () => {
  it.each([
    ['somebody without the right', { userId: 'U0MALLORY' }, 'You are not allowed to look into alerts.'],
    ['a message that is not ours', { messageTs: '9.000' }, 'does not belong to a message'],
    ['another channel', { channelId: 'C0OTHER' }, 'does not belong to a message'],
    ['an alert that nobody knows', { alertId: 'gone' }, 'does not belong to a message'],
    ['an id that is none', { alertId: '../STATE' }, 'does not belong to a message'],
    [
      'another workspace',
      { asker: { teamId: 'T0OTHER', userId: 'U0ALICE', channelId: 'C0SECURITY' } },
      'only to its own workspace',
    ],
  ])('comes from %s', async (_, change, words) => {
    for (const button of ['who', 'configuration', 'history'] as const) {
      const { press, told, asked, searched, sent } = await setUp();

      await press(button, change);

      expect(told.map(({ text }) => text)).toEqual([expect.stringContaining(words)]);
      expect([asked, searched, sent]).toEqual([[], [], []]);
    }
  });

  it('is about an account that left the settings', async () => {
    const { press, told } = await setUp({ resources: [{ ...group, accountId: '777777777777' }] });

    await press('history');

    expect(told[0]?.text).toContain('Account 777777777777 is not in the settings');
  });
});

describe('the buttons of an alert', () => {
  const kinds = (change: object) => looksOf(anAlert({ resources: [{ ...group, ...change }] })).map(({ what }) => what);

  it('are those that make sense for its resource', () => {
    expect(kinds({})).toEqual(['who', 'configuration', 'history']);
    expect(kinds({ type: 'Something' })).toEqual(['who']);
    expect(looksOf(anAlert({ unlisted: true }))).toEqual([]);
    expect(looksOf(anAlert({ resources: [] }))).toEqual([]);
  });

  it.each(['a b', 'since:1h', '--limit', '"quoted"', '', 'user=x', 'OR', '<!channel>'])(
    'are none for the id %s',
    (id) => {
      expect(kinds({ id })).toEqual([]);
    },
  );
});
