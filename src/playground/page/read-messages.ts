import { z } from 'zod';
import { slackMessage } from '../slack/message.ts';
import type { SlackStandIn } from '../slack/start.ts';
import { type Message, shownMessages } from './wire.ts';

const file = z.looseObject({ id: z.string(), name: z.string(), title: z.string(), size: z.number() });
const standing = z.looseObject({
  ...slackMessage.shape,
  edited: z.looseObject({ ts: z.string() }).optional(),
  files: z.array(file).default([]),
  reply_count: z.number().default(0),
  metadata: z.looseObject({ event_payload: z.looseObject({ slot: z.string().optional() }).optional() }).optional(),
});
type Standing = z.infer<typeof standing>;

/** Reads what stands in channels, and only those threads anew that something touched. */
export type MessageReader = Readonly<{
  /** Everything in a channel and its threads, oldest first. */
  read: (channel: string) => Promise<readonly Message[]>;
  /** Forgets a thread, or every thread of the channel. */
  forget: (channel: string, threadTs?: string) => void;
}>;

type Parts = Readonly<{
  slack: SlackStandIn;
  /** The ids of the alerts that a storm's message tells of; none where nobody is asked. */
  membersOf?: (digest: string) => Promise<readonly string[]>;
}>;

/** Makes a reader; a channel full of threads costs one call, and one more for each thread that changed. */
export function createMessageReader({ slack, membersOf }: Parts): MessageReader {
  const threads = new Map<string, Promise<readonly Standing[]>>();
  const app = slack.workspace.app.botUserId;

  /** The promise is kept, so that what is forgotten while it is read is read again the next time. */
  function readThread(channel: string, ts: string): Promise<readonly Standing[]> {
    const key = `${channel}/${ts}`;
    const replies = threads.get(key) ?? read('conversations.replies', { ...asked(channel), ts }, slack);
    threads.set(key, replies);
    replies.catch(() => threads.delete(key));
    return replies;
  }

  return {
    async read(channel) {
      const history = await read('conversations.history', asked(channel), slack);
      const withReplies = history.filter(({ reply_count }) => reply_count > 0);
      const replies = await Promise.all(withReplies.map(({ ts }) => readThread(channel, ts)));
      const all = new Map([...replies.flat(), ...history].map((message) => [message.ts, message]));
      const told = [...all.values()].map(async (message): Promise<Message> => {
        const digest = digestOf(message);
        const folded = digest === undefined ? undefined : await membersOf?.(digest).catch(() => undefined);
        return { ...messageOf(message, { channel, app }), ...(folded && { folded: [...folded] }) };
      });
      return (await Promise.all(told)).toSorted(byTime);
    },
    forget(channel, threadTs) {
      if (threadTs) threads.delete(`${channel}/${threadTs}`);
      else for (const key of threads.keys()) if (key.startsWith(`${channel}/`)) threads.delete(key);
    },
  };
}

function asked(channel: string) {
  return { channel, include_all_metadata: true, limit: shownMessages };
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

/** The storm whose message it is; its thread's notes are none. */
function digestOf({ metadata, ts, thread_ts }: Standing): string | undefined {
  if (thread_ts && thread_ts !== ts) return undefined;
  return /^DIGEST#([^/]+)\//.exec(metadata?.event_payload?.slot ?? '')?.[1];
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
