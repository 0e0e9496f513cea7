/**
 * How long dead letters wait for a person, in s: longer than a message waits in its queue, since a standard queue counts from
 * when it was first sent. Amazon SQS Developer Guide, "Dead-letter queues".
 */
export const deadLettersKept = 14 * 24 * 3600;
