import { describe, expect, it } from 'vitest';
import { parseJob } from '../../src/core/parse-job.ts';
import { decisions } from '../../src/core/remediation.ts';
import { decisionAction } from '../../src/slack/render/buttons.ts';
import { clickForm, commandForm, requestTime, signedEvent, team } from './signed.ts';
import { testDoor } from './test-door.ts';

const { seen, open } = testDoor();

describe('a slash command', () => {
  it('is acknowledged to the asker alone and handed over', async () => {
    const answer = await open()(signedEvent(commandForm()));

    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      response_type: 'ephemeral',
      text: 'Looking up … /aws-resource web — 狼煙',
    });
    expect(seen.jobs).toEqual([
      {
        kind: 'lookup',
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        askedAt: requestTime,
        asker: {
          teamId: team,
          userId: 'U0ALICE',
          channelId: 'C0ALERTS',
          responseUrl: 'https://hooks.slack.com/commands/T0123456789/1/abc',
        },
        command: '/aws-resource',
        text: 'web — 狼煙',
      },
    ]);
  });

  it('that searches goes to the searches', async () => {
    const answer = await open()(signedEvent(commandForm({ command: '/aws-trail', text: '<!channel>' })));

    expect(seen.jobs).toMatchObject([{ kind: 'search', text: '<!channel>' }]);
    expect(JSON.parse(answer.body).text).toBe('Searching … /aws-trail &lt;!channel&gt;');
  });

  it('that wants something done goes to the remediations', async () => {
    const form = commandForm({ command: '/aws-remediate', text: 'stop-instance i-1' });
    const answer = await open()(signedEvent(form));

    expect(seen.jobs).toMatchObject([{ kind: 'remediation', command: '/aws-remediate', text: 'stop-instance i-1' }]);
    expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
    expect(JSON.parse(answer.body).text).toContain('Working out what would be done … /aws-remediate stop-instance');
  });

  it('is read whatever the envelope: base64, charset, header case', async () => {
    const form = commandForm();
    const shouted = signedEvent(form);
    const headers = Object.fromEntries(Object.entries(shouted.headers).map(([k, v]) => [k.toUpperCase(), v]));
    const events = [
      signedEvent(form, { base64: true }),
      signedEvent(form, { type: 'application/x-www-form-urlencoded; charset=utf-8' }),
      { ...shouted, headers },
      signedEvent(`${form}&raw=狼煙`, { base64: true }),
    ];

    const answers = await Promise.all(events.map(open()));

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(seen.jobs).toHaveLength(4);
  });

  it('sent twice has the same key, and another one has another', async () => {
    const door = open();
    await door(signedEvent(commandForm()));
    seen.now += 200_000;
    await door(signedEvent(commandForm()));
    await door(signedEvent(commandForm({ text: 'other' })));

    expect(seen.jobs[1]?.key).toBe(seen.jobs[0]?.key);
    expect(seen.jobs[1]?.askedAt).toBe(requestTime);
    expect(seen.jobs[2]?.key).not.toBe(seen.jobs[0]?.key);
  });

  it('that does not exist is answered with those that do', async () => {
    const answer = await open()(signedEvent(commandForm({ command: '/aws-resources' })));

    expect(JSON.parse(answer.body).text).toContain(
      'There is no command /aws-resources. Known: /aws-resource, /aws-help',
    );
    expect(seen.jobs).toEqual([]);
  });

  it('that cannot be handed over says so', async () => {
    const answer = await open({ broken: true })(signedEvent(commandForm()));

    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body).text).toContain('could not be accepted');
    expect(seen.lines.join()).not.toContain('xoxb');
  });

  it.each([
    ['another workspace', { team_id: 'T0STRANGER' }],
    ['another app', { api_app_id: 'A0STRANGER' }],
  ])('of %s is refused', async (_, change) => {
    const answer = await open()(signedEvent(commandForm(change)));

    expect(seen.jobs).toEqual([]);
    expect(JSON.parse(answer.body).text).toContain('answers only to its own workspace');
  });
});

describe('a click', () => {
  it('is handed over with the offer and the message, and answered with nothing', async () => {
    const answer = await open()(signedEvent(clickForm()));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(seen.jobs).toMatchObject([
      {
        kind: 'remediation',
        offer: 'offer-1',
        messageTs: '1795192800.000100',
        asker: { userId: 'U0ALICE', channelId: 'C0ALERTS' },
      },
    ]);
  });

  it.each([
    ['who', 'search'],
    ['configuration', 'lookup'],
    ['deeds', 'search'],
    ['history', 'lookup'],
  ])('on “%s” only looks: it goes to the queue %s', async (action_id, kind) => {
    const actions = [{ type: 'button', block_id: 'b', action_id, value: 'alert-1', action_ts: '1795192800.1' }];

    const answer = await open()(signedEvent(clickForm({ actions })));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(seen.jobs).toMatchObject([
      { kind, button: action_id, alertId: 'alert-1', messageTs: '1795192800.000100', asker: { userId: 'U0ALICE' } },
    ]);
    expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
  });

  it.each(['cancel', 'direct', 'athena', 'verify'])(
    'on “%s” of a search never waits behind searches',
    async (press) => {
      const action = { type: 'button', block_id: 'b', action_id: `search_${press}`, action_ts: '1795192800.1' };

      await open()(signedEvent(clickForm({ actions: [{ ...action, value: 'search-key' }] })));

      expect(seen.jobs).toMatchObject([{ kind: 'lookup', press, value: 'search-key', asker: { userId: 'U0ALICE' } }]);
      expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
    },
  );

  it.each(decisions)('on “%s” of a request is handed over as that decision', async (decision) => {
    const action_id = decisionAction(decision);
    const actions = [{ type: 'button', block_id: 'b', action_id, value: 'ticket-1', action_ts: '1795192800.1' }];

    const answer = await open()(signedEvent(clickForm({ actions })));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(seen.jobs).toEqual([
      {
        kind: 'remediation',
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        askedAt: requestTime,
        asker: expect.objectContaining({ userId: 'U0ALICE', channelId: 'C0ALERTS' }),
        decision,
        ticket: 'ticket-1',
        messageTs: '1795192800.000100',
      },
    ]);
    expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
  });

  it('on a message in a thread is of that message', async () => {
    const message = { ts: '1795192900.000200', thread_ts: '1795192800.000100', text: '…' };

    await open()(signedEvent(clickForm({ message })));

    expect(seen.jobs).toMatchObject([{ messageTs: '1795192900.000200', asker: { threadTs: '1795192800.000100' } }]);
    expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
  });

  it('on what only one person sees comes without the message, and is of what contains it', async () => {
    const container = { type: 'message', message_ts: '1795192900.000200', channel_id: 'C0ALERTS', is_ephemeral: true };

    await open()(signedEvent(clickForm({ message: undefined, container })));

    expect(seen.jobs).toMatchObject([{ messageTs: '1795192900.000200' }]);
  });

  it('on the root of a thread is answered in the channel, and one in a thread there', async () => {
    const root = { ts: '1795192800.000100', thread_ts: '1795192800.000100', text: '…' };
    const response_url = `${seen.standIn}/respond`;
    const door = open({ broken: true });

    await door(signedEvent(clickForm({ message: root, response_url })));
    await door(signedEvent(clickForm({ message: { ...root, ts: '1795192900.000200' }, response_url })));

    expect(seen.told.map((body) => JSON.parse(body).thread_ts)).toEqual([undefined, '1795192800.000100']);
  });

  it.each([
    ['another workspace', { team: { id: 'T0STRANGER' } }],
    ['a guest of another workspace', { user: { id: 'U0GUEST', team_id: 'T0STRANGER' } }],
    ['another app', { api_app_id: 'A0STRANGER' }],
  ])('of %s is refused, and seen.told so', async (_, change) => {
    await open()(signedEvent(clickForm({ ...change, response_url: `${seen.standIn}/respond` })));

    expect(seen.jobs).toEqual([]);
    expect(seen.told.join()).toContain('answers only to its own workspace');
  });

  it('that cannot be handed over is seen.told through the response URL', async () => {
    const answer = await open({ broken: true })(signedEvent(clickForm({ response_url: `${seen.standIn}/respond` })));

    expect(answer.statusCode).toBe(200);
    expect(seen.told.join()).toContain('could not be accepted');
  });

  it('on a link, or on something that we do not know, is only acknowledged', async () => {
    const link = clickForm({ actions: [{ type: 'button', action_id: 'link_console', block_id: 'b' }] });
    const other = clickForm({ actions: [{ type: 'button', action_id: 'other', block_id: 'b', value: 'x' }] });
    const door = open();
    const answers = [await door(signedEvent(link)), await door(signedEvent(other))];

    expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual([
      [200, ''],
      [200, ''],
    ]);
    expect(seen.jobs).toEqual([]);
  });
});
