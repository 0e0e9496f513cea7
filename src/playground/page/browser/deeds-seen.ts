import type { Message } from '../wire.ts';
import type { Deed } from './state.ts';

const instance = 'i-0f1e2d3c4b5a69788';

/**
 * What the story's alert shows to have been done; it stays done when the alert comes back. Of what is in its thread, only
 * an attempt mentions a person.
 */
export function deedsSeen(messages: readonly Message[]): readonly Deed[] {
  const alert = findAlert(messages);
  const isAsked = messages.some(({ threadTs, text }) => threadTs === alert?.ts && text.includes('<@'));
  const isResolved = alert?.text.includes('Resolved') ?? false;
  return alert ? [...(isAsked ? (['remediated'] as const) : []), ...(isResolved ? (['resolved'] as const) : [])] : [];
}

/** The alert that the story remediates. */
export function findAlert(messages: readonly Message[]): Message | undefined {
  return messages.find(({ alertId, text, threadTs }) => alertId && !threadTs && text.includes(instance));
}
