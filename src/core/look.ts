import type { MuteChoices } from './mute-choice.ts';

/**
 * What a person can ask of an alert with one press: who did it, what else somebody known did, how the resource is now, and
 * how it changed; of a digest, which alerts it tells of; and what a person can say of an alert: that they look after it, and
 * that nobody wants to hear of it for a while.
 */
export const lookKinds = ['who', 'deeds', 'configuration', 'history', 'members', 'acknowledge', 'mute'] as const;
export type LookKind = (typeof lookKinds)[number];

/** Whether it is a search of the logs, and not a look-up that is quick. */
export function isSearch(look: LookKind): boolean {
  return look === 'who' || look === 'deeds';
}

/**
 * A button that changes nothing in AWS; its value is the alert's id, of `members` the digest's, which proves nothing by
 * itself. `choices`: what can be chosen of a mute, and with which names.
 */
export type Look = Readonly<{ what: LookKind; alertId: string; choices?: MuteChoices }>;
