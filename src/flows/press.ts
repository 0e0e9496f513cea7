import type { Asker } from '../core/job.ts';
import type { Slot } from '../core/ports.ts';

/**
 * Whether a button was pressed on one of the messages that we posted for its alert (`slots`). A slot for a person is known by
 * the person's id, and the press on it comes from the direct messages' channel.
 */
export function isOnOurMessage(press: Readonly<{ asker: Asker; messageTs: string }>, slots: readonly Slot[]): boolean {
  const { channelId, userId } = press.asker;
  return slots.some(({ ts, channel }) => ts === press.messageTs && (channel === channelId || channel === userId));
}
