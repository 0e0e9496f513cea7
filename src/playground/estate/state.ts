import type { AdvancedEventSelector, EventSelector, Trail } from '@aws-sdk/client-cloudtrail';
import type {
  AggregationAuthorization,
  ConfigRule,
  ConfigurationAggregator,
  ConfigurationRecorder,
  DeliveryChannel,
  RemediationConfiguration,
} from '@aws-sdk/client-config-service';
import type { Target } from '@aws-sdk/client-eventbridge';
import type { DetectorFeatureConfiguration } from '@aws-sdk/client-guardduty';
import type { GetScheduleOutput } from '@aws-sdk/client-scheduler';
import type { Checked } from './checked.ts';

export type Tags = Readonly<Record<string, string>>;

/** Things by name. What stands under a name is never changed, only replaced, so that answers may share it. */
type Shelf<Thing> = Record<string, Thing>;

export type RoleState = Readonly<{
  name: string;
  id: string;
  arn: string;
  path: string;
  trust: string;
  description?: string | undefined;
  maxSeconds: number;
  tags: Tags;
  /** Inline policies by name. */
  policies: Readonly<Record<string, string>>;
  attached: readonly string[];
  madeAt: number;
}>;

export type TrailState = Readonly<{
  trail: Readonly<Trail>;
  selectors: readonly EventSelector[];
  /** Instead of those, where somebody set them. */
  advanced?: Checked<readonly AdvancedEventSelector[]>;
  tags: Tags;
  isLogging: boolean;
  startedAt?: number;
  stoppedAt?: number;
}>;

export type RecorderState = Readonly<{
  recorder: Checked<ConfigurationRecorder>;
  recording: boolean;
  startedAt?: number;
  stoppedAt?: number;
}>;

export type DestinationState = Readonly<{
  id: string;
  bucketArn: string;
  keyArn: string;
  /** It is verified a moment later. */
  setAt: number;
  tags: Tags;
}>;

export type DetectorState = Readonly<{
  id: string;
  madeAt: number;
  changedAt: number;
  enabled: boolean;
  frequency: string;
  features: readonly Checked<DetectorFeatureConfiguration>[];
  featuresAt: number;
  tags: Tags;
  destinations: readonly DestinationState[];
}>;

export type RuleState = Readonly<{
  name: string;
  arn: string;
  description?: string | undefined;
  pattern?: string | undefined;
  schedule?: string | undefined;
  state: string;
  roleArn?: string | undefined;
  managedBy?: string;
  targets: readonly Checked<Target>[];
  tags: Tags;
}>;

export type BusState = Readonly<{
  name: string;
  arn: string;
  description?: string | undefined;
  madeAt: number;
  policy?: string | undefined;
  rules: Readonly<Record<string, RuleState>>;
  tags: Tags;
}>;

export type FunctionState = Readonly<{
  arn: string;
  aliases: Readonly<Record<string, Readonly<{ version: string; description: string; revision: string }>>>;
  /** Policies by qualifier; an empty one is the function's own. */
  policies: Readonly<Record<string, Readonly<{ text: string; revision: string }>>>;
}>;

export type QueueState = Readonly<{
  url: string;
  attributes: Tags;
  tags: Tags;
  madeAt: number;
  deletedAt?: number;
  messages?: readonly Readonly<{ id: string; body: string; visibleAt: number }>[];
}>;
export type SubscriptionState = Readonly<{ arn: string; endpoint: string; attributes: Tags }>;
export type TopicState = Readonly<{
  arn: string;
  attributes: Tags;
  tags: Tags;
  subscriptions?: readonly SubscriptionState[];
}>;
export type KeyState = Readonly<{
  id: string;
  arn: string;
  description: string;
  policy: string;
  rotates: boolean;
  state: 'Enabled' | 'PendingDeletion';
  deletedAt?: number;
  madeAt: number;
  tags: Tags;
}>;

/** A region of an account. */
export type RegionState = {
  readonly region: string;
  trails: Shelf<TrailState>;
  recorders: Shelf<RecorderState>;
  channels: Shelf<Checked<DeliveryChannel>>;
  authorizations: Shelf<Readonly<AggregationAuthorization>>;
  configRules: Shelf<Readonly<{ rule: Checked<ConfigRule>; busyUntil: number }>>;
  remediations: Shelf<Checked<RemediationConfiguration>>;
  aggregators: Shelf<Checked<ConfigurationAggregator>>;
  /** Tags of what AWS Config has, by ARN. */
  configTags: Shelf<Tags>;
  detector?: DetectorState;
  /** The account that manages GuardDuty here, when it is not this one. */
  administrator?: string;
  buses: Shelf<BusState>;
  schedules: Shelf<Checked<GetScheduleOutput>>;
  functions: Shelf<FunctionState>;
  queues: Shelf<QueueState>;
  topics: Shelf<TopicState>;
  keys: Shelf<KeyState>;
  /** Key ids by alias. */
  keyAliases: Shelf<string>;
};

export type Denial = Readonly<{ action: string; region?: string }>;

export type AccountState = {
  readonly id: string;
  suspended: boolean;
  /** What its organisation's policies deny, `guardduty:*` and the like. */
  denials: readonly Denial[];
  /** Its enabled regions. */
  regions: Record<string, RegionState>;
  /** Regions that it would have to opt in to first. */
  notOptedIn: readonly string[];
  roles: Shelf<RoleState>;
  /** When a trail was last changed. */
  trailWrittenAt: number;
};

export type BucketState = Readonly<{ accountId: string; region: string; policy?: string }>;

/** An event that reached a topic or queue that a rule sends to. */
export type Arrived = Readonly<{ arn: string; event: Readonly<Record<string, unknown>> }>;

/** Everything that there is: plain data, so that a copy is a snapshot. */
export type State = {
  ids: number;
  accounts: Record<string, AccountState>;
  /** Their names are one space for the whole world. */
  buckets: Record<string, BucketState>;
  arrived: Arrived[];
};

/** A region in which nothing was set up. */
function emptyRegion(accountId: string, region: string): RegionState {
  const name = 'default';
  const arn = `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
  return {
    region,
    trails: {},
    recorders: {},
    channels: {},
    authorizations: {},
    configRules: {},
    remediations: {},
    aggregators: {},
    configTags: {},
    buses: { [name]: { name, arn, madeAt: 0, rules: {}, tags: {} } },
    schedules: {},
    functions: {},
    queues: {},
    topics: {},
    keys: {},
    keyAliases: {},
  };
}

/** An account in which nothing was set up. */
export function emptyAccount(id: string, regions: readonly string[]): AccountState {
  return {
    id,
    suspended: false,
    denials: [],
    regions: Object.fromEntries(regions.map((region) => [region, emptyRegion(id, region)])),
    notOptedIn: [],
    roles: {},
    trailWrittenAt: Number.NEGATIVE_INFINITY,
  };
}
