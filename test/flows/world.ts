import type { Log, SendToQueue, Slack } from '../../src/core/ports.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';

export const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** What was told to whoever asked, and where messages may go: channels that begin with G are private, C0SHARED is shared with another organisation. */
export function createFakeSlack() {
  const told: { userId: string; text: string }[] = [];
  const slack: Pick<Slack, 'answer' | 'openDirect' | 'isPrivate' | 'isShared'> = {
    answer: async ({ userId }, message) => void told.push({ userId, text: messageAsText(message) }),
    openDirect: async (userId) => `D${userId}`,
    isPrivate: async (channel) => channel.startsWith('G'),
    isShared: async (channel) => channel.startsWith('C0SHARED'),
  };
  return { slack, told };
}

/** What was sent to which queue, in order. */
export function createFakeQueues() {
  const sent: { queue: string; body: object; delay: number }[] = [];
  const sendToQueue: SendToQueue = async (queue, body, delay = 0) => void sent.push({ queue, body, delay });
  return { sendToQueue, sent };
}
