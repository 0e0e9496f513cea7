import type { Settings } from '../../src/core/settings.ts';
import { counting, sendingAgain } from './dead-letters.ts';
import { inPieces } from './groups.ts';
import { fitting, limits, mustFit, splitInstallation } from './limits.ts';
import { type Arns, arnsOf, type BotFunction, logGroupOf, prefixed, type QueueName, queueNames } from './names.ts';
import { rowRights, switchRows } from './rows.ts';
import { allow, policyOf, type Statement } from './statement.ts';

/** To which queues a function sends, and from which it is fed. */
export const queueRights: Readonly<
  Record<BotFunction, Readonly<{ sends: readonly QueueName[]; eats: readonly QueueName[] }>>
> = {
  alerts: { sends: ['alerts', 'posts', 'searches', 'follow'], eats: ['alerts'] },
  posts: { sends: ['posts'], eats: ['posts'] },
  slack: { sends: [], eats: [] },
  queries: { sends: ['posts', 'searches'], eats: ['lookups', 'searches'] },
  remediations: { sends: ['posts', 'follow'], eats: ['remediations', 'follow'] },
  sweep: { sends: ['alerts', 'posts', 'searches', 'follow'], eats: [] },
};

/** The prefixes of the bucket of results that a function writes to. */
const resultRights: Readonly<Record<BotFunction, readonly string[]>> = {
  alerts: ['events/*', 'quarantine/*'],
  posts: ['events/*', 'jobs/*'],
  slack: [],
  queries: ['events/*', 'jobs/*'],
  remediations: ['events/*', 'jobs/*'],
  sweep: ['events/*', 'jobs/*'],
};

/** Whose door reads Slack's token. `alerts` never speaks to Slack. */
const readsSecret: readonly BotFunction[] = ['posts', 'slack', 'queries', 'remediations', 'sweep'];
const looksAtAggregator: readonly BotFunction[] = ['alerts', 'queries', 'remediations', 'sweep'];
const tellsOnCall: readonly BotFunction[] = ['alerts', 'posts', 'sweep'];
/** Who looks in the members' accounts: a configuration item of a moment, a history, the state before a change. */
export const readsMembers: readonly BotFunction[] = ['alerts', 'queries', 'remediations'];

/** Who gets sessions of the log reader's role: searches, and what reads each new log file where the settings want that. */
export function readsLogs({ sweep }: Pick<Settings, 'sweep'>): readonly BotFunction[] {
  return sweep.tail ? ['alerts', 'queries'] : ['queries'];
}

/** What a function of the bot's account may do by its own role, members' accounts apart (`memberSessions`). */
export function rightsOf(name: BotFunction, settings: Settings): readonly Statement[] {
  const arns = arnsOf(settings);
  return [
    writesLog(`arn:aws:logs:${settings.bot.region}:${settings.bot.account}`, name),
    ...(readsSecret.includes(name) ? [allow(['secretsmanager:GetSecretValue'], [arns.secret])] : []),
    ...(name === 'slack' ? publishesJobs(settings, arns) : []),
    ...tableStatements(name, arns),
    ...queueStatements(name, arns),
    ...(name === 'sweep' ? [allow(counting, strayDeadLetters(settings))] : []),
    ...resultStatements(name, arns),
    ...(looksAtAggregator.includes(name) ? looksAtSecurity(settings, arns) : []),
    ...(readsLogs(settings).includes(name) ? [assumes([settings.trail.role])] : []),
    // CloudTrail's own keys, the same for everybody; AWS knows no resource for them.
    ...(name === 'queries' ? [allow(['cloudtrail:ListPublicKeys'], ['*'])] : []),
    ...auditStatements(name, settings),
    ...(tellsOnCall.includes(name) && settings.oncall ? [allow(['sns:Publish'], [settings.oncall.topic])] : []),
    ...(settings.bot.network ? [standsInVpc] : []),
  ];
}

/** A function writes into its own log group, and no other. */
export function writesLog(home: string, name: string): Statement {
  return allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${home}:log-group:${logGroupOf(name)}:*`]);
}

/** EC2 holds none of these to a resource that is known beforehand (AWS Lambda Developer Guide, VPC execution role). */
const standsInVpc = allow(
  ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface'],
  ['*'],
);

/** SNS asks for the key of an encrypted topic in the name of who publishes. */
function publishesJobs({ bot }: Settings, arns: Arns): readonly Statement[] {
  const through = {
    'kms:ViaService': `sns.${bot.region}.amazonaws.com`,
    'kms:ResourceAliases': `alias/${prefixed('bot')}`,
  };
  return [
    allow(['sns:Publish'], [arns.jobsTopic]),
    allow(['kms:GenerateDataKey', 'kms:Decrypt'], [`arn:aws:kms:${bot.region}:${bot.account}:key/*`], {
      StringEquals: { 'kms:ViaService': through['kms:ViaService'] },
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': through['kms:ResourceAliases'] },
    }),
  ];
}

const held = (keys: readonly string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } });

function tableStatements(name: BotFunction, arns: Arns): readonly Statement[] {
  const rows = rowRights[name];
  if (!rows) return [];
  const reads = [...rows.writes, ...(rows.reads ?? [])];
  return [
    allow(['dynamodb:GetItem', 'dynamodb:Query'], [arns.table], held(reads)),
    allow(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], [arns.table], held(rows.writes)),
    ...(rows.due ? [allow(['dynamodb:Query'], [`${arns.table}/index/due`], held(rows.due))] : []),
  ];
}

/** The dead letters that stand before no queue of the bot: in the security account and beside the subscriptions, in each region. */
function strayDeadLetters({ bot, security }: Settings): readonly string[] {
  const of = (account: string, name: string) => `arn:aws:sqs:*:${account}:${prefixed(name)}`;
  return [of(bot.account, 'subscription-dlq'), of(security.account, 'bus-dlq'), of(security.account, 'members-dlq-*')];
}

/** What `noroshi redrive` may do: take dead letters, and put them into the queue that they came from or were meant for. */
export function redriveRights(settings: Settings): readonly Statement[] {
  const arns = arnsOf(settings);
  return [
    allow(sendingAgain, [...queueNames.map(arns.deadLetters), ...strayDeadLetters(settings)]),
    allow([...counting, 'sqs:SendMessage'], queueNames.map(arns.queue)),
  ];
}

/** What `noroshi off` and `on` may do: say what is wanted of the switch, and see what became of it. */
export function switchRights(settings: Settings): readonly Statement[] {
  const { table } = arnsOf(settings);
  return [
    allow(['dynamodb:GetItem', 'dynamodb:Query'], [table], held([...switchRows.writes, ...switchRows.reads])),
    allow(['dynamodb:PutItem'], [table], held(switchRows.writes)),
  ];
}

function queueStatements(name: BotFunction, arns: Arns): readonly Statement[] {
  const { sends, eats } = queueRights[name];
  const every = Object.values(queueRights).flatMap((rights) => rights.eats);
  return [
    ...(sends.length > 0 ? [allow(['sqs:SendMessage'], sends.map(arns.queue))] : []),
    ...(eats.length > 0
      ? [
          allow(
            ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
            eats.map(arns.queue),
          ),
        ]
      : []),
    // The sweep counts what nobody could work off.
    ...(name === 'sweep'
      ? [allow(['sqs:GetQueueAttributes'], [...every.map(arns.queue), ...every.map(arns.deadLetters)])]
      : []),
  ];
}

function resultStatements(name: BotFunction, { results }: Arns): readonly Statement[] {
  const writes = resultRights[name].map((prefix) => `${results}/${prefix}`);
  if (writes.length === 0) return [];
  return [allow(['s3:GetObject'], [`${results}/*`]), allow(['s3:PutObject'], writes)];
}

/** What is asked of the security account's aggregator and GuardDuty; by the functions themselves where they live there. */
export function securityReads({ security }: Pick<Settings, 'security'>): readonly Statement[] {
  const { account, region } = security;
  return [
    allow(
      [
        ...['config:SelectAggregateResourceConfig', 'config:GetAggregateResourceConfig'],
        ...['config:GetAggregateConfigRuleComplianceSummary', 'config:DescribeAggregateComplianceByConfigRules'],
        'config:GetAggregateComplianceDetailsByConfigRule',
      ],
      [`arn:aws:config:${region}:${account}:config-aggregator/*`],
    ),
    // AWS knows no resource for them.
    allow(['guardduty:ListDetectors', 'guardduty:ListFindings', 'guardduty:GetFindings'], ['*']),
  ];
}

function looksAtSecurity(settings: Settings, arns: Arns): readonly Statement[] {
  const isSame = settings.security.account === settings.bot.account;
  return isSame ? securityReads(settings) : [assumes([arns.readerRole])];
}

/** The audit trail: remediations add to it, queries read it, nobody takes anything away. */
function auditStatements(name: BotFunction, { audit }: Settings): readonly Statement[] {
  if (name !== 'remediations' && name !== 'queries') return [];
  if (audit.role !== undefined) return [assumes([audit.role])];
  const all = [`arn:aws:s3:::${audit.bucket}/audit/*`];
  return [...auditReads(audit.bucket), ...(name === 'remediations' ? [allow(['s3:PutObject'], all)] : [])];
}

/** Reading the audit trail. */
function auditReads(bucket: string): readonly Statement[] {
  return [
    allow(['s3:GetObject'], [`arn:aws:s3:::${bucket}/audit/*`]),
    allow(['s3:ListBucket'], [`arn:aws:s3:::${bucket}`]),
  ];
}

function assumes(roleArns: readonly string[]): Statement {
  return allow(['sts:AssumeRole'], roleArns);
}

/** An id in a list costs fifteen characters; the rest of such a policy costs the others. */
const accountsOfPolicy = Math.floor((limits.managedPolicy - 400) / 15);

/**
 * The managed policies by which a function opens sessions in the listed accounts, and in no other: roles by their fixed
 * names, accounts by a condition, so that a thousand of them fit. Sessions under a person's name (`isNamed`) need two rights
 * more. Throws TooLarge when a role could not hold them all.
 */
export function memberSessions(
  { owner, roles, isNamed }: Readonly<{ owner: string; roles: readonly string[]; isNamed?: boolean }>,
  { accounts }: Pick<Settings, 'accounts'>,
): readonly (readonly Statement[])[] {
  const ids = accounts.map(({ id }) => id);
  const pieces = inPieces(ids, accountsOfPolicy);
  const about = { owner: `What ${owner} may assume`, advice: splitInstallation };
  mustFit(pieces.length, { limit: 'policiesOfRole', ...about });
  const actions = ['sts:AssumeRole', ...(isNamed ? ['sts:SetSourceIdentity', 'sts:TagSession'] : [])];
  const arns = roles.map((name) => `arn:aws:iam::*:role/${name}`);
  return pieces.map((some) => [
    ...fitting(policyOf([allow(actions, arns, { StringEquals: { 'aws:ResourceAccount': some } })]), {
      limit: 'managedPolicy',
      ...about,
    }).Statement,
  ]);
}
