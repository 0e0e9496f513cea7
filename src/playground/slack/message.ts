import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Block } from '../../core/message.ts';
import type { Fields } from './fields.ts';

const block = z.looseObject({ type: z.string(), block_id: z.string().optional() });

/** A message as `conversations.history` has it. */
export const slackMessage = z.looseObject({
  ts: z.string(),
  text: z.string().default(''),
  user: z.string().optional(),
  thread_ts: z.string().optional(),
  blocks: z.array(block).optional(),
  metadata: z.looseObject({ event_type: z.string() }).optional(),
});
export type SlackMessage = z.infer<typeof slackMessage>;

/** Gives each block the id that Slack gives it where the sender did not. */
export function withBlockIds(fields: Fields): Fields {
  const blocks = z.array(block).safeParse(fields['blocks']);
  if (!blocks.success) return fields;
  return { ...fields, blocks: blocks.data.map((each) => ({ ...each, block_id: each.block_id ?? newBlockId() })) };
}

/** The blocks of a message in the core's words. */
export function blocksOf({ blocks = [] }: Pick<SlackMessage, 'blocks'>): readonly Block[] {
  return blocks;
}

/**
 * What of a page of messages the times asked for let through, newest first as given. Of metadata only the type is told
 * unless all of it was asked for (docs.slack.dev/reference/methods/conversations.history).
 */
export function filterMessages(messages: unknown, fields: Fields): readonly SlackMessage[] {
  const oldest = Number(fields['oldest'] ?? 0);
  const latest = Number(fields['latest'] ?? Number.POSITIVE_INFINITY);
  const inclusive = isTrue(fields['inclusive']);
  const within = (ts: number) => (ts > oldest && ts < latest) || (inclusive && (ts === oldest || ts === latest));
  const all = isTrue(fields['include_all_metadata']);
  return z
    .array(slackMessage)
    .parse(messages ?? [])
    .filter(({ ts }) => within(Number(ts)))
    .map(({ metadata, ...message }) => ({
      ...message,
      ...(metadata && { metadata: all ? metadata : { event_type: metadata.event_type } }),
    }));
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1;
}

function newBlockId(): string {
  return randomBytes(4).toString('hex').slice(0, 5);
}
