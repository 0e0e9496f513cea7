import type { Alert, Fact, Sentence } from './alert.ts';
import type { Deed } from './deed.ts';
import type { Evidence } from './evidence.ts';
import type { Job } from './job.ts';
import type { RequestState } from './remediation.ts';
import type { Reply } from './reply.ts';
import type { Resource } from './resource.ts';
import type { SearchWork } from './search/search-work.ts';
import type { Severity } from './severity.ts';

/** Row `ALERT#id` / `STATE`. */
export type AlertState = Readonly<{
  alert: Alert;
  status: 'open' | 'resolved';
  /** Bumped by whatever changes what is shown. */
  rev: number;
  newest: Readonly<{ sourceAt: number; key: string }>;
  /** When an opening was first seen, in ms; absent while only a resolution has come. */
  opened?: number;
  /** The opening that `alert` is made of: the newest that was seen; absent while only a resolution has come. */
  opening?: Readonly<{ sourceAt: number; key: string }>;
  /** The worst severity of its openings: what it is routed by, so that a milder repeat adds no message elsewhere. */
  worst?: Severity;
  /** How often it happened, where that is counted (`core/repeats.ts`): by its event rows, since the first of them (source time, ms). */
  times?: Readonly<{ count: number; since: number }>;
  /** Source time in ms of the resolution. */
  resolvedAt?: number;
  /** What solved it, in a sentence; absent while it is open. */
  solvedBy?: string;
  /** The sentence of what resolved it, where that says another one than the opening; absent while it is open. */
  resolution?: Sentence;
  /** When it opened, or opened again after it was resolved, by source time in ms. */
  since?: number;
  /** How often it came back after it was resolved, and for how long it had been gone the last time, in ms. */
  relapses?: Readonly<{ count: number; afterMs: number }>;
  /** Who said that they look after it (a Slack user's id), and when, in ms; until it opens again. */
  acknowledged?: Readonly<{ by: string; at: number }>;
  /** Somebody was called because nobody did: for the opening of that source time (`since`), in ms. */
  calledFor?: number;
  facts: readonly Fact[];
  /** Who caused the opening that is shown, and of which rev that is; the alert's thread tells it. */
  evidence?: Evidence & Readonly<{ rev: number }>;
  /** What became of the newest request of each remediation on it, and of each undo. */
  remediations?: readonly RequestNote[];
}>;

/** How far a remediation request is, as the alert's own message tells it. */
export type RequestNote = Readonly<{
  requestId: string;
  remediation: string;
  /** Of an automation: each is something else. */
  document?: string;
  /** The document that AWS Config runs for the rule, as the settings named it then. */
  runs?: string;
  /** Of one that was refused: why, as a clause. */
  why?: string;
  /** It takes back what the remediation did. */
  isUndo?: true;
  attempt: number;
  state: RequestState;
  /** Who brought it there: a Slack user's id, `auto`, or `noroshi` where nobody did. */
  by: string;
  /** In ms. */
  at: number;
  /** The request's rev: an older one never replaces a newer one. */
  rev: number;
}>;

/**
 * What happened to a resource (row `SEEN#resource`), by kind: for a day a call that changed it, or an alert that waits for the
 * call that caused it; for as long as alerts are kept what was opened on it, and what was taken back. `at` in ms.
 */
export type Seen = Readonly<{ resource: Resource; at: number }> &
  (
    | Readonly<{ kind: 'change'; evidence: Evidence }>
    | Readonly<{ kind: 'waiting'; alertId: string }>
    | Readonly<{ kind: 'opening'; alertId: string; deed: Deed }>
    | Readonly<{ kind: 'undoing'; alertId: string; deed: Deed }>
  );

/** One Slack message that we own and keep up to date: owner's pk / `SLOT#channel#name`. */
export type Slot = Readonly<{
  /** `ALERT#id`, `REQ#` + the request's id, `JOB#key` or `QUARANTINE#hash`: whose content is shown. */
  owner: string;
  /** Channel id, or a user's id for a direct message. */
  channel: string;
  /** `root` is the owner's own message, `file` and `file-…` a job's files, `evidence` who caused an alert; others are the owner's to choose. */
  name: string;
  state: 'idle' | 'sending' | 'unknown' | 'folded' | 'failed';
  /** The rev that should be shown, and the one that is (−1: none yet). */
  want: number;
  shown: number;
  /** 0 critical, 1–3 severity, 4 edits: what is sent first. */
  lane: number;
  /** Ulid of the queued row that is to bring `want` about; absent when nothing is to be done. */
  queue?: string;
  ts?: string;
  /** While sending or unknown: when it is looked at again, in ms; also what tells our claim from another's. */
  checkAt?: number;
  /** When the first call was made of which it is not known what became, in ms. */
  sentAt?: number;
  /** How often it was looked for in vain. */
  misses?: number;
  /** When what Slack shows is compared once more with what we believe, in ms, and how often that is still to be done. */
  relookAt?: number;
  relooks?: number;
  /** When Slack last took it, in ms. */
  shownAt?: number;
  /** Slack's id of the file that was prepared for it. */
  file?: string;
  /** While folded: the digest that tells of it. */
  digest?: string;
  /** Slot (owner, name) in the same channel whose message is the root of our thread. */
  thread?: Readonly<{ owner: string; name: string }>;
  /** The message under which it was sent last, or is being sent: its root may have another by now. */
  threadTs?: string;
}>;

export type SlotRef = Readonly<Pick<Slot, 'owner' | 'channel' | 'name'>>;

/** A search's or look-up's job and how far it is (row `JOB#key`). */
export type JobState = Readonly<{
  job: Job;
  /**
   * A search is queued while nobody works on it, waits for somebody who says which way it goes, or is with Athena. Those four
   * end in one of the other four.
   */
  state: 'queued' | 'running' | 'waiting' | 'athena' | 'done' | 'cancelled' | 'expired' | 'failed';
  rev: number;
  /** Of a search: what it looks for, and how far it is. */
  search?: SearchWork;
  /** What `slack/render` needs to show the answer; set when it has ended. */
  reply?: Reply;
}>;

/** Row `OUT#channel` / `lane#ulid`: a slot waits to be posted or edited. */
export type Queued = Readonly<{ sk: string; slot: SlotRef; ulid: string }>;

/** Row `CHANNEL#channel` / `LEASE`: who may send there, and when next; times in ms, 0 for never. */
export type Lease = Readonly<{
  channel: string;
  epoch: number;
  until: number;
  rung: number;
  nextAt: number;
  pausedUntil: number;
  /** So many calls after one another got no clear answer. */
  doubts: number;
  /** When the latest critical alerts got messages of their own, in ms; those of the last minute count. */
  fires: readonly number[];
  /** When the latest messages were put into the channel, in ms; those of the last ten seconds count. */
  sent: readonly number[];
  /** The digest that is open, and the one of critical alerts. */
  digest?: Digest;
  fireDigest?: Digest;
}>;

/**
 * A digest that is open, on the channel's lease. `folded` alerts came since `since`; it was last busy at `busyAt`; ms. What
 * was queued as `alone`, or before, gets a message of its own all the same.
 */
export type Digest = Readonly<{
  id: string;
  busyAt: number;
  since: number;
  folded: number;
  alone?: string;
  /** The one that it came in place of, as long as that one does not say yet that it is over. */
  replaces?: string;
}>;

/** Row `DIGEST#id` / `STATE`. */
export type DigestRow = Readonly<{
  id: string;
  channel: string;
  lane: 'critical' | 'usual';
  openedAt: number;
  closedAt?: number;
}>;

/** Row `DIGEST#d` / `ALERT#id`: what a digest says of an alert, and of which rev; `moved` when it has a message of its own by now. */
export type Member = Readonly<{
  alertId: string;
  rev: number;
  /** Of the opening that is told, in ms: a newer one is another time. */
  sourceAt: number;
  kind: string;
  /** The rule or the type of finding that it is about. */
  about?: string;
  title: string;
  severity: Severity;
  status: 'open' | 'resolved';
  accountId: string;
  accountName?: string;
  occurredAt: string;
  moved?: true;
  /** How often it came back after it was resolved. */
  back?: number;
  /** Who looks after it (a Slack user's id). */
  acknowledged?: string;
}>;

/** What was begun and not ended, and is sent again. */
type LeftBehind = 'event' | 'lease' | 'relook' | 'job' | 'request';
export type DueKind = LeftBehind | 'mute' | 'escalation';

/** What the index `due` says: whose turn it is, the row's key, and when it was to be looked at, in ms. */
export type Due<Kind extends DueKind = LeftBehind> = Readonly<{
  kind: Kind;
  pk: string;
  sk: string;
  dueAt: number;
}>;
