/**
 * What a person can ask of an alert with one press: who did it, what else somebody known did, how the resource is now, and
 * how it changed; and of a digest, which alerts it tells of.
 */
export const lookKinds = ['who', 'deeds', 'configuration', 'history', 'members'] as const;
export type LookKind = (typeof lookKinds)[number];

/** Whether it is a search of the logs, and not a look-up that is quick. */
export function isSearch(look: LookKind): boolean {
  return look === 'who' || look === 'deeds';
}

/** A button that only looks; its value is the alert's id, of `members` the digest's, which proves nothing by itself. */
export type Look = Readonly<{ what: LookKind; alertId: string }>;
