import * as z from 'zod/mini';
import { alertKinds } from '../core/alert.ts';
import { severities } from '../core/severity.ts';
import * as w from './words.ts';

const { section, list, oneOrMore, anyText } = w;
const optional = z.exactOptional;
const orElse = z._default;

const conditions = {
  severity: optional(oneOrMore(w.oneOf(severities))),
  kind: optional(oneOrMore(w.oneOf(alertKinds))),
  account: optional(oneOrMore(anyText())),
  environment: optional(oneOrMore(anyText())),
  region: optional(oneOrMore(anyText())),
  rule: optional(oneOrMore(anyText())),
  finding: optional(oneOrMore(anyText())),
  actor: optional(oneOrMore(anyText())),
  resource: optional(oneOrMore(anyText())),
  tag: optional(w.texts),
};

const slack = section({
  team: w.slackTeam,
  operations: w.slackChannel,
  publicResults: orElse(list(w.slackChannel, 'channels'), []),
  secret: orElse(anyText(), 'noroshi/slack'),
});

const network = section({ vpc: anyText(), subnets: list(anyText(), 'subnets'), proxy: optional(anyText()) });

const security = section({
  account: w.accountId,
  region: w.region,
  aggregator: orElse(anyText(), 'noroshi'),
  readerRole: orElse(w.roleName, 'noroshi-reader'),
  logs: optional(section({ bucket: w.bucket, kmsKey: optional(anyText()) })),
});

const account = section({
  id: w.accountId,
  name: w.text(/^[^\s*][^*]{0,127}$/, 'a name for people, without *'),
  environment: optional(anyText()),
  owner: optional(w.slackOwner),
});

const defaultRoles = {
  read: 'noroshi-read',
  remediate: 'noroshi-remediate',
  evaluate: 'noroshi-evaluate',
  externalId: 'noroshi-{account}',
};

const roles = section({
  read: orElse(w.roleName, defaultRoles.read),
  remediate: orElse(w.roleName, defaultRoles.remediate),
  evaluate: orElse(w.roleName, defaultRoles.evaluate),
  externalId: orElse(w.externalIdTemplate, defaultRoles.externalId),
});

const defaultLimits = { objects: 8000, seconds: 600, records: 1000 };

const trail = section({
  bucket: w.bucket,
  prefix: orElse(w.keyPrefix, ''),
  organization: optional(w.text(/^o-[a-z0-9]{10,32}$/, 'the id of an organization, such as o-abcdefghij')),
  role: w.roleArn,
  externalId: orElse(w.externalId, 'noroshi-logs'),
  limits: orElse(
    section({
      objects: orElse(w.count(1, 10_000_000), defaultLimits.objects),
      // A session under a chained role ends after an hour (STS, AssumeRole, role chaining).
      seconds: orElse(w.count(1, 3600), defaultLimits.seconds),
      records: orElse(w.count(1, 1_000_000), defaultLimits.records),
    }),
    defaultLimits,
  ),
  athena: optional(
    section({
      database: anyText(),
      table: anyText(),
      workgroup: anyText(),
      scanLimitGB: orElse(w.count(1, 1_000_000), 500),
    }),
  ),
});

const allowed = section({
  cidr: w.cidr,
  ports: list(w.count(0, 65_535), 'ports'),
  accounts: optional(list(anyText(), 'accounts')),
});

const route = section({
  when: optional(section(conditions)),
  to: w.slackRoute,
  escalate: optional(
    z.pipe(
      section({ after: w.duration, to: w.slackTarget }),
      z.transform(({ after, to }) => ({ afterMs: after, to })),
    ),
  ),
});

const grant = section({
  who: w.slackPerson,
  accounts: optional(list(anyText(), 'accounts')),
  remediations: optional(list(anyText(), 'remediations')),
});

const access = section({
  investigate: orElse(list(w.slackPerson, 'people'), []),
  remediate: orElse(list(grant, 'grants'), []),
  approve: orElse(list(w.slackPerson, 'people'), []),
});

const configRule = z.pipe(
  section({
    managed: optional(
      w.text(/^[A-Z0-9_]{1,256}$/, "the identifier of one of AWS's managed rules, such as CLOUD_TRAIL_ENABLED"),
    ),
    custom: optional(anyText()),
    name: optional(w.text(/^[\w-]{1,128}$/, 'the name of a rule: 1 to 128 of A-Z, a-z, 0-9, _ and -')),
    parameters: orElse(w.texts, {}),
    remediation: optional(
      section({ document: anyText(), resourceParameter: anyText(), parameters: optional(w.texts) }),
    ),
  }),
  z.transform((rule) => ({
    ...rule,
    name: rule.name ?? rule.custom ?? (rule.managed ?? '').toLowerCase().replaceAll('_', '-'),
  })),
);

const rules = section({
  credentials: orElse(w.oneOf(['evaluate-role', 'own', 'execution-role']), 'evaluate-role'),
});

const policy = section({
  when: section(conditions),
  use: anyText(),
  mode: orElse(w.oneOf(['click', 'approve', 'auto']), 'click'),
  dryRun: orElse(w.yesOrNo, false),
  document: optional(anyText()),
  parameters: orElse(w.texts, {}),
});

const exemption = section({
  tag: optional(w.texts),
  resource: optional(anyText()),
  until: optional(w.day),
  because: anyText(),
});

const storm = z.pipe(
  section({ waiting: orElse(w.count(1, 10_000), 20), digestEvery: orElse(w.duration, 60_000) }),
  z.transform(({ waiting, digestEvery }) => ({ waiting, digestEveryMs: digestEvery })),
);

const sweep = z.pipe(
  section({
    every: orElse(w.duration, 900_000),
    silence: orElse(w.duration, 1_800_000),
    tail: orElse(w.yesOrNo, true),
    tryPaths: orElse(w.yesOrNo, true),
  }),
  z.transform(({ every, silence, ...rest }) => ({ everyMs: every, silenceMs: silence, ...rest })),
);

const caps = section({
  perResourcePerHour: orElse(w.count(0, 10_000), 3),
  perAccountPerHour: orElse(w.count(0, 10_000), 20),
  perClick: orElse(w.count(0, 10_000), 5),
});

const audit = section({
  bucket: optional(w.bucket),
  role: optional(w.roleArn),
  externalId: optional(w.externalId),
});

const rollout = section({
  chain: orElse(list(section({ role: w.roleArn, externalId: optional(w.externalId) }), 'roles'), []),
  role: orElse(w.roleName, 'noroshi-rollout'),
  globalRegion: orElse(w.region, 'us-east-1'),
  guarddutyFeatures: orElse(list(w.text(/^[A-Z0-9_]+$/, 'the name of a GuardDuty feature'), 'features'), []),
});

/** A list of regions, or all that an account has enabled. */
const regions = z.union([z.literal('enabled'), z.array(w.region).check(z.minLength(1))], {
  error: ({ input }) =>
    `${input === undefined ? 'is missing; it ' : ''}must be a list of regions such as [eu-west-1, us-east-1], or the word enabled`,
});

const file = section({
  slack,
  bot: section({ account: w.accountId, region: w.region, network: optional(network) }),
  security,
  accounts: list(account, 'accounts'),
  regions,
  roles: orElse(roles, defaultRoles),
  trail,
  securityGroups: orElse(
    section({
      tell: orElse(w.oneOf(['unwanted', 'all']), 'all'),
      allowed: orElse(list(allowed, 'ranges with their ports'), []),
    }),
    { tell: 'all', allowed: [] },
  ),
  routes: list(route, 'routes'),
  oncall: optional(section({ topic: w.topicArn })),
  ignore: orElse(list(section({ ...conditions, because: anyText() }), 'conditions'), []),
  storm: z.prefault(storm, {}),
  sweep: z.prefault(sweep, {}),
  access: z.prefault(access, {}),
  configRules: orElse(list(configRule, 'rules'), []),
  rules: z.prefault(rules, {}),
  remediations: orElse(list(policy, 'policies'), []),
  exempt: orElse(list(exemption, 'exemptions'), []),
  caps: z.prefault(caps, {}),
  audit: z.prefault(audit, {}),
  rollout: optional(rollout),
});

/** The whole settings file, shape and words of each value; what concerns several values is in `cross-checks.ts`. */
export const settingsSchema = z.pipe(
  file,
  z.transform((read) => ({ ...read, audit: { ...read.audit, bucket: read.audit.bucket ?? auditBucket(read) } })),
);

/** Beside the logs, under their name: it must be another bucket, since its objects can never be deleted. S3: 63 characters. */
function auditBucket({ security: { logs }, trail: { bucket } }: z.infer<typeof file>): string {
  return `${(logs?.bucket ?? bucket).slice(0, 57).replace(/[.-]$/, '')}-audit`;
}
