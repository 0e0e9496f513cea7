import * as z from 'zod/mini';

const Batch = z.object({
  Records: z.array(
    z.object({
      messageId: z.string().check(z.minLength(1)),
      body: z.string(),
      attributes: z.optional(z.object({ SentTimestamp: z.optional(z.string()) })),
    }),
  ),
});

/** A message as a queue hands it over; `sentAt` (ms) stays the same when it comes again. */
export type Received = Readonly<{ messageId: string; body: string; sentAt?: number }>;

/** The messages of a Lambda invocation by SQS. Throws on anything else, and on an id that could not be named as failed. */
export function readReceived(event: unknown): readonly Received[] {
  return Batch.parse(event).Records.map(({ messageId, body, attributes }) => {
    const sentAt = Number(attributes?.SentTimestamp);
    return { messageId, body, ...(Number.isSafeInteger(sentAt) && sentAt > 0 && { sentAt }) };
  });
}
