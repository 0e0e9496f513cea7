import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Happening } from '../../src/playground/slack/happenings.ts';
import { createRates, perChannel } from '../../src/playground/slack/rates.ts';
import { createResponseUrls } from '../../src/playground/slack/response-urls.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start.ts';
import { installation, workspace } from './workspace.ts';

const clock = { now: 1_800_000_000_000 };
let slack: SlackStandIn;
const seen: Happening[] = [];

beforeAll(async () => {
  slack = await startSlack({ workspace, installation, now: () => clock.now });
  slack.listen((happening) => seen.push(happening));
});
afterAll(() => slack.close());
beforeEach(() => {
  clock.now += 60_000;
  seen.length = 0;
});

async function api(method: string, body: object, token = installation.botToken) {
  const response = await fetch(`${slack.apiUrl}/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, answer: JSON.parse(await response.text()) };
}

const section = (text: string) => ({ type: 'section', text: { type: 'plain_text', text } });

describe('the Web API of the Slack stand-in', () => {
  it('posts under the ids that the settings name, and shows the message in the history', async () => {
    const { answer } = await api('chat.postMessage', {
      channel: 'C0SECURITY',
      text: 'hello <@U0ALICE>',
      blocks: [section('hello')],
    });

    expect(answer).toMatchObject({ ok: true, channel: 'C0SECURITY' });
    const history = await api('conversations.history', { channel: 'C0SECURITY', limit: 1 });
    expect(history.answer.messages[0]).toMatchObject({ ts: answer.ts, text: 'hello <@U0ALICE>', user: 'U0NOROSHI' });
    expect(history.answer.messages[0].blocks[0].block_id).toMatch(/^.+$/);
    expect(seen).toMatchObject([{ kind: 'posted', channel: 'C0SECURITY', message: { text: 'hello <@U0ALICE>' } }]);
  });

  it('takes forms with JSON inside, as the SDK sends them', async () => {
    const response = await fetch(`${slack.apiUrl}/chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${installation.botToken}` },
      body: new URLSearchParams({ channel: 'C0PRIVATE', text: 'x', blocks: JSON.stringify([section('form')]) }),
    });

    expect(await response.json()).toMatchObject({
      ok: true,
      channel: 'C0PRIVATE',
      message: { blocks: [section('form')] },
    });
  });

  it('refuses a wrong token and a missing one', async () => {
    expect((await api('auth.test', {}, 'xoxb-other')).answer).toEqual({ ok: false, error: 'invalid_auth' });
    const response = await fetch(`${slack.apiUrl}/auth.test`, { method: 'POST' });
    expect(await response.json()).toEqual({ ok: false, error: 'not_authed' });
  });

  it('refuses what the installed scopes do not allow', async () => {
    expect((await api('conversations.join', { channel: 'C0SECURITY' })).answer).toMatchObject({
      error: 'missing_scope',
    });
  });

  it.each([
    ['an unknown block type', [{ type: 'secton', text: { type: 'plain_text', text: 'x' } }]],
    ['an unknown field', [{ type: 'divider', colour: 'red' }]],
    ['a text of 3001 characters', [section('x'.repeat(3001))]],
    ['an empty text', [section('')]],
    ['a header of 151 characters', [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }]],
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' }))],
    ['a button without words', [{ type: 'actions', elements: [{ type: 'button', action_id: 'a' }] }]],
    ['the same block_id twice', [1, 2].map(() => ({ type: 'divider', block_id: 'a' }))],
  ])('refuses %s with Slack’s code and where it is', async (_, blocks) => {
    const { answer } = await api('chat.postMessage', { channel: 'C0SECURITY', text: 'x', blocks });

    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(answer.response_metadata.messages[0]).toContain('[ERROR]');
    expect(seen).toEqual([]);
  });

  it('refuses blocks of more than 13 200 characters together', async () => {
    const blocks = Array.from({ length: 5 }, () => section('x'.repeat(2_900)));

    const { answer } = await api('chat.postMessage', { channel: 'C0SECURITY', text: 'x', blocks });

    expect(answer).toMatchObject({ ok: false, error: 'msg_blocks_too_long' });
  });

  it('answers 429 with Retry-After past a short burst in one channel, and lets other channels through', async () => {
    const posts = [];
    for (let i = 0; i < 6; i++) posts.push(await api('chat.postMessage', { channel: 'C0SECURITY', text: `${i}` }));

    expect(posts.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    expect(posts[4]?.headers.get('retry-after')).toBe('1');
    expect(posts[4]?.answer).toEqual({ ok: false, error: 'ratelimited' });
    expect((await api('chat.postMessage', { channel: 'C0PRIVATE', text: 'x' })).status).toBe(200);
    clock.now += 1_000;
    expect((await api('chat.postMessage', { channel: 'C0SECURITY', text: 'x' })).status).toBe(200);
  });

  it('tells the members of a user group', async () => {
    expect((await api('usergroups.users.list', { usergroup: 'S0SECURITY' })).answer).toEqual({
      ok: true,
      users: ['U0ALICE'],
    });
    expect((await api('usergroups.users.list', { usergroup: 'S0' })).answer.error).toBe('no_such_subteam');
  });

  it('keeps a file that was uploaded into a thread, byte for byte', async () => {
    const { ts } = (await api('chat.postMessage', { channel: 'C0SECURITY', text: 'root' })).answer;
    const granted = (await api('files.getUploadURLExternal', { filename: 'a.jsonl', length: 4 })).answer;
    expect(granted.upload_url).toContain(new URL(slack.apiUrl).origin);
    await fetch(granted.upload_url, { method: 'POST', body: Buffer.from([0, 255, 10, 1]) });

    const { answer } = await api('files.completeUploadExternal', {
      files: [{ id: granted.file_id, title: 'All of it' }],
      channel_id: 'C0SECURITY',
      thread_ts: ts,
    });

    expect(seen.at(-1)).toMatchObject({ kind: 'uploaded', channel: 'C0SECURITY', threadTs: ts, files: [{ size: 4 }] });
    const headers = { authorization: `Bearer ${installation.botToken}` };
    const file = await fetch(answer.files[0].url_private_download, { headers });
    expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([0, 255, 10, 1]);
    expect((await fetch(answer.files[0].url_private_download)).status).toBe(404);
  });

  it('gives out metadata only when all of it is asked for, and only the times asked for', async () => {
    const metadata = { event_type: 'noroshi', event_payload: { slot: 's', rev: 1 } };
    const { ts } = (await api('chat.postMessage', { channel: 'C0PRIVATE', text: 'x', metadata })).answer;
    const ask = async (body: object) =>
      (await api('conversations.history', { channel: 'C0PRIVATE', limit: 1, ...body })).answer.messages;

    expect(await ask({ include_all_metadata: true })).toMatchObject([{ ts, metadata }]);
    expect((await ask({}))[0].metadata).toEqual({ event_type: 'noroshi' });
    expect(await ask({ oldest: ts })).toEqual([]);
    expect(await ask({ oldest: ts, inclusive: true })).toMatchObject([{ ts }]);
  });
});

describe('response URLs', () => {
  const post = (url: string, body: object) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

  it('show an ephemeral message to one person and replace it', async () => {
    const url = slack.grantResponseUrl({ channel: 'C0SECURITY', user: 'U0BOB' });

    expect((await post(url, { text: 'only you', blocks: [section('only you')] })).status).toBe(200);

    const [shown] = slack.ephemerals().slice(-1);
    expect(shown).toMatchObject({ channel: 'C0SECURITY', user: 'U0BOB', message: { text: 'only you' } });
    const again = { channel: 'C0SECURITY', user: 'U0BOB', messageTs: shown!.ts, ephemeral: true } as const;
    await post(slack.grantResponseUrl(again), { text: 'newer', replace_original: true });
    expect(slack.ephemerals().slice(-1)).toMatchObject([{ ts: shown!.ts, message: { text: 'newer' } }]);
  });

  it('replace and delete the message that was clicked on', async () => {
    const { ts } = (await api('chat.postMessage', { channel: 'C0PRIVATE', text: 'before' })).answer;
    const url = slack.grantResponseUrl({ channel: 'C0PRIVATE', user: 'U0BOB', messageTs: ts });

    await post(url, { text: 'after', replace_original: true });
    expect(seen.at(-1)).toMatchObject({ kind: 'edited', ts, message: { text: 'after' } });
    await post(url, { delete_original: true });
    expect(seen.at(-1)).toMatchObject({ kind: 'deleted', ts });
  });

  it('are good for five uses within 30 minutes', () => {
    const at = { now: 0 };
    const urls = createResponseUrls(() => at.now);
    const target = { channel: 'C0SECURITY', user: 'U0BOB' };
    const first = urls.grant(target);
    const uses = Array.from({ length: 6 }, () => urls.use(first));
    const second = urls.grant(target);
    at.now = 30 * 60_000;

    expect(uses).toEqual([target, target, target, target, target, 'used_url']);
    expect(urls.use(second)).toBe('expired_url');
    expect(urls.use('/response/guessed')).toBe('not_found');
  });

  it('refuse blocks that Slack would refuse', async () => {
    const url = slack.grantResponseUrl({ channel: 'C0SECURITY', user: 'U0BOB' });

    const response = await post(url, { text: 'x', blocks: [{ type: 'nonsense' }] });

    expect(await response.json()).toEqual({ ok: false, error: 'invalid_blocks' });
  });
});

describe('rates', () => {
  it('say how long to wait, and never let more than the burst plus the time pass', () => {
    const at = { now: 0 };
    const take = createRates(() => at.now);
    const taken = Array.from({ length: 100 }, (_, i) => {
      at.now = i * 100;
      return take('channel', perChannel);
    });

    expect(taken.filter((wait) => wait === 0).length).toBeLessThanOrEqual(4 + 10);
    expect(taken.filter((wait) => wait > 0).every((wait) => wait === 1)).toBe(true);
  });
});
