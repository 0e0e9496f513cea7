import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startFrontDoor } from '../../src/playground/front-door.ts';
import type { Served } from '../../src/playground/http.ts';
import { createPeople, type People } from '../../src/playground/slack/person.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start.ts';
import { createSlack } from '../../src/slack/post.ts';
import { quiet } from '../flows/world.ts';
import { installation, workspace } from './workspace.ts';

type Event = { headers: Record<string, string>; body: string; isBase64Encoded: boolean };
const received: Event[] = [];
const answers: { next: object } = { next: { statusCode: 200 } };
const clock = { now: Date.now() };
let slack: SlackStandIn;
let door: Served;
let people: People;

beforeAll(async () => {
  slack = await startSlack({ workspace, installation, now: () => clock.now });
  const handler = async (event: unknown) => {
    received.push(event as Event);
    return answers.next;
  };
  door = await startFrontDoor({ name: 'slack', handler, timeoutMs: 500 }, { failed: () => undefined });
  people = createPeople({ slack, frontDoor: door.url, now: Date.now });
});
afterAll(() => Promise.all([door.close(), slack.close()]));

const button = { type: 'button', action_id: 'home_show', text: { type: 'plain_text', text: 'Refresh' } };
const blocks = [{ type: 'actions', block_id: 'top', elements: [button] }];
const view = { type: 'home', blocks } as const;
const divider = { type: 'divider' };
const body = () => received.at(-1)!.body;

/** A call over HTTP, with everything that the door checks. */
async function call(fields: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${slack.apiUrl}/views.publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${installation.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });
  const answer = z.looseObject({}).parse(await response.json());
  return { ...answer, status: response.status };
}

describe('views.publish', () => {
  it('shows a person what was published, and takes the hash of what they see alone', async () => {
    const first = await call({ user_id: 'U0BOB', view });
    const { hash } = first['view'] as { hash: string };

    expect(first).toMatchObject({ ok: true, view: { type: 'home', hash: expect.any(String) } });
    expect(slack.homeOf('U0BOB')?.blocks).toMatchObject(blocks);
    expect(await call({ user_id: 'U0BOB', view, hash })).toMatchObject({ ok: true });
    expect(await call({ user_id: 'U0BOB', view, hash })).toMatchObject({ ok: false, error: 'hash_conflict' });
    expect(slack.homeOf('U0ALICE')).toBeUndefined();
  });

  it('speaks to our own client', async () => {
    const client = createSlack({
      loadToken: async () => installation.botToken,
      apiUrl: `${slack.apiUrl}/`,
      log: quiet,
    });

    expect(await client.publishHome({ userId: 'U0BOB' }, view)).toEqual({ kind: 'ok' });
    const stale = await client.publishHome({ userId: 'U0BOB', hash: '1.1' }, view);
    expect(stale).toEqual({ kind: 'refused', error: 'hash_conflict' });
    expect(await client.publishHome({ userId: 'U0NOBODY' }, view)).toEqual({
      kind: 'refused',
      error: 'user_not_found',
    });
    const { ts } = await slack.call('chat.postMessage', { channel: 'C0SECURITY', text: 'an alert' });
    const link = await client.findPermalink({ channel: 'C0SECURITY', ts: String(ts) });
    expect(link).toMatch(new RegExp(`/archives/C0SECURITY/p${String(ts).replace('.', '')}$`));
    expect(await client.findPermalink({ channel: 'C0SECURITY', ts: '1.1' })).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['somebody of another workspace', { user_id: 'U0STRANGER', view }, 'user_not_found'],
    ['a modal', { user_id: 'U0BOB', view: { ...view, type: 'modal' } }, 'invalid_arguments'],
    ['what only a modal has', { user_id: 'U0BOB', view: { ...view, submit: button.text } }, 'invalid_arguments'],
    ['a misspelt argument', { user_id: 'U0BOB', view, hsah: '1' }, 'invalid_arguments'],
    [
      'a block that no Home tab holds',
      { user_id: 'U0BOB', view: { ...view, blocks: [{ type: 'markdown', text: 'x' }] } },
      'invalid_arguments',
    ],
    [
      'a wrong block',
      { user_id: 'U0BOB', view: { ...view, blocks: [{ type: 'actions', elements: [] }] } },
      'invalid_arguments',
    ],
    [
      'more than 100 blocks',
      { user_id: 'U0BOB', view: { ...view, blocks: Array(101).fill(divider) } },
      'invalid_arguments',
    ],
    [
      'more than 250 KB',
      {
        user_id: 'U0BOB',
        view: {
          ...view,
          blocks: Array.from({ length: 90 }, () => ({
            type: 'section',
            text: { type: 'plain_text', text: 'x'.repeat(3_000) },
          })),
        },
      },
      'view_too_large',
    ],
  ])('refuses %s', async (_, fields, error) => {
    expect(await call(fields)).toMatchObject({ ok: false, error });
  });

  it('takes 100 blocks, which no message may have', async () => {
    expect(await call({ user_id: 'U0BOB', view: { ...view, blocks: Array(100).fill(divider) } })).toMatchObject({
      ok: true,
    });
  });

  it('is refused for an app without a Home tab', async () => {
    const other = await startSlack({ workspace, installation: { ...installation, homeTab: false }, now: Date.now });

    expect(await other.call('views.publish', { user_id: 'U0BOB', view })).toMatchObject({ error: 'not_enabled' });
    await other.close();
  });

  it('is taken a hundred times a minute', async () => {
    clock.now += 600_000;
    const calls = await Promise.all(Array.from({ length: 101 }, () => call({ user_id: 'U0STRANGER', view })));

    expect(calls.filter(({ status }) => status === 429)).toHaveLength(1);
    clock.now += 600_000;
  });
});

describe('somebody who opens the Home tab', () => {
  it('is told to the app as Slack tells it, with what was shown there before', async () => {
    answers.next = { statusCode: 200 };
    await people.openHome('U0ALICE');

    const first = JSON.parse(body());
    expect(received.at(-1)!.headers['content-type']).toBe('application/json');
    expect(first).toMatchObject({
      ...{
        type: 'event_callback',
        team_id: 'T0NOROSHI1',
        api_app_id: 'A0NOROSHI',
        event_id: expect.stringMatching(/^Ev/),
      },
      event: { type: 'app_home_opened', user: 'U0ALICE', tab: 'home', channel: expect.stringMatching(/^D/) },
    });
    expect(first.event).not.toHaveProperty('view');

    await call({ user_id: 'U0ALICE', view });
    await people.openHome('U0ALICE');
    expect(JSON.parse(body()).event.view).toMatchObject({ type: 'home', hash: slack.homeOf('U0ALICE')?.hash });
  });

  it('is told once more when the answer was no good, and not when the app says so', async () => {
    const told = async (next: object) => {
      received.splice(0);
      answers.next = next;
      await people.openHome('U0ALICE');
      return received.map(({ headers, body: one }) => [headers['x-slack-retry-num'], JSON.parse(one).event_id]);
    };

    const twice = await told({ statusCode: 503 });
    expect(twice).toEqual([
      [undefined, twice[0]?.[1]],
      ['1', twice[0]?.[1]],
    ]);
    expect(await told({ statusCode: 503, headers: { 'x-slack-no-retry': '1' } })).toHaveLength(1);
    expect(await told({ statusCode: 200 })).toHaveLength(1);
  });

  it('is nothing to an app that did not subscribe, nor when it is somebody of another workspace', async () => {
    const unsubscribed = { ...slack, installation: { ...installation, botEvents: [] } };
    const others = createPeople({ slack: unsubscribed, frontDoor: door.url, now: Date.now });

    expect(await others.openHome('U0ALICE')).toBeUndefined();
    expect(await people.openHome('U0STRANGER')).toBeUndefined();
  });
});

describe('a press in the Home tab', () => {
  it('has a view for its container, and neither channel nor message nor response URL', async () => {
    answers.next = { statusCode: 200 };
    await call({ user_id: 'U0ALICE', view });

    await people.clickHome({ user: 'U0ALICE', actionId: 'home_show', blockId: 'top' });

    const form = new URLSearchParams(Buffer.from(body(), 'base64').toString('utf8'));
    const payload = JSON.parse(form.get('payload') ?? '');
    const { id, hash } = slack.homeOf('U0ALICE')!;
    expect(payload).toMatchObject({
      ...{ type: 'block_actions', user: { id: 'U0ALICE' }, container: { type: 'view', view_id: id } },
      ...{ view: { id, type: 'home', hash }, actions: [{ action_id: 'home_show', block_id: 'top' }] },
      trigger_id: expect.any(String),
    });
    for (const name of ['channel', 'message', 'response_url']) expect(payload).not.toHaveProperty(name);
  });

  it('is of a button that is there', async () => {
    await expect(people.clickHome({ user: 'U0ALICE', actionId: 'other' })).rejects.toThrow(/no button other/);
    await expect(people.clickHome({ user: 'U0STRANGER', actionId: 'home_show' })).rejects.toThrow(/never shown/);
  });
});
