/**
 * What can be muted by an alert's button: the same rule, finding or kind on the same resource; all about the resource; the
 * rule, finding or kind, whatever the actor does, or everything, in that account.
 */
export const muteScopes = ['same', 'resource', 'rule', 'actor', 'account'] as const;
export type MuteScope = (typeof muteScopes)[number];

/** What a person chose who mutes an alert by its button: what, for how long (ms), and why. */
export type MuteChoice = Readonly<{ scope: MuteScope; forMs: number; because: string }>;

/** How people call what an alert is about, as far as it has it: the rule, finding or kind, the resource, the actor, the account. */
export type MuteNames = Readonly<{ what: string; resource?: string; actor?: string; account: string }>;

/** What can be chosen of a mute, and the names that the choices are told with; without them they stay general. */
export type MuteChoices = Readonly<{ scopes: readonly MuteScope[]; names?: MuteNames }>;
