import { createServer } from 'node:net';
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Log, Slack } from '../../src/core/ports.ts';
import { createSlack } from '../../src/slack/post.ts';
import { renderAlert } from '../../src/slack/render/alert.ts';
import { sampleAlert } from './render/sample.ts';

const token = 'xoxb-emulated';
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let emulator: Emulator;
let slack: Slack;

type Target = Parameters<Slack['shareFile']>[0];

async function share(to: Target, { title, ...file }: { name: string; title: string; content: string }) {
  const prepared = await slack.prepareFile(file);
  return prepared.kind === 'ok' ? slack.shareFile(to, { id: prepared.file, title }) : prepared;
}
const Named = z.object({ id: z.string(), name: z.string().default('') });
const Posted = z.looseObject({ ts: z.string(), files: z.array(z.unknown()).default([]) });
/** What the stand-in answers, as far as these tests look at it. */
const Answer = z.object({
  channel: Named.default({ id: '', name: '' }),
  channels: z.array(Named).default([]),
  members: z.array(Named).default([]),
  messages: z.array(Posted).default([]),
});

let general = '';
let alice = '';

async function api(method: string, fields: Record<string, string> = {}) {
  const response = await fetch(`${emulator.url}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields),
  });
  return Answer.parse(await response.json());
}

beforeAll(async () => {
  const port = await new Promise<number>((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
  emulator = await createEmulator({
    service: 'slack',
    port,
    seed: {
      slack: {
        team: { name: 'Example', domain: 'example' },
        users: [{ name: 'alice', real_name: 'Alice', email: 'alice@example.com' }],
        channels: [{ name: 'general', topic: 'alerts' }],
        bots: [{ name: 'noroshi' }],
        tokens: [{ token, user: 'alice', scopes: [] }],
      },
    },
  });
  slack = createSlack({ loadToken: async () => token, apiUrl: `${emulator.url}/api/`, log });
  const { channels } = await api('conversations.list');
  const { members } = await api('users.list');
  general = channels.find(({ name }) => name === 'general')?.id ?? '';
  alice = members.find(({ name }) => name === 'alice')?.id ?? '';
});
afterAll(async () => {
  await emulator.close();
});

const message = renderAlert({ alert: sampleAlert, status: 'open' }, { offers: [] });

describe('against an emulated Slack', () => {
  it('posts, edits in place, answers in the thread, and keeps the metadata', async () => {
    const posted = await slack.post({ channel: general, slot: 's1', rev: 1 }, message);
    const ts = posted.kind === 'ok' ? posted.ts : '';
    const edited = await slack.update({ channel: general, ts, slot: 's1', rev: 2 }, { ...message, text: 'edited' });
    const threaded = await slack.post({ channel: general, threadTs: ts, slot: 's2', rev: 1 }, message);
    const { messages } = await api('conversations.replies', { channel: general, ts });

    expect([edited, threaded]).toMatchObject([{ kind: 'ok', ts }, { kind: 'ok' }]);
    expect(messages[0]).toMatchObject({
      text: 'edited',
      blocks: message.blocks,
      metadata: { event_type: 'noroshi_slot', event_payload: { slot: 's1', rev: 2 } },
    });
    expect(messages).toHaveLength(2);
  });

  it('is found again by its slot, in the channel and in a thread, alone or with its copies, and taken away', async () => {
    const oldest = Date.now() - 60_000;
    const first = await slack.post({ channel: general, slot: 'sought', rev: 1 }, message);
    const ts = first.kind === 'ok' ? first.ts : '';
    await slack.update({ channel: general, ts, slot: 'sought', rev: 4 }, message);
    const copy = await slack.post({ channel: general, slot: 'sought', rev: 2 }, message);
    const copyTs = copy.kind === 'ok' ? copy.ts : '';
    await slack.post({ channel: general, threadTs: ts, slot: 'note', rev: 1 }, message);

    const at = { channel: general, slot: 'sought', oldest };
    expect(await slack.findCopies(at)).toMatchObject({
      kind: 'ok',
      copies: [
        { ts, rev: 4 },
        { ts: copyTs, rev: 2 },
      ],
    });
    expect(await slack.findCopies({ ...at, slot: 'note', threadTs: ts })).toMatchObject({ copies: [{ rev: 1 }] });
    expect(await slack.findCopies({ ...at, slot: 'other' })).toEqual({ kind: 'ok', copies: [] });

    expect(await slack.remove({ channel: general, ts: copyTs })).toEqual({ kind: 'ok', ts: copyTs });
    expect(await slack.remove({ channel: general, ts: copyTs })).toEqual({ kind: 'ok', ts: copyTs });
    expect(await slack.findCopies(at)).toMatchObject({ kind: 'ok', copies: [{ ts, rev: 4 }] });
  });

  it('puts a file into the thread and knows its message', async () => {
    const root = await slack.post({ channel: general, slot: 's3', rev: 1 }, message);
    const threadTs = root.kind === 'ok' ? root.ts : '';
    const file = { name: 'records.jsonl', title: 'All records', content: '{"a":"狼煙"}\n' };
    const uploaded = await share({ channel: general, threadTs }, file);
    const { messages } = await api('conversations.replies', { channel: general, ts: threadTs });

    expect(uploaded).toEqual({ kind: 'ok', ts: messages[1]?.ts });
    expect(messages[1]?.files[0]).toMatchObject({ name: 'records.jsonl', title: 'All records', size: 15 });
  });

  it('refuses what Slack refuses', async () => {
    const posted = await slack.post({ channel: 'C0NOWHERE', slot: 's', rev: 1 }, message);
    const edited = await slack.update({ channel: general, ts: '1.1', slot: 's', rev: 1 }, message);
    const file = { name: 'a', title: 'a', content: 'a' };
    const uploaded = await share({ channel: 'C0NOWHERE' }, file);

    expect(posted).toEqual({ kind: 'refused', error: 'channel_not_found' });
    expect(edited).toEqual({ kind: 'refused', error: 'message_not_found' });
    expect(uploaded).toEqual({ kind: 'refused', error: 'channel_not_found' });
  });

  it('tells public from private, and opens direct messages', async () => {
    const { channel } = await api('conversations.create', { name: 'secret', is_private: 'true' });
    const { members } = await api('users.list');
    const other = members.find(({ id }) => id !== alice)?.id ?? '';
    const direct = await slack.openDirect(other);

    expect(await slack.isPrivate(general)).toBe(false);
    expect(await slack.isPrivate(channel.id)).toBe(true);
    expect(await slack.openDirect(other)).toBe(direct);
    expect(await slack.isPrivate(direct)).toBe(true);
  });
});
