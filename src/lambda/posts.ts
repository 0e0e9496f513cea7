import { setTimeout } from 'node:timers/promises';
import { createTellOnCall } from '../aws/oncall.ts';
import { once } from '../core/once.ts';
import { type PostParts, readRing, sendQueued } from '../delivery/post.ts';
import { showSlot } from '../flows/show-slot.ts';
import { composeBot } from './compose.ts';
import { sleep } from './sleep.ts';

const compose = once(async (): Promise<PostParts> => {
  const bot = await composeBot('posts');
  const { operations } = bot.settings.slack;
  const tellOnCall = createTellOnCall(bot);
  return {
    ...bot,
    load: (slot) => showSlot(slot, bot),
    sleep: setTimeout,
    fallback: operations,
    tellOnCall,
    timer: sleep,
  };
});

/** The only door that puts lasting messages into Slack: a batch of one, `{ channel }`, whose queue is worked off. */
export async function handler(event: unknown, _context: unknown): Promise<void> {
  for (const channel of readRing(event)) await sendQueued(channel, await compose());
}
