import type { Resource } from './resource.ts';
import type { Severity } from './severity.ts';

/** Every kind of alert that exists; a kind is the id of the alert type that made it. */
export const alertKinds = [
  'security-group-change',
  'ec2-instance-state',
  'guardduty-finding',
  'config-compliance-change',
  'console-sign-in',
  'root-activity',
  'iam-change',
  'logging-weakened',
  'data-exposed',
  'network-exposure',
  'kms-key-change',
  'organization-change',
  'access-denied',
  'security-hub-finding',
  'access-analyzer-finding',
  'configuration-item-change',
  'config-oversized-item',
  'ssm-automation-status',
  'cloudwatch-alarm',
  'aws-health',
  'unknown',
] as const;

export type AlertKind = (typeof alertKinds)[number];

/** The identity in CloudTrail that did it. */
export type Actor = Readonly<{
  /** CloudTrail's `userIdentity.type`, or what the source calls it. */
  type: string;
  /** For people: the person behind an assumed role where the session's name tells, else the user or service. */
  name: string;
  arn?: string;
  sourceIp?: string;
  userAgent?: string;
  mfa?: boolean;
}>;

/** One value before and after; `null` where there was or is none. */
export type Change = Readonly<{ field: string; before: string | null; after: string | null }>;

/** What an enricher found, or why it could not. */
export type Fact = Readonly<{ label: string; value: string } | { label: string; unavailable: string }>;

export type Link = Readonly<{ label: string; url: string }>;

/** The sentence of an alert in pieces, so that a name found later takes its place: text, or the index of a resource. */
export type Sentence = readonly (string | Readonly<{ resource: number }>)[];

/**
 * Our normalised "a person should look". Plain data: it is stored, printed by `preview --json` and rendered.
 * The fields of the contract come first; those after `facts` are ours.
 */
export type Alert = Readonly<{
  /** Hash of the fingerprint: the same problem has the same id. */
  id: string;
  kind: AlertKind;
  /** What happened in one sentence, made from `sentence` with the names known so far. */
  title: string;
  severity: Severity;
  state: 'open' | 'resolved';
  /** EventBridge's source, e.g. `aws.config`. */
  source: string;
  /** 12 digits, or `unknown` when the event has none. */
  accountId: string;
  accountName?: string;
  region: string;
  /** The primary one first. */
  resources: readonly Resource[];
  actor?: Actor;
  /** ISO 8601. */
  occurredAt: string;
  attempted?: true;
  fingerprint: string;
  changes?: readonly Change[];
  facts: readonly Fact[];

  sentence: Sentence;
  /** Semantic key of the event behind it: the same fact arriving twice has the same key. */
  eventKey: string;
  /** Source time in ms (resultRecordedTime, updatedAt, eventTime); the newest by it wins. */
  sourceAt: number;
  environment?: string;
  /** The account is not in the settings: marked so, no buttons, and no role is ever assumed for it. */
  unlisted?: true;
  /** The settings say that what was opened is normal there. */
  wanted?: true;
  /** It takes back what earlier alerts of this kind on its resource were about: logging started, access blocked. */
  undoes?: true;
  /** Of a resolution: what solved it, in a sentence. */
  solvedBy?: string;
  /** A remediation of ours did it: for whom, a Slack user's id, or `auto` where a policy did. */
  own?: string;
  /** The call that a kind from CloudTrail is about, `service:EventName`. */
  call?: string;
  /** The Config rule that a compliance change is about. */
  rule?: string;
  /** GuardDuty's type, e.g. `Recon:EC2/PortProbeUnprotectedPort`. */
  finding?: string;
  /** Ids of what a remediation needs to know and no resource stands for: `accessKey`, `finding`, `detector`. */
  ids?: Readonly<Record<string, string>>;
  /** Tags of the primary resource; absent while they are not known. */
  tags?: Readonly<Record<string, string>>;
  links: readonly Link[];
}>;

/**
 * The title of a sentence: each resource as `Name (id)`, or its id alone while no name is known. An id that is an ARN is not
 * read aloud where there is a name.
 */
export function titleOf(sentence: Sentence, resources: readonly Resource[]): string {
  return sentence.map((piece) => (typeof piece === 'string' ? piece : spokenName(resources[piece.resource]))).join('');
}

function spokenName(resource: Resource | undefined): string {
  return resource?.name && resource.id.startsWith('arn:') ? resource.name : nameOf(resource);
}

/** How a resource is called in front of people: `Name (id)`, or the id alone. */
export function nameOf(resource: Resource | undefined): string {
  if (!resource) return 'a resource';
  return resource.name && resource.name !== resource.id ? `${resource.name} (${resource.id})` : resource.id;
}
