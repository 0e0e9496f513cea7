import type { AlertKind } from './alert.ts';
import type { Severity } from './severity.ts';

/** One value or a list that means any of; texts may hold `*` as in a shell. */
export type OneOrMore<T = string> = T | readonly T[];

/** Conditions on an alert, all of which must hold. `account` matches name or id; `finding` GuardDuty's type. */
export type AlertCondition = Readonly<{
  severity?: OneOrMore<Severity>;
  kind?: OneOrMore<AlertKind>;
  account?: OneOrMore;
  environment?: OneOrMore;
  region?: OneOrMore;
  rule?: OneOrMore;
  finding?: OneOrMore;
  actor?: OneOrMore;
  resource?: OneOrMore;
  tag?: Readonly<Record<string, string>>;
}>;

export type Account = Readonly<{
  id: string;
  name: string;
  environment?: string;
  /** A Slack user or channel, by id. */
  owner?: string;
}>;

type Route = Readonly<{
  when?: AlertCondition;
  /** A channel id, a user id, or `owner`. */
  to: string;
  escalate?: Readonly<{ afterMs: number; to: string }>;
}>;

export type RemediationPolicy = Readonly<{
  when: AlertCondition;
  /** Id of a remediation. */
  use: string;
  mode: 'click' | 'approve' | 'auto';
  dryRun: boolean;
  document?: string;
  parameters: Readonly<Record<string, string>>;
}>;

export type Grant = Readonly<{ who: string; accounts?: readonly string[]; remediations?: readonly string[] }>;

export type ConfigRuleSetting = Readonly<{
  name: string;
  managed?: string;
  custom?: string;
  parameters: Readonly<Record<string, string>>;
  remediation?: Readonly<{
    document: string;
    resourceParameter: string;
    parameters?: Readonly<Record<string, string>>;
  }>;
}>;

/** The whole installation as `infra/noroshi.yml` describes it, parsed once by `settings.ts`. Durations in ms. */
export type Settings = Readonly<{
  slack: Readonly<{ team: string; operations: string; publicResults: readonly string[]; secret: string }>;
  bot: Readonly<{
    account: string;
    region: string;
    network?: Readonly<{ vpc: string; subnets: readonly string[]; proxy?: string }>;
  }>;
  security: Readonly<{
    account: string;
    region: string;
    aggregator: string;
    readerRole: string;
    logs?: Readonly<{ bucket: string; kmsKey?: string }>;
  }>;
  accounts: readonly Account[];
  regions: 'enabled' | readonly string[];
  roles: Readonly<{ read: string; remediate: string; evaluate: string; externalId: string }>;
  trail: Readonly<{
    bucket: string;
    prefix: string;
    organization?: string;
    role: string;
    externalId: string;
    limits: Readonly<{ objects: number; seconds: number; records: number }>;
    athena?: Readonly<{ database: string; table: string; workgroup: string; scanLimitGB: number }>;
  }>;
  securityGroups: Readonly<{
    tell: 'unwanted' | 'all';
    allowed: readonly Readonly<{ cidr: string; ports: readonly number[]; accounts?: readonly string[] }>[];
  }>;
  routes: readonly Route[];
  oncall?: Readonly<{ topic: string }>;
  ignore: readonly Readonly<AlertCondition & { because: string }>[];
  storm: Readonly<{ waiting: number; digestEveryMs: number }>;
  /** `tail`: each new log file of CloudTrail is read; `tryPaths`: each account and region is to be heard once a day. */
  sweep: Readonly<{ everyMs: number; silenceMs: number; tail: boolean; tryPaths: boolean }>;
  access: Readonly<{ investigate: readonly string[]; remediate: readonly Grant[]; approve: readonly string[] }>;
  configRules: readonly ConfigRuleSetting[];
  rules: Readonly<{
    /** Whose credentials a custom rule's function works with in the rule's account. */
    credentials: 'evaluate-role' | 'own' | 'execution-role';
  }>;
  remediations: readonly RemediationPolicy[];
  exempt: readonly Readonly<{
    tag?: Readonly<Record<string, string>>;
    resource?: string;
    until?: string;
    because: string;
  }>[];
  caps: Readonly<{ perResourcePerHour: number; perAccountPerHour: number; perClick: number }>;
  /** Where the audit trail is written; with `role` (an ARN) under that role, else with the function's own. */
  audit: Readonly<{ bucket: string; role?: string; externalId?: string }>;
  rollout?: Readonly<{
    chain: readonly Readonly<{ role: string; externalId?: string }>[];
    role: string;
    globalRegion: string;
    guarddutyFeatures: readonly string[];
  }>;
}>;

/** The listed account of that id, or nothing: only listed accounts are ever acted upon. */
export function findAccount(settings: Settings, accountId: string): Account | undefined {
  return settings.accounts.find((account) => account.id === accountId);
}
