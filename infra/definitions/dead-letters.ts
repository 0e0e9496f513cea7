/**
 * How long dead letters wait for a person, in s: longer than a message waits in its queue, since a standard queue counts from
 * when it was first sent. Amazon SQS Developer Guide, "Dead-letter queues".
 */
export const deadLettersKept = 14 * 24 * 3600;

/** What the sweep does with dead letters, and what `noroshi redrive` does: it takes them as well. */
export const counting = ['sqs:GetQueueAttributes'] as const;
export const sendingAgain = [...counting, 'sqs:ReceiveMessage', 'sqs:DeleteMessage'] as const;
