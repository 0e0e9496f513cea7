import { vi } from 'vitest';
import { scenarios } from '../../src/playground/scenarios.ts';
import { type Playground, startPlayground } from '../../src/playground/start.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';

type Block = Readonly<{
  type: string;
  block_id?: string;
  elements?: readonly { action_id?: string; value?: string; text?: { text?: string } }[];
}>;

/** A message at the root of a channel: its blocks, and what a person reads there. */
export type Shown = Readonly<{ ts: string; blocks: readonly Block[]; read: string }>;

/** A whole playground in which nothing happens by itself; its channels are asked for by their names. */
export type QuietPlayground = Playground &
  Readonly<{
    messagesIn: (channel: string) => Promise<readonly Shown[]>;
    /** Waits for the message that has all these words. */
    messageWith: (channel: string, ...words: string[]) => Promise<Shown>;
  }>;

/** Starts it, silent on the terminal; when it is closed, the environment is as it was before. */
export async function startQuietPlayground(): Promise<QuietPlayground> {
  const before = { ...process.env };
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const scenario = scenarios.quiet;
  const playground = await startPlayground({ port: 0, seed: 1, now: Date.now, told: () => undefined, scenario });
  const messagesIn = (channel: string) => readMessages(playground, channel);
  return {
    ...playground,
    messagesIn,
    messageWith: (channel, ...words) =>
      vi.waitFor(
        async () => {
          const messages = await messagesIn(channel);
          const found = messages.find(({ read }) => words.every((word) => read.includes(word)));
          if (found) return found;
          throw new Error(`No message with ${words.join(', ')}:\n${messages.map(({ read }) => read).join('\n---\n')}`);
        },
        { timeout: 30_000, interval: 100 },
      ),
    async close() {
      await playground.close();
      vi.restoreAllMocks();
      process.env = before;
    },
  };
}

async function readMessages({ slack, ready }: Playground, channel: string): Promise<readonly Shown[]> {
  const { messages = [] } = (await slack.call('conversations.history', { channel: ready.channels[channel] ?? '' })) as {
    messages?: readonly { ts: string; text: string; blocks?: Block[] }[];
  };
  return messages.map(({ ts, text, blocks = [] }) => ({ ts, blocks, read: messageAsText({ text, blocks }) }));
}
