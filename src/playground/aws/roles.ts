import { automationRole } from '../../core/iam/actions.ts';
import { evaluateStatements, readStatements, remediateStatements } from '../../core/iam/member-roles.ts';
import type { Settings } from '../../core/settings.ts';
import { remediations } from '../../remediations/index.ts';
import { rules } from '../../rules/index.ts';
import type { Statement } from './policy.ts';

/** A role with the parts of its trust policy that Noroshi's own trust policies use. */
export type Role = Readonly<{
  arn: string;
  /** `AROA…` */
  id: string;
  accountId: string;
  trust: Readonly<{
    /** The account that the trust policy names. */
    principalAccount: string;
    /** Its condition on `aws:PrincipalArn`. */
    principalArn: string;
    externalId?: string;
    /** `sts:SetSourceIdentity` is allowed always; here the trust demands that one is given. */
    needsSourceIdentity: boolean;
  }>;
  policy: readonly Statement[];
}>;

/** The names of everything that the bot's account holds, made from the settings. */
export type BotParts = Readonly<{ table: string; results: string; jobsTopic: string }>;

/** What a function and its event source do with a queue. */
const queueActions = [
  'SendMessage',
  'ReceiveMessage',
  'DeleteMessage',
  'ChangeMessageVisibility',
  'GetQueueAttributes',
  'GetQueueUrl',
].map((action) => `sqs:${action}`);

/** What the store does with its table. */
const tableActions = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map((action) => `dynamodb:${action}`);

/** The bot's own role and every role that it may try to assume. */
export function makeRoles(settings: Settings, parts: BotParts): { bot: Role; assumable: readonly Role[] } {
  const botArn = `arn:aws:iam::${settings.bot.account}:role/noroshi-bot`;
  const trusted = { principalAccount: settings.bot.account, principalArn: botArn, needsSourceIdentity: false };
  const make = (arn: string, rest: Pick<Role, 'trust' | 'policy'>): Role => {
    const accountId = arn.split(':')[4] ?? '';
    return { arn, accountId, id: `AROA${accountId}${checkLetters(arn)}`, ...rest };
  };
  const declared = remediations.map(({ permissions }) => permissions);
  const evaluated = rules.map(({ permissions }) => permissions);
  const ownRoles = [settings.roles.read, settings.roles.remediate, settings.roles.evaluate, automationRole];
  const members = settings.accounts.flatMap(({ id }) => {
    const trust = { ...trusted, externalId: settings.roles.externalId.replaceAll('{account}', id) };
    return [
      make(`arn:aws:iam::${id}:role/${settings.roles.read}`, { trust, policy: readStatements(declared, id) }),
      make(`arn:aws:iam::${id}:role/${settings.roles.remediate}`, {
        trust: { ...trust, needsSourceIdentity: true },
        policy: remediateStatements(declared, { accountId: id, ownRoles }),
      }),
      make(`arn:aws:iam::${id}:role/${settings.roles.evaluate}`, { trust, policy: evaluateStatements(evaluated, id) }),
    ];
  });
  const logReader = make(settings.trail.role, {
    trust: { ...trusted, externalId: settings.trail.externalId },
    policy: logReads(settings),
  });
  const reader = make(`arn:aws:iam::${settings.security.account}:role/${settings.security.readerRole}`, {
    trust: trusted,
    policy: aggregatorReads(settings),
  });
  const { role: auditRole, externalId: auditId } = settings.audit;
  const auditTrust = { ...trusted, ...(auditId !== undefined && { externalId: auditId }) };
  const writers =
    auditRole === undefined ? [] : [make(auditRole, { trust: auditTrust, policy: auditWrites(settings) })];
  const assumable = [logReader, reader, ...writers, ...members];
  return { bot: make(botArn, { trust: trusted, policy: botRights(settings, parts, assumable) }), assumable };
}

function botRights(settings: Settings, { table, results, jobsTopic }: BotParts, roles: readonly Role[]): Statement[] {
  const { account, region } = settings.bot;
  return [
    allow(
      ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
      roles.map(({ arn }) => arn),
    ),
    allow(['sns:Publish'], [jobsTopic, ...(settings.oncall ? [settings.oncall.topic] : [])]),
    allow(queueActions, [`arn:aws:sqs:${region}:${account}:noroshi-*`]),
    allow(
      ['secretsmanager:GetSecretValue'],
      [`arn:aws:secretsmanager:${region}:${account}:secret:${settings.slack.secret}-*`],
    ),
    allow(tableActions, [`arn:aws:dynamodb:${region}:${account}:table/${table}`]),
    allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], [`arn:aws:s3:::${results}`, `arn:aws:s3:::${results}/*`]),
    ...(settings.security.account === account ? aggregatorReads(settings) : []),
    ...(settings.audit.role === undefined ? auditWrites(settings) : []),
    allow(['cloudtrail:ListPublicKeys'], ['*']),
  ];
}

/** Adds to the audit trail and reads it; nobody may take anything away. */
function auditWrites({ audit: { bucket } }: Settings): Statement[] {
  return [
    allow(['s3:PutObject', 's3:GetObject'], [`arn:aws:s3:::${bucket}/audit/*`]),
    allow(['s3:ListBucket'], [`arn:aws:s3:::${bucket}`]),
  ];
}

/** The logs, by itself and by Athena. */
function logReads({ trail, security }: Settings): Statement[] {
  const { database = 'noroshi', table = 'cloudtrail', workgroup = 'noroshi' } = trail.athena ?? {};
  const here = `${security.region}:${security.account}`;
  const answers = `arn:aws:s3:::noroshi-athena-${security.account}-${security.region}`;
  const glue = (name: string) => `arn:aws:glue:${here}:${name}`;
  const athena = ['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults', 'StopQueryExecution'];
  return [
    allow(['s3:ListBucket'], [`arn:aws:s3:::${trail.bucket}`]),
    allow(['s3:GetObject'], [`arn:aws:s3:::${trail.bucket}/${trail.prefix}*`]),
    allow(
      athena.map((action) => `athena:${action}`),
      [`arn:aws:athena:${here}:workgroup/${workgroup}`],
    ),
    allow(['glue:GetDatabase'], [glue('database/default'), glue(`database/${database}`)]),
    allow(['glue:GetTable'], [glue(`table/${database}/${table}`)]),
    allow(['s3:GetBucketLocation'], [answers]),
    allow(['s3:GetObject', 's3:PutObject'], [`${answers}/*`]),
  ];
}

function aggregatorReads({ security }: Settings): Statement[] {
  return [
    allow(
      [
        'config:SelectAggregateResourceConfig',
        'config:GetAggregateResourceConfig',
        'config:BatchGetAggregateResourceConfig',
        'config:ListAggregateDiscoveredResources',
        'config:DescribeAggregateComplianceByConfigRules',
        'config:GetAggregateComplianceDetailsByConfigRule',
        'config:GetAggregateConfigRuleComplianceSummary',
      ],
      [`arn:aws:config:${security.region}:${security.account}:config-aggregator/*`],
    ),
    // The sweep reads findings where those of all members are.
    allow(['guardduty:ListDetectors', 'guardduty:ListFindings', 'guardduty:GetFindings'], ['*']),
  ];
}

function allow(actions: readonly string[], resources: readonly string[]): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resources };
}

function checkLetters(text: string): string {
  let hash = 0;
  for (const char of text) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return hash.toString(36).toUpperCase().padStart(7, '0').slice(-5);
}
