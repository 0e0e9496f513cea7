import { createHash } from 'node:crypto';
import type { Block } from './message.ts';
import type { Path } from './paths.ts';
import type { RequestState } from './remediation.ts';
import type { Resource } from './resource.ts';
import { type SavedSearch, savedKey } from './search/saved-search.ts';
import type { Severity } from './severity.ts';

/** What somebody does with App Home: opens it or looks anew, runs a search that they keep, forgets one. */
export const homeActs = ['show', 'run', 'forget'] as const;
export type HomeAct = (typeof homeActs)[number];

/** docs.slack.dev/reference/views/home-tab-views */
export type HomeView = Readonly<{ type: 'home'; blocks: readonly Block[] }>;

/** So many alerts, and so many requests of each kind, are shown with where their messages are; others are counted. */
export const mostShown = 10;

/** What App Home tells one person, free of Slack's words: every string may be hostile, times are in ms. */
export type Home = Readonly<{
  madeAt: number;
  /** What became of what was pressed there, where there is something to say. */
  note?: string;
  /** What only those see who may look things up. */
  looks?: Readonly<{ alerts: HomeAlerts; saved: readonly SavedSearch[]; relay: Relay }>;
  /** What this person may approve, and what they asked for and has not ended. */
  waiting: readonly HomeRequest[];
  own: readonly HomeRequest[];
}>;

/** What is open and not muted: how many of each severity, and the worst. */
export type HomeAlerts = Readonly<{
  counts: Readonly<Record<Severity, number>>;
  muted: number;
  /** False where more are open than were looked through. */
  isAll: boolean;
  worst: readonly HomeAlert[];
}>;

/** Where a message is: Slack's link to it, or at least its channel. */
export type HomePlace = Readonly<{ link?: string; channel?: string }>;

export type HomeAlert = HomePlace &
  Readonly<{
    title: string;
    severity: Severity;
    accountId: string;
    accountName?: string | undefined;
    since: number;
    /** Slack user id of who looks after it. */
    acknowledged?: string | undefined;
  }>;

export type HomeRequest = HomePlace &
  Readonly<{
    title: string;
    resource: Resource;
    accountName?: string | undefined;
    state: RequestState;
    /** Slack user id, or `auto`. */
    requestedBy: string;
    expiresAt?: number | undefined;
  }>;

/** How signals reach us: when the newest came and AWS was last asked, and each account and region, the worst first. */
export type Relay = Readonly<{
  heardAt?: number | undefined;
  askedAt?: number | undefined;
  /** None where the settings want no daily test event. */
  accounts?: readonly RelayAccount[];
}>;

export type RelayAccount = Readonly<{ id: string; name: string; paths: readonly Path[] }>;

/** The opaque value of the buttons of a search that somebody keeps; it proves nothing. */
export function savedId(name: string): string {
  return createHash('sha256')
    .update(`saved|${savedKey(name)}`)
    .digest('hex')
    .slice(0, 24);
}
