import type { HomeView } from '../../src/core/home.ts';
import type { Log, SendToQueue, Slack } from '../../src/core/ports.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';

export const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** What was told to whoever asked, what their App Home shows, and where messages may go: channels that begin with G or D are private, C0SHARED is shared with another organisation. */
export function createFakeSlack() {
  const told: { userId: string; text: string }[] = [];
  const homes = new Map<string, { hash: string; view: HomeView }>();
  const slack: Pick<Slack, 'answer' | 'openDirect' | 'isPrivate' | 'isShared' | 'publishHome' | 'findPermalink'> = {
    findPermalink: async ({ channel, ts }) => `https://example.slack.com/archives/${channel}/p${ts.replace('.', '')}`,
    publishHome: async ({ userId, hash }, view) => {
      const shown = homes.get(userId);
      if (hash !== undefined && shown && shown.hash !== hash) return { kind: 'refused', error: 'hash_conflict' };
      homes.set(userId, { hash: `${Number(shown?.hash ?? 0) + 1}`, view });
      return { kind: 'ok' };
    },
    answer: async ({ userId }, message) => void told.push({ userId, text: messageAsText(message) }),
    openDirect: async (userId) => `D${userId}`,
    isPrivate: async (channel) => /^[DG]/.test(channel),
    isShared: async (channel) => channel.startsWith('C0SHARED'),
  };
  return { slack, told, homes };
}

/** What was sent to which queue, in order. */
export function createFakeQueues() {
  const sent: { queue: string; body: object; delay: number }[] = [];
  const sendToQueue: SendToQueue = async (queue, body, delay = 0) => void sent.push({ queue, body, delay });
  return { sendToQueue, sent };
}
