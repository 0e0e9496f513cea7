import type { Message } from '../../src/core/message.ts';
import type { PostOutcome, Slack } from '../../src/core/ports.ts';

export type Shown = { channel: string; ts: string; threadTs?: string; text: string; edits: number; file?: string };
/** What a call meets instead of being done: an outcome, or `lost`, when it is done but the answer does not arrive. */
export type Trouble = PostOutcome | 'lost';

/**
 * Slack in memory, strict where delivery could go wrong: one message a second in a channel, edits only of what is there,
 * direct messages only in the channel that was opened for them.
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
  const faults: string[] = [];
  let made = 0;
  let busy = 0;

  async function write(channel: string, work: () => PostOutcome): Promise<PostOutcome> {
    if (/^[UW]/.test(channel)) return { kind: 'refused', error: 'channel_not_found' };
    const last = times.filter((time) => time.channel === channel).at(-1);
    if (last && now() - last.at < 1000) faults.push('Two messages within a second in one channel');
    if (busy > 0) faults.push('Two calls at the same time');
    busy += 1;
    await latency();
    busy -= 1;
    const trouble = troubles.shift();
    if (trouble && trouble !== 'lost') return trouble;
    times.push({ channel, at: now() });
    const outcome = work();
    return trouble === 'lost' ? { kind: 'unclear', why: 'timeout' } : outcome;
  }

  const add = (shown: Omit<Shown, 'ts' | 'edits'>): PostOutcome => {
    made += 1;
    const ts = `${made}.000`;
    messages.push({ ...shown, ts, edits: 0 });
    return { kind: 'ok', ts };
  };

  const slack: Slack = {
    post: ({ channel, threadTs }, { text }: Message) =>
      write(channel, () => add({ channel, text, ...(threadTs !== undefined && { threadTs }) })),
    update: ({ channel, ts }, { text }) =>
      write(channel, () => {
        const shown = messages.find((message) => message.channel === channel && message.ts === ts);
        if (!shown) return { kind: 'refused', error: 'message_not_found' };
        shown.text = text;
        shown.edits += 1;
        return { kind: 'ok', ts };
      }),
    upload: ({ channel, threadTs }, file) =>
      write(channel, () =>
        add({ channel, text: file.title, file: file.content, ...(threadTs !== undefined && { threadTs }) }),
      ),
    openDirect: async (userId) => `D${userId}`,
    isPrivate: async () => true,
    answer: async () => {},
  };
  return {
    slack,
    messages,
    /** What a sender did that Slack would not have liked; `settle` fails on it. */
    faults,
    /** The next calls meet these, in this order. */
    meet: (...next: Trouble[]) => void troubles.push(...next),
    remove: (ts: string) =>
      void messages.splice(
        messages.findIndex((message) => message.ts === ts),
        1,
      ),
    textsIn: (channel: string) => messages.filter((message) => message.channel === channel).map(({ text }) => text),
  };
}
