import * as z from 'zod/mini';
import type { CopiesPage, Slack } from '../core/ports.ts';
import type { Call } from './call.ts';
import { slotEvent } from './metadata.ts';

const Tagged = z.object({
  ts: z.string(),
  metadata: z.object({
    event_type: z.literal(slotEvent),
    event_payload: z.object({ slot: z.string(), rev: z.number() }),
  }),
});
const Page = z.object({
  messages: z.array(z.unknown()),
  has_more: z._default(z.boolean(), false),
  response_metadata: z.optional(z.object({ next_cursor: z.optional(z.string()) })),
});

/** docs.slack.dev/reference/methods/conversations.history: no more than 200 are recommended. */
const pageSize = 200;

/** The messages of a slot on one page of conversations.history or conversations.replies, by the metadata that they carry. */
export async function findCopies(call: Call, at: Parameters<Slack['findCopies']>[0]): Promise<CopiesPage> {
  const { channel, threadTs, slot, cursor } = at;
  const range =
    'ts' in at
      ? { oldest: at.ts, latest: at.ts, limit: 1 }
      : { oldest: String(Math.max(0, at.oldest / 1000)), limit: pageSize };
  const answer = await call(threadTs === undefined ? 'conversations.history' : 'conversations.replies', {
    channel,
    ...(threadTs !== undefined && { ts: threadTs }),
    ...range,
    inclusive: true,
    include_all_metadata: true,
    ...(cursor && { cursor }),
  });
  const { messages, has_more, response_metadata } = Page.parse(answer);
  const copies = messages.flatMap((message) => {
    const { success, data } = Tagged.safeParse(message);
    if (!success || data.metadata.event_payload.slot !== slot) return [];
    return [{ ts: data.ts, rev: data.metadata.event_payload.rev }];
  });
  copies.sort((a, b) => Number(a.ts) - Number(b.ts));
  const next = has_more ? response_metadata?.next_cursor : undefined;
  return { kind: 'ok', copies, ...(next && !('ts' in at) && { cursor: next }) };
}
