import type { EventPattern, SecurityEvent } from './event.ts';

/**
 * The event that each account and region puts onto its own bus once a day, so that the way from there to us is tried while
 * nothing happens. AWS lets nobody put events of `aws.*` sources, and nothing is ever done because of this one.
 */
export const pathTest = { source: 'noroshi.test', detailType: 'Noroshi Test Event' } as const;

/** What forwards it, beside the patterns of the alert types. */
export const pathTestPattern: EventPattern = { source: [pathTest.source] };

/** Whether this is such an event. */
export function isPathTest({ source }: Pick<SecurityEvent, 'source'>): boolean {
  return source === pathTest.source;
}
