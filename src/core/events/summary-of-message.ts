import { isObject, readText } from '../text/lenient.ts';
import { oneLine } from '../text/phrase.ts';
import type { SecurityEvent } from './event.ts';
import { type EventSummary, plainFacts } from './summary.ts';

/** What a message has to say that came through SNS and is no event; undefined for what is one. */
export function summaryOfMessage({ source, subject, topicArn, detail }: SecurityEvent): EventSummary | undefined {
  if (source !== 'sns') return undefined;
  const body = readText(detail['text']);
  const first = body?.split(/\r?\n/).find((line) => line.trim() !== '');
  const topic = topicArn?.split(':').at(-1);
  const told = subject ?? first;
  const inside = isObject(detail['message']) ? plainFacts(detail['message']) : [];
  return {
    sentence: [told ? oneLine(told) : `A message came through ${topic ?? 'SNS'}`],
    severity: 'low',
    resources: [],
    facts: [
      ...(body && body !== told ? [{ label: 'Message', value: body }] : []),
      ...(topic ? [{ label: 'Topic', value: topic }] : []),
      ...inside,
    ],
  };
}
