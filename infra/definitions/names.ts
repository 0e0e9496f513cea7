import { automationRole } from '../../src/core/iam/actions.ts';
import type { Settings } from '../../src/core/settings.ts';

/** The functions of the bot's account; each has a role of its own name. */
export const botFunctions = ['alerts', 'posts', 'slack', 'queries', 'remediations', 'sweep'] as const;
export type BotFunction = (typeof botFunctions)[number];

/** The queues of the bot's account. */
export const queueNames = ['alerts', 'posts', 'lookups', 'searches', 'remediations', 'follow'] as const;
export type QueueName = (typeof queueNames)[number];

/** Everything that we make is called so. Fixed names, because policies of other accounts name them before they are there. */
export const prefixed = (name: string): string => `noroshi-${name}`;

/** The one table. */
export const tableName = 'noroshi';

/** The name of the log group of a function. */
export const logGroupOf = (name: string): string => `/aws/lambda/${prefixed(name)}`;

/** ARNs of what the stacks make, from the settings alone. */
export function arnsOf({ bot, security, slack, roles }: Settings) {
  const inBot = (service: string) => `arn:aws:${service}:${bot.region}:${bot.account}:`;
  const role = (accountId: string, name: string) => `arn:aws:iam::${accountId}:role/${name}`;
  return {
    /** The role of a function of the bot's account. */
    botRole: (name: BotFunction) => role(bot.account, prefixed(name)),
    /** The role of the function of the custom Config rules; it stands in the security account. */
    configRulesRole: role(security.account, prefixed('config-rules')),
    readerRole: role(security.account, security.readerRole),
    /** What `noroshi redrive` works as (`src/cli/redrive.ts`). */
    redriveRole: role(bot.account, prefixed('redrive')),
    /** What `noroshi off` and `on` work as (`src/cli/switch.ts`). */
    switchRole: role(bot.account, prefixed('switch')),
    function: (name: string) => `${inBot('lambda')}function:${prefixed(name)}`,
    queue: (name: string) => `${inBot('sqs')}${prefixed(name)}`,
    deadLetters: (name: string) => `${inBot('sqs')}${prefixed(`${name}-dlq`)}`,
    jobsTopic: `${inBot('sns')}${prefixed('jobs')}`,
    alarmsTopic: `${inBot('sns')}${prefixed('alarms')}`,
    table: `${inBot('dynamodb')}table/${tableName}`,
    /** Secrets Manager adds six characters of its own to the name. */
    secret: `${inBot('secretsmanager')}secret:${slack.secret}-??????`,
    results: `arn:aws:s3:::${resultsBucketOf({ bot })}`,
    /** The topic that a region's signals arrive on: the home region's, or a relay's. */
    alertsTopic: (region: string) => `arn:aws:sns:${region}:${security.account}:${prefixed('alerts')}`,
    /** Our own roles in each account, by name. */
    ownMemberRoles: [roles.read, roles.remediate, roles.evaluate, automationRole, forwardRole, pathTestRole],
  };
}
export type Arns = ReturnType<typeof arnsOf>;

/** The role in each account that carries its events to the security account's bus. */
export const forwardRole = prefixed('forward');

/** The role in each account that the daily test event is sent under. */
export const pathTestRole = prefixed('test');

/** The name of the bucket of results; buckets share one namespace with the whole world. */
export function resultsBucketOf({ bot }: Pick<Settings, 'bot'>): string {
  return `noroshi-results-${bot.account}-${bot.region}`;
}

/** The names of the bus, the members' dead letters and the function's alias of a group of accounts. */
export const busName = (bus: number): string => `noroshi-${bus}`;
export const memberDeadLetters = (queue: number): string => `noroshi-members-dlq-${queue}`;
export const aliasName = (group: number): string => `accounts-${group}`;
