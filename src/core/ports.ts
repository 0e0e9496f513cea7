import type { Alert, Fact } from './alert.ts';
import type { Asker, Job } from './job.ts';
import type { Message } from './message.ts';
import type { RemediationRequest, RequestState } from './remediation.ts';
import type { Resource } from './resource.ts';
import type { TrailProgress, TrailSummary } from './trail-query.ts';

/** Milliseconds since 1970. */
export type Now = () => number;

/** Structured log lines; messages are constants, ids go into the fields, never a body, token or secret. */
export type Log = Readonly<
  Record<'info' | 'warn' | 'error', (message: string, fields?: Readonly<Record<string, unknown>>) => void>
>;

/** What AWS Config's aggregator knows of a resource, of which alerts need little. */
export type ItemSummary = Readonly<{ resource: Resource; tags: Readonly<Record<string, string>> }>;

/** AWS Config's snapshot of a resource at a time, in one shape whichever API or event it came from. */
export type ConfigurationItem = Readonly<{
  resource: Resource;
  status: string;
  /** ISO 8601. */
  capturedAt: string;
  createdAt?: string;
  availabilityZone?: string;
  tags: Readonly<Record<string, string>>;
  relationships: readonly Readonly<{ type: string; id?: string; name?: string; relation: string }>[];
  /** Parsed; `null` when there is none (deleted) or it cannot be read. */
  configuration: unknown;
  supplementary: Readonly<Record<string, unknown>>;
}>;

/** Questions to the Config aggregator. Each throws `userError('UNREACHABLE')` when it cannot be asked. */
export type Aggregator = Readonly<{
  /** One SelectAggregateResourceConfig for all of them, by `resourceKey`; what is not recorded does not come back. */
  findSummaries(resources: readonly Resource[]): Promise<ReadonlyMap<string, ItemSummary>>;
  findItem(resource: Resource): Promise<ConfigurationItem | undefined>;
  /** By id, ARN or name (resource name or Name tag), over all accounts; at most `limit`. */
  findResources(term: string, limit: number): Promise<readonly Resource[]>;
}>;

/** What became of a call that writes to Slack; docs.slack.dev/apis/web-api/rate-limits and each method's errors. */
export type PostOutcome =
  | Readonly<{ kind: 'ok'; ts: string }>
  | Readonly<{ kind: 'limited'; retryAfterMs: number }>
  /** No answer, or a server's error: it may or may not be there. */
  | Readonly<{ kind: 'unclear'; why: string }>
  /** The content was refused (`invalid_blocks`, too long). */
  | Readonly<{ kind: 'invalid'; error: string }>
  /** The channel cannot be posted to (`channel_not_found`, `is_archived`, …), or the message cannot be edited. */
  | Readonly<{ kind: 'refused'; error: string }>
  /** The token is no good: as an outage. */
  | Readonly<{ kind: 'unauthorized'; error: string }>;

/** Everything that we ask of Slack's Web API. `slot` and `rev` go into the message's metadata. */
export type Slack = Readonly<{
  post(to: { channel: string; threadTs?: string; slot: string; rev: number }, message: Message): Promise<PostOutcome>;
  update(at: { channel: string; ts: string; slot: string; rev: number }, message: Message): Promise<PostOutcome>;
  upload(
    to: { channel: string; threadTs?: string },
    file: { name: string; title: string; content: string },
  ): Promise<PostOutcome>;
  /** Direct message channel with a user. */
  openDirect(userId: string): Promise<string>;
  /** True for private channels, group and direct messages that the bot can post to. */
  isPrivate(channel: string): Promise<boolean>;
  /** An answer that only the asker sees: by the response URL where there is a usable one, else as an ephemeral message, else directly. */
  answer(asker: Asker, message: Message): Promise<void>;
}>;

/** Sends JSON to one of our queues; `delaySeconds` 0–900. */
export type SendToQueue = (queue: 'posts' | 'remediations', body: object, delaySeconds?: number) => Promise<void>;

/** Row `ALERT#id` / `STATE`. */
export type AlertState = Readonly<{
  alert: Alert;
  status: 'open' | 'resolved';
  /** Bumped by whatever changes what is shown. */
  rev: number;
  newest: Readonly<{ sourceAt: number; key: string }>;
  /** When an opening was first seen, in ms; absent while only a resolution has come. */
  opened?: number;
  resolvedAt?: number;
  facts: readonly Fact[];
}>;

/** One Slack message that we own and keep up to date: owner's pk / `SLOT#channel#name`. */
export type Slot = Readonly<{
  /** `ALERT#…`, `REQ#…` with its sort key, or `JOB#…`: whose content is shown. */
  owner: string;
  channel: string;
  name: string;
  state: 'idle' | 'sending' | 'failed';
  want: number;
  shown: number;
  lane: number;
  queue?: string;
  ts?: string;
  /** Slot (owner, name) in the same channel whose message is the root of our thread. */
  thread?: Readonly<{ owner: string; name: string }>;
}>;

export type SlotRef = Readonly<Pick<Slot, 'owner' | 'channel' | 'name'>>;

/** A search's or look-up's job and how far it is (row `JOB#key`). */
export type JobState = Readonly<{
  job: Job;
  state: 'running' | 'done' | 'failed';
  rev: number;
  progress?: TrailProgress;
  summary?: TrailSummary;
  /** What `slack/render` needs to show the answer; set when done or failed. */
  reply?: import('./reply.ts').Reply;
}>;

/** What we remember. Every write is one conditional put or update of one item and may run twice. */
export type Store = Readonly<{
  /** `new` or `undone`: go on; `done`: acknowledge. */
  putEvent(alertId: string, key: string, body: object): Promise<'new' | 'undone' | 'done'>;
  finishEvent(alertId: string, key: string): Promise<void>;
  /** Writes STATE when the alert is newer than what is there; an older one returns undefined. */
  advanceAlert(alert: Alert): Promise<AlertState | undefined>;
  /** Facts that came later: names and facts set, rev + 1, if `rev` is still the one given. */
  addFacts(state: AlertState, alert: Alert): Promise<AlertState | undefined>;
  findAlert(alertId: string): Promise<AlertState | undefined>;

  /** want = rev, and queued if it was not: returns the slot when it has a queued row to be put, and puts that row. */
  wantSlot(slot: SlotRef & Pick<Slot, 'lane'> & { want: number; thread?: Slot['thread'] }): Promise<Slot>;
  findSlot(ref: SlotRef): Promise<Slot | undefined>;
  /** All slots of one owner. */
  listSlots(owner: string): Promise<readonly Slot[]>;
  /** Queued rows of a channel in lane and time order. */
  listQueued(channel: string, limit: number): Promise<readonly Readonly<{ sk: string; slot: SlotRef; ulid: string }>[]>;
  deleteQueued(channel: string, sk: string): Promise<void>;
  /** idle → sending; undefined when somebody else has it. */
  claimSlot(ref: SlotRef, ulid: string): Promise<Slot | undefined>;
  /** sending → idle or failed with what is shown now; removes `queue` when nothing newer is wanted. True when removed. */
  recordSlot(slot: Slot, result: { state: 'idle' | 'failed'; ts?: string; shown?: number }): Promise<boolean>;

  /** The channel's lease: one sender at a time. undefined when another holds it. */
  acquireLease(channel: string): Promise<Lease | undefined>;
  renewLease(lease: Lease, change: { pausedUntil?: number; nextAt?: number }): Promise<Lease | undefined>;
  /** False when somebody rang since `lease.rung`: look again. */
  releaseLease(lease: Lease): Promise<boolean>;
  /** Says that something is queued; true when the channel is free and the `posts` queue should be told. */
  ring(channel: string): Promise<boolean>;

  /** `known` when a job of that key has ended or is being answered. */
  putJob(job: Job): Promise<'new' | 'known'>;
  updateJob(key: string, change: Partial<Omit<JobState, 'job' | 'rev'>>): Promise<JobState>;
  findJob(key: string): Promise<JobState | undefined>;

  /** False when that request is there already. */
  putRequest(request: RemediationRequest): Promise<boolean>;
  /** From one of `from` to what `change` says, rev + 1; undefined when it is in another state. */
  moveRequest(
    id: string,
    from: readonly RequestState[],
    change: Partial<Omit<RemediationRequest, 'id' | 'rev'>>,
  ): Promise<RemediationRequest | undefined>;
  findRequest(id: string): Promise<RemediationRequest | undefined>;
  /** The newest attempt of a remediation on a resource. */
  findLatestRequest(resource: Resource, remediation: string): Promise<RemediationRequest | undefined>;
}>;

export type Lease = Readonly<{
  channel: string;
  epoch: number;
  until: number;
  rung: number;
  nextAt: number;
  pausedUntil: number;
}>;

/** S3 for what is too large for a row, or must not be lost: keys under `quarantine/`, `events/`, `jobs/`. */
export type Results = Readonly<{
  put(key: string, content: string): Promise<void>;
  get(key: string): Promise<string>;
}>;
