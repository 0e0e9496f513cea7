import type { AuditEntry } from './audit.ts';
import type { CredentialRow } from './items/credential-report.ts';
import type { Evaluation } from './items/evaluation.ts';
import type { Resource } from './resource.ts';

export type { DeliveryStore, SlotChange } from './delivery-store.ts';
export type {
  AlertState,
  Digest,
  DigestRow,
  Due,
  JobState,
  Lease,
  Member,
  Queued,
  RequestNote,
  Seen,
  Slot,
  SlotRef,
} from './rows.ts';
export type { CopiesPage, Copy, PostOutcome, Slack, SlackTrouble } from './slack-port.ts';
export type { Store, Switch } from './store-port.ts';

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
  /** `configurationStateId` and MD5 hash: what tells this capture from another one. */
  stateId?: string;
  md5?: string;
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

/** A resource that a rule has said something of. */
export type Reported = Readonly<{ type: string; id: string }>;

/** Questions to AWS Config and IAM in a rule's own account and region, and the answer that Config waits for. */
export type RuleAccount = Readonly<{
  /** The newest item that was captured by `until` (ISO 8601; now, where it is left out); `gone` when Config knows no such resource. */
  findItem(resource: Resource, until?: string): Promise<ConfigurationItem | 'gone' | undefined>;
  /** Every resource of a type that Config knows, deleted ones left out. */
  listResources(type: string): Promise<readonly Resource[]>;
  /** The items of these resources of one type; what has vanished meanwhile does not come back. */
  loadItems(type: string, resources: readonly Resource[]): Promise<readonly ConfigurationItem[]>;
  /** What the rule calls compliant or not now. */
  listReported(ruleName: string): Promise<readonly Reported[]>;
  /** Whether the rule calls the account itself non-compliant. */
  isAccountReported(ruleName: string): Promise<boolean>;
  loadCredentials(): Promise<readonly CredentialRow[]>;
  /** At most 100; returns those that Config did not take. */
  putEvaluations(
    evaluations: readonly Evaluation[],
    to: Readonly<{ resultToken: string; testMode: boolean }>,
  ): Promise<readonly Evaluation[]>;
}>;

/**
 * The newest `limit` configuration items of a resource, newest first, of those captured by `until` (ISO 8601; now, where it is
 * left out), asked in its own account. Throws UNREACHABLE, UNKNOWN_ACCOUNT.
 */
export type LoadHistory = (resource: Resource, limit: number, until?: string) => Promise<readonly ConfigurationItem[]>;

/**
 * The configuration item of a resource as of `until` (ISO 8601) and the one before it, newest first; none when nothing was
 * recorded. Throws UNREACHABLE, UNKNOWN_ACCOUNT.
 */
export type FindCaptured = (resource: Resource, until: string) => Promise<readonly ConfigurationItem[]>;

/** Somebody in Slack (users.info): the e-mail address in lower case, where the app may see it. */
export type Person = Readonly<{
  id: string;
  teamId: string;
  email?: string;
  isGuest: boolean;
  isBot: boolean;
  /** Deactivated. */
  isGone: boolean;
}>;

/** Questions about people, kept for a minute at most. Each throws `userError('UNREACHABLE')` when Slack cannot be asked: then nobody may. */
export type People = Readonly<{
  findPerson(userId: string): Promise<Person | undefined>;
  /** The user ids of a user group (usergroups.users.list); none when there is no such group. */
  listMembers(groupId: string): Promise<readonly string[]>;
  /** The same questions, with nothing kept of what was answered before: for the last look at somebody's rights. */
  afresh(): People;
}>;

/**
 * Writes one entry at the end of its chain (`core/audit.ts`), where nobody can change it. The same entry twice is one. Throws
 * when it could not be written: without audit there is no action.
 */
export type Audit = (chain: string, entry: AuditEntry) => Promise<void>;

/** One call that a session which may change things made, as it ended; `at` in ms. */
export type CallMade = Readonly<{
  service: string;
  operation: string;
  awsRequestId?: string;
  error?: string;
  at: number;
}>;

/** What a rule says of a resource, asked where it is made: in the member. Both throw UNREACHABLE, UNKNOWN_ACCOUNT. */
export type Compliance = Readonly<{
  /** COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, INSUFFICIENT_DATA; undefined when the rule says nothing of it. */
  find(resource: Resource, rule: string): Promise<string | undefined>;
  /** Asks AWS Config to evaluate the rule again (StartConfigRulesEvaluation), in the name of whoever asked. */
  evaluate(
    resource: Resource,
    rule: string,
    by: Readonly<{ userId: string; requestId: string; onCall?: (call: CallMade) => void }>,
  ): Promise<void>;
}>;

/**
 * Reads a CloudTrail log file of the settings' bucket, under the log reader's role, and hands its records on, in order, as they
 * stand there; `take` says false when it has enough. Answers why the file holds nothing that can be read, or is gone. Throws
 * what may be otherwise the next time, UNREACHABLE among it, and what `take` throws.
 */
export type ReadLogFile = (
  file: Readonly<{ key: string; size?: number }>,
  take: (records: readonly string[]) => Promise<boolean>,
) => Promise<'read' | 'stopped' | Readonly<{ unreadable: string }>>;

/** Sends JSON to one of our queues; `delaySeconds` 0–900. */
export type SendToQueue = (
  queue: 'posts' | 'remediations' | 'alerts' | 'searches',
  body: object,
  delaySeconds?: number,
) => Promise<void>;

/** What AWS Config says of a resource and a rule; `at` is ISO 8601. */
export type ComplianceNow = Readonly<{ resource: Resource; rule: string; verdict: string; at: string }>;

/** What the sweep reads at the source, because events may get lost on their way. Both throw UNREACHABLE. */
export type Sources = Readonly<{
  /** All that the aggregator recorded since that time (ms). */
  listComplianceSince(since: number): Promise<readonly ComplianceNow[]>;
  /** GuardDuty's findings of all accounts in a region that were updated since that time (ms), as its API writes them. */
  listFindingsSince(region: string, since: number): Promise<readonly object[]>;
}>;

/** What nobody could work off: the queues that have such messages, by name, and sending them again. */
export type DeadLetters = Readonly<{
  count(): Promise<readonly Readonly<{ queue: string; count: number }>[]>;
  /** How many were sent again. A message may be sent twice, which is harmless. */
  redrive(queue: string): Promise<number>;
}>;

/** S3 for what is too large for a row, or must not be lost: keys under `quarantine/`, `events/`, `jobs/`. */
export type Results = Readonly<{
  put(key: string, content: string): Promise<void>;
  get(key: string): Promise<string>;
}>;
