import * as z from 'zod/mini';

const Batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });
const Notification = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** What Lambda wants to know of a batch: those that failed come again. Docs: Lambda, "Handling errors for an SQS event source". */
export type BatchAnswer = Readonly<{ batchItemFailures: readonly Readonly<{ itemIdentifier: string }>[] }>;

/**
 * Handles each message of a batch from SQS by itself, one after the other: one that fails does not touch the others. `handle`
 * gets the body's JSON, out of its SNS envelope where it has one. What is not JSON fails too, and ends as a dead letter.
 */
export async function handleBatch(
  event: unknown,
  handle: (body: unknown) => Promise<void>,
  onFailure: (error: unknown, messageId: string) => void,
): Promise<BatchAnswer> {
  const failures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of Batch.parse(event).Records) {
    try {
      await handle(unwrap(JSON.parse(body)));
    } catch (error) {
      onFailure(error, messageId);
      failures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures: failures };
}

function unwrap(body: unknown): unknown {
  const notification = Notification.safeParse(body);
  return notification.success ? JSON.parse(notification.data.Message) : body;
}
