import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Log, PostOutcome } from '../../src/core/ports.ts';
import { createSlack } from '../../src/slack/post.ts';

type Call = { path: string; body: string };
type Reply = (call: Call, response: ServerResponse) => void;

let calls: Call[] = [];
let lines: string[] = [];
let reply: Reply = () => undefined;
let base = '';

const write = (message: string, fields?: object) => {
  lines.push(JSON.stringify({ message, ...fields }));
};
const log: Log = { info: write, warn: write, error: write };

async function receive(request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const call = { path: request.url ?? '', body: Buffer.concat(chunks).toString() };
  calls.push(call);
  reply(call, response);
}

const server = createServer((request, response) => {
  receive(request, response).catch(() => response.destroy());
});

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  calls = [];
  lines = [];
});

const json =
  (body: object, status = 200, headers: Record<string, string> = {}): Reply =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

const slack = () =>
  createSlack({ loadToken: async () => 'xoxb-canary-token', apiUrl: `${base}/api/`, log, timeoutMs: 300 });
const message = { text: 'Critical: x', blocks: [{ type: 'rich_text', elements: [] }] };
const post = () => slack().post({ channel: 'C1', slot: 's1', rev: 3 }, message);
const asker = { teamId: 'T1', userId: 'U1', channelId: 'C1' };

describe('what an answer of Slack means', () => {
  const named = (error: string) => json({ ok: false, error });
  const cases: readonly (readonly [string, Reply, PostOutcome])[] = [
    ['a ts', json({ ok: true, ts: '1.2' }), { kind: 'ok', ts: '1.2' }],
    ['ok without a ts', json({ ok: true }), { kind: 'unclear', why: 'no ts in the answer' }],
    ['429 with seconds', json({}, 429, { 'retry-after': '7' }), { kind: 'limited', retryAfterMs: 7000 }],
    ['429 with zero', json({}, 429, { 'retry-after': '0' }), { kind: 'limited', retryAfterMs: 1000 }],
    ['429 with a negative', json({}, 429, { 'retry-after': '-5' }), { kind: 'limited', retryAfterMs: 1000 }],
    ['429 with a year', json({}, 429, { 'retry-after': '31536000' }), { kind: 'limited', retryAfterMs: 3_600_000 }],
    ['429 with a word', json({}, 429, { 'retry-after': 'soon' }), { kind: 'limited', retryAfterMs: 30_000 }],
    ['429 without seconds', json({}, 429), { kind: 'limited', retryAfterMs: 30_000 }],
    ['ratelimited', named('ratelimited'), { kind: 'limited', retryAfterMs: 30_000 }],
    ['HTTP 500', json({}, 500), { kind: 'unclear', why: 'HTTP 500' }],
    ['HTTP 503', json({}, 503), { kind: 'unclear', why: 'HTTP 503' }],
    ['HTTP 404', json({}, 404), { kind: 'unclear', why: 'HTTP 404' }],
    ['a redirect', json({}, 302, { location: 'https://evil.example/' }), { kind: 'unclear', why: 'TypeError' }],
    ['a reset', (_, response) => response.destroy(), { kind: 'unclear', why: 'TypeError' }],
    ['silence', () => undefined, { kind: 'unclear', why: 'TimeoutError' }],
    ['a web page', (_, response) => response.end('<html>proxy</html>'), { kind: 'unclear', why: 'no Slack answer' }],
    ...['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable'].map(
      (error) => [error, named(error), { kind: 'unclear', why: error }] as const,
    ),
    ...['invalid_blocks', 'msg_too_long', 'msg_blocks_too_long', 'no_text'].map(
      (error) => [error, named(error), { kind: 'invalid', error }] as const,
    ),
    ...['invalid_auth', 'token_revoked', 'account_inactive', 'missing_scope', 'not_authed'].map(
      (error) => [error, named(error), { kind: 'unauthorized', error }] as const,
    ),
    ...['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action', 'an_error_of_next_year'].map(
      (error) => [error, named(error), { kind: 'refused', error }] as const,
    ),
    ...['cant_update_message', 'message_not_found', 'edit_window_closed'].map(
      (error) => [error, named(error), { kind: 'refused', error }] as const,
    ),
  ];

  it.each(cases)('%s', async (_, answer, expected) => {
    reply = answer;

    expect(await post()).toEqual(expected);
    expect(calls).toHaveLength(1);
    expect(lines.join()).not.toContain('canary');
  });

  it('cannot be known when nobody listens', async () => {
    const nobody = createSlack({ loadToken: async () => 'x', apiUrl: 'http://127.0.0.1:1/api/', log });

    expect(await nobody.post({ channel: 'C1', slot: 's', rev: 1 }, message)).toMatchObject({ kind: 'unclear' });
  });

  it('is thrown when the token cannot be loaded: that is no answer of Slack', async () => {
    const none = createSlack({ loadToken: () => Promise.reject(new Error('secret')), apiUrl: `${base}/api/`, log });

    await expect(none.post({ channel: 'C1', slot: 's', rev: 1 }, message)).rejects.toThrow('secret');
  });
});

describe('what is sent', () => {
  it('carries slot and revision, and asks Slack to link, expand and format nothing', async () => {
    reply = json({ ok: true, ts: '1.2' });
    await slack().post({ channel: 'C1', threadTs: '9.9', slot: 's1', rev: 3 }, message);

    const { path, body } = calls[0] ?? { path: '', body: '' };
    const form = Object.fromEntries(new URLSearchParams(body));
    expect(path).toBe('/api/chat.postMessage');
    expect(form).toMatchObject({
      channel: 'C1',
      thread_ts: '9.9',
      text: 'Critical: x',
      parse: 'none',
      link_names: 'false',
      mrkdwn: 'false',
      unfurl_links: 'false',
      unfurl_media: 'false',
      metadata: '{"event_type":"noroshi_slot","event_payload":{"slot":"s1","rev":3}}',
      blocks: JSON.stringify(message.blocks),
    });
  });

  it('replaces the blocks of an edited message even by none', async () => {
    reply = json({ ok: true, ts: '1.2' });
    await slack().update({ channel: 'C1', ts: '1.2', slot: 's1', rev: 4 }, { text: 'x', blocks: [] });

    expect(new URLSearchParams(calls[0]?.body).get('blocks')).toBe('[]');
  });
});

describe('an answer to the asker', () => {
  const ok = json({ ok: true, ts: '1.2', channel: { id: 'D1' } });

  it('goes through the response URL, for that person alone', async () => {
    reply = (_, response) => response.end('ok');
    await slack().answer({ ...asker, responseUrl: `${base}/respond` }, message);

    expect(calls.map(({ path }) => path)).toEqual(['/respond']);
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({ response_type: 'ephemeral', replace_original: false });
  });

  it.each([
    ['refuses', json({}, 404)],
    ['redirects', json({}, 302, { location: '/elsewhere' })],
    ['breaks', (_: Call, response: ServerResponse) => response.destroy()],
  ])('goes as an ephemeral message when that URL %s', async (_, broken) => {
    reply = (call, response) => (call.path === '/respond' ? broken : ok)(call, response);
    await slack().answer({ ...asker, responseUrl: `${base}/respond` }, message);

    expect(calls.map(({ path }) => path)).toEqual(['/respond', '/api/chat.postEphemeral']);
  });

  it('never goes to a URL that is not of Slack', async () => {
    reply = ok;
    await slack().answer({ ...asker, responseUrl: 'https://hooks.slack.com.evil.example/x' }, message);

    expect(calls.map(({ path }) => path)).toEqual(['/api/chat.postEphemeral']);
  });

  it('goes directly when the channel cannot be used, and is thrown when nothing can', async () => {
    reply = (call, response) =>
      (call.path.endsWith('postEphemeral') ? json({ ok: false, error: 'channel_not_found' }) : ok)(call, response);
    await slack().answer(asker, message);

    expect(calls.map(({ path }) => path.replace('/api/', ''))).toEqual([
      'chat.postEphemeral',
      'conversations.open',
      'chat.postMessage',
    ]);

    reply = json({ ok: false, error: 'invalid_auth' });
    await expect(slack().answer(asker, message)).rejects.toThrow('invalid_auth');
  });
});

describe('a private channel', () => {
  it.each([
    ['a public channel', { is_private: false, is_member: true }, false],
    ['a private channel with the bot in it', { is_private: true, is_member: true }, true],
    ['a private channel without the bot', { is_private: true, is_member: false }, false],
    ['a private channel shared with others', { is_private: true, is_ext_shared: true }, false],
    ['a private channel that others are invited to', { is_private: true, is_pending_ext_shared: true }, false],
    ['a direct message', { is_im: true }, true],
    ['an archived one', { is_private: true, is_archived: true }, false],
  ])('is told from others: %s', async (_, channel, expected) => {
    reply = json({ ok: true, channel });

    expect(await slack().isPrivate('C1')).toBe(expected);
  });

  it('is not one when Slack cannot say', async () => {
    reply = json({ ok: false, error: 'channel_not_found' });

    expect(await slack().isPrivate('C1')).toBe(false);
  });
});

describe('a channel that another organisation reads', () => {
  it.each([
    ['one of ours', { is_private: true }, false],
    ['one that is shared', { is_ext_shared: true }, true],
    ['one that another organisation is invited to', { is_pending_ext_shared: true }, true],
  ])('is told from others: %s', async (_, channel, expected) => {
    reply = json({ ok: true, channel });

    expect(await slack().isShared('C1')).toBe(expected);
  });

  it('is what Slack cannot say', async () => {
    reply = json({ ok: false, error: 'channel_not_found' });

    expect(await slack().isShared('C1')).toBe(true);
  });
});
