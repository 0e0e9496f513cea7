import { describe, expect, it } from 'vitest';
import { parseJob } from '../../src/core/parse-job.ts';
import { requestTime, signedEvent, team } from './signed.ts';
import { testDoor } from './test-door.ts';

const { seen, open } = testDoor();
const type = 'application/json';

/** What Slack sends when somebody opens App Home. */
function opened(change: { event?: object } & Record<string, unknown> = {}): string {
  const { event, ...around } = change;
  return JSON.stringify({
    ...{ token: 'deprecated', team_id: team, api_app_id: 'A0NOROSHI', type: 'event_callback' },
    ...{ event_id: 'Ev0HOME', event_time: 1_795_192_800, is_ext_shared_channel: false },
    authorizations: [{ enterprise_id: null, team_id: team, user_id: 'U0NOROSHI', is_bot: true }],
    event: {
      ...{ type: 'app_home_opened', user: 'U0ALICE', channel: 'D0ALICE', tab: 'home', event_ts: '1795192800.1' },
      view: { id: 'V1', type: 'home', hash: '156772938.1827394', blocks: [] },
      ...event,
    },
    ...around,
  });
}

/** A press of a button there, which has neither a channel nor a message. */
function pressed(action: object, change: object = {}): string {
  const payload = {
    ...{ type: 'block_actions', team: { id: team, domain: 'example' }, api_app_id: 'A0NOROSHI' },
    user: { id: 'U0ALICE', name: 'alice', team_id: team },
    container: { type: 'view', view_id: 'V1' },
    view: { id: 'V1', type: 'home', hash: '156772938.1827394', blocks: [], state: { values: {} } },
    actions: [{ type: 'button', block_id: 'b', action_ts: '1795192800.1', ...action }],
    trigger_id: '1.2.abc',
    ...change,
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

describe('opening App Home', () => {
  it('is handed over with what was shown then', async () => {
    const answer = await open()(signedEvent(opened(), { type }));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(seen.jobs).toEqual([
      {
        ...{ kind: 'lookup', home: 'show', askedAt: requestTime, hash: '156772938.1827394' },
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        asker: { teamId: team, userId: 'U0ALICE', channelId: 'U0ALICE' },
      },
    ]);
    expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
  });

  it('that Slack tells again, signed anew, has the same key; another one has another', async () => {
    const door = open();
    await door(signedEvent(opened(), { type }));
    seen.now += 60_000;
    const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    await door(signedEvent(opened(), { type, headers, at: requestTime + 60_000 }));
    await door(signedEvent(opened({ event_id: 'Ev1HOME' }), { type }));

    const [first, again, other] = seen.jobs.map(({ key }) => key);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('that cannot be handed over is answered so that Slack tells it again', async () => {
    const answer = await open({ broken: true })(signedEvent(opened(), { type }));

    expect(answer.statusCode).toBe(503);
    expect(answer.headers).not.toHaveProperty('x-slack-no-retry');
    expect(seen.lines.join()).not.toContain('xoxb');
  });

  it.each<[string, string]>([
    ['of another workspace', opened({ team_id: 'T0STRANGER' })],
    ['of another app', opened({ api_app_id: 'A0STRANGER' })],
    ['at the tab with the messages', opened({ event: { tab: 'messages' } })],
  ])('%s leads to nothing', async (_, body) => {
    const answer = await open()(signedEvent(body, { type }));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(seen.jobs).toEqual([]);
  });

  it('again and again is taken some sixty times', async () => {
    const door = open();
    for (let n = 0; n < 70; n += 1) await door(signedEvent(opened({ event_id: `Ev${n}` }), { type }));

    expect(seen.jobs.length).toBe(60);
  });

  it('without a signature, or with that of something else, is refused before anything is read', async () => {
    const event = signedEvent(opened(), { type });
    const door = open();

    expect((await door({ ...event, body: opened({ event: { user: 'U0MALLORY' } }) })).statusCode).toBe(401);
    expect((await door({ ...event, headers: { 'content-type': type } })).statusCode).toBe(401);
    expect((await door(signedEvent(opened(), { type, key: 'another secret' }))).statusCode).toBe(401);
    expect(seen.jobs).toEqual([]);
  });

  it('in a body that is too large is not even hashed', async () => {
    const answer = await open()(signedEvent(opened({ padding: 'x'.repeat(300_000) }), { type }));

    expect(answer.statusCode).toBe(413);
    expect(seen.secretsLoaded).toBe(0);
  });

  it.each<[string, string]>([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['null', 'null'],
    ['no event', '{"type":"block_actions","team":{}}'],
    ['a command that is none', '{"command":"/aws-help","team_id":"T0123456789"}'],
  ])('in a signed body that is %s is refused', async (_, body) => {
    expect((await open()(signedEvent(body, { type }))).statusCode).toBe(400);
    expect(seen.jobs).toEqual([]);
  });

  it('is one of the events that there are: another one is taken and forgotten', async () => {
    const answer = await open()(signedEvent(opened({ event: { type: 'app_uninstalled' } }), { type }));

    expect(answer.statusCode).toBe(200);
    expect(seen.jobs).toEqual([]);
  });
});

describe('the address for events', () => {
  const challenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';
  const asked = JSON.stringify({ token: 'deprecated', challenge, type: 'url_verification' });

  it('is proven by giving back what Slack sent', async () => {
    const answer = await open()(signedEvent(asked, { type }));

    expect(answer).toMatchObject({ statusCode: 200, body: challenge });
    expect(answer.headers['content-type']).toContain('text/plain');
  });

  it('is proven to nobody else', async () => {
    const event = signedEvent(asked, { type, key: 'another secret' });

    expect(await open()(event)).toMatchObject({ statusCode: 401, body: '' });
  });

  it.each(['<script>', '', 'x'.repeat(300), 7])('gives back no %j', async (odd) => {
    const body = JSON.stringify({ challenge: odd, type: 'url_verification' });

    expect(await open()(signedEvent(body, { type }))).toMatchObject({ statusCode: 200, body: '' });
  });
});

describe('a press in App Home', () => {
  it.each([
    ['show', 'lookup'],
    ['run', 'search'],
    ['forget', 'lookup'],
  ] as const)('of %s is handed over as a %s', async (home, kind) => {
    const answer = await open()(signedEvent(pressed({ action_id: `home_${home}`, value: 'opaque' })));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(seen.jobs).toMatchObject([
      { kind, home, value: 'opaque', hash: '156772938.1827394', asker: { userId: 'U0ALICE', channelId: 'U0ALICE' } },
    ]);
    expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
  });

  it('that cannot be handed over fails, so that Slack shows it', async () => {
    const answer = await open({ broken: true })(signedEvent(pressed({ action_id: 'home_show' })));

    expect(answer.statusCode).toBe(503);
  });

  it.each([
    ['another workspace', { team: { id: 'T0STRANGER' } }],
    ['somebody of another workspace', { user: { id: 'U0EVE', team_id: 'T0STRANGER' } }],
    ['another app', { api_app_id: 'A0STRANGER' }],
  ])('of %s leads to nothing', async (_, change) => {
    await open()(signedEvent(pressed({ action_id: 'home_run', value: 'x' }, change)));

    expect(seen.jobs).toEqual([]);
  });

  it('is taken in App Home alone', async () => {
    const modal = { view: { id: 'V1', type: 'modal' } };

    expect((await open()(signedEvent(pressed({ action_id: 'home_show' }, modal)))).statusCode).toBe(503);
    expect(seen.jobs).toEqual([]);
  });
});
