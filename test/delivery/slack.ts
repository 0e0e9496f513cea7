import type { Message } from '../../src/core/message.ts';
import type { PostOutcome, Slack, SlackTrouble } from '../../src/core/ports.ts';

export type Shown = {
  channel: string;
  ts: string;
  threadTs?: string;
  text: string;
  edits: number;
  file?: string;
  slot?: string;
  rev?: number;
  /** When it was posted, in ms. */
  at: number;
};
/** What a call meets instead of being done: an outcome, or `lost`, when it is done but the answer does not arrive. */
export type Trouble = PostOutcome | 'lost';

/**
 * Slack in memory, strict where delivery could go wrong: ten messages in ten seconds in a channel, edits only of what is there,
 * direct messages only in the channel that was opened for them. Its history may lag.
 */
export function createFakeSlack({
  now,
  latency = async () => {},
}: {
  now: () => number;
  latency?: () => Promise<void>;
}) {
  const messages: Shown[] = [];
  const times: { channel: string; at: number }[] = [];
  const troubles: Trouble[] = [];
  const readTroubles: SlackTrouble[] = [];
  const faults: string[] = [];
  const files = new Map<string, string>();
  const lag = { ms: 0 };
  const reads: { channel: string; slot: string }[] = [];
  let made = 0;
  let busy = 0;

  async function post(channel: string, work: () => PostOutcome): Promise<PostOutcome> {
    const latest = times.filter((time) => time.channel === channel && now() - time.at < 10_000);
    if (latest.length >= 10) faults.push('More than ten messages within ten seconds in one channel');
    return write(channel, () => {
      times.push({ channel, at: now() });
      return work();
    });
  }

  async function write(channel: string, work: () => PostOutcome): Promise<PostOutcome> {
    if (/^[UW]/.test(channel)) return { kind: 'refused', error: 'channel_not_found' };
    if (busy > 0) faults.push('Two calls at the same time');
    busy += 1;
    await latency();
    busy -= 1;
    const trouble = troubles.shift();
    if (trouble && trouble !== 'lost') return trouble;
    const outcome = work();
    return trouble === 'lost' ? { kind: 'unclear', why: 'timeout' } : outcome;
  }

  const add = (shown: Omit<Shown, 'ts' | 'edits' | 'at'>): PostOutcome => {
    made += 1;
    const ts = `${Math.floor(now() / 1000)}.${String(made).padStart(6, '0')}`;
    messages.push({ ...shown, ts, edits: 0, at: now() });
    return { kind: 'ok', ts };
  };
  const drop = (ts: string) => {
    const index = messages.findIndex((message) => message.ts === ts);
    if (index >= 0) messages.splice(index, 1);
  };

  const slack: Slack = {
    findPermalink: async () => undefined,
    publishHome: async () => ({ kind: 'ok' }),
    post: ({ channel, threadTs, slot, rev }, { text }: Message) =>
      post(channel, () => add({ channel, text, slot, rev, ...(threadTs !== undefined && { threadTs }) })),
    update: ({ channel, ts, rev }, { text }) =>
      write(channel, () => {
        const shown = messages.find((message) => message.channel === channel && message.ts === ts);
        if (!shown) return { kind: 'refused', error: 'message_not_found' };
        Object.assign(shown, { text, rev, edits: shown.edits + 1 });
        return { kind: 'ok', ts };
      }),
    remove: async ({ ts }) => {
      drop(ts);
      return { kind: 'ok', ts };
    },
    prepareFile: async ({ content }) => {
      made += 1;
      files.set(`F${made}`, content);
      return { kind: 'ok', file: `F${made}` };
    },
    shareFile: ({ channel, threadTs }, { id, title }) =>
      post(channel, () =>
        add({
          ...{ channel, text: title, file: files.get(id) ?? 'a file that nobody prepared', slot: id },
          ...(threadTs !== undefined && { threadTs }),
        }),
      ),
    findFile: async (channel, file) => {
      const shown = messages.find((message) => message.channel === channel && message.slot === file);
      return { kind: 'ok', ...(shown && { ts: shown.ts }) };
    },
    findCopies: async (at) => {
      reads.push({ channel: at.channel, slot: at.slot });
      const trouble = readTroubles.shift();
      if (trouble) return trouble;
      const isIn = ({ ts, at: postedAt }: Shown) =>
        'ts' in at ? ts === at.ts : Number(ts) * 1000 >= at.oldest && postedAt + lag.ms <= now();
      const copies = messages
        .filter(
          (one) => one.channel === at.channel && one.slot === at.slot && one.threadTs === at.threadTs && isIn(one),
        )
        .map(({ ts, rev = 0 }) => ({ ts, rev }));
      return { kind: 'ok', copies };
    },
    openDirect: async (userId) => `D${userId}`,
    isPrivate: async () => true,
    isShared: async () => false,
    answer: async () => {},
  };
  return {
    slack,
    messages,
    /** What a sender did that Slack would not have liked; `settle` fails on it. */
    faults,
    /** The next calls that write meet these, in this order. */
    meet: (...next: Trouble[]) => void troubles.push(...next),
    /** The next looks into history meet these. */
    meetReading: (...next: SlackTrouble[]) => void readTroubles.push(...next),
    /** History shows a message only so long after it was posted, in ms. */
    lagBy: (ms: number) => {
      lag.ms = ms;
    },
    /** Every look into history. */
    reads,
    remove: drop,
    textsIn: (channel: string) => messages.filter((message) => message.channel === channel).map(({ text }) => text),
  };
}
