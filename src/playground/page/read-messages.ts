import { z } from 'zod';
import { slackMessage } from '../slack/message.ts';
import type { SlackStandIn } from '../slack/start.ts';
import type { Message } from './wire.ts';

/** So many of a channel's newest messages are shown. */
const shown = 60;

const file = z.looseObject({ id: z.string(), name: z.string(), title: z.string(), size: z.number() });
const standing = z.looseObject({
  ...slackMessage.shape,
  edited: z.looseObject({ ts: z.string() }).optional(),
  files: z.array(file).default([]),
  reply_count: z.number().default(0),
  metadata: z.looseObject({ event_payload: z.looseObject({ slot: z.string().optional() }).optional() }).optional(),
});
type Standing = z.infer<typeof standing>;

/** Everything that stands in a channel and its threads, oldest first. */
export async function readMessages(channel: string, { slack }: { slack: SlackStandIn }): Promise<readonly Message[]> {
  const asked = { channel, include_all_metadata: true };
  const history = await read('conversations.history', { ...asked, limit: shown }, slack);
  const threads = history.filter(({ reply_count }) => reply_count > 0);
  const replies = await Promise.all(
    threads.map(({ ts }) => read('conversations.replies', { ...asked, ts, limit: shown }, slack)),
  );
  const all = new Map([...history, ...replies.flat()].map((message) => [message.ts, message]));
  return [...all.values()]
    .map((message) => messageOf(message, { channel, app: slack.workspace.app.botUserId }))
    .toSorted(byTime);
}

/** What single persons were shown, oldest first. */
export function readEphemerals({ slack }: { slack: SlackStandIn }): readonly Message[] {
  const from = slack.workspace.app.botUserId;
  return slack
    .ephemerals()
    .map(({ ts, channel, user, threadTs, message }) => ({
      ...{ ts, channel, from, text: message.text, blocks: [...message.blocks], files: [], only: user },
      ...(threadTs && { threadTs }),
    }))
    .toSorted(byTime);
}

async function read(method: string, fields: Readonly<Record<string, unknown>>, slack: SlackStandIn) {
  const answer = await slack.call(method, fields);
  return z.array(standing).parse(answer['messages'] ?? []);
}

function messageOf(message: Standing, { channel, app }: { channel: string; app: string }): Message {
  const { ts, user, text, blocks = [], thread_ts, edited, files, metadata } = message;
  const alertId = /^ALERT#([^/]+)\//.exec(metadata?.event_payload?.slot ?? '')?.[1];
  return {
    ...{ ts, channel, from: user ?? app, text, blocks, edited: edited !== undefined },
    files: files.map(({ id, name, title, size }) => ({ id, name, title, size })),
    ...(thread_ts && thread_ts !== ts && { threadTs: thread_ts }),
    ...(alertId && { alertId }),
  };
}

function byTime(one: Message, other: Message): number {
  return Number(one.ts) - Number(other.ts);
}
