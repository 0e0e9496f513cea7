/** What a person can ask of an alert with one press: who did it, how the resource is now, and how it changed. */
export const lookKinds = ['who', 'configuration', 'history'] as const;
export type LookKind = (typeof lookKinds)[number];

/** A button that only looks; its value is the alert's id, which proves nothing by itself. */
export type Look = Readonly<{ what: LookKind; alertId: string }>;
