import { randomUUID } from 'node:crypto';
import { findRule } from '../../rules/index.ts';
import type { World } from '../world.ts';
import type { WorldItem, WorldRule } from '../world-item.ts';

/** Invokes the function of the custom rules with an event, as AWS Config does. */
type InvokeRules = (event: object) => Promise<unknown>;

/** AWS Config as it asks the functions of custom rules. */
export type CustomRules = Readonly<{
  /** From now on this function answers; until then nobody is asked. */
  answerWith(invoke: InvokeRules): void;
  /** Asks a rule to look at everything, as its schedule would; resolves when it has answered. */
  runSchedule(rule: WorldRule): Promise<void>;
  /** Asks a rule about everything in its scope once more; resolves when it has answered. */
  runAgain(rule: WorldRule): Promise<void>;
  /** The rule that a result token was given out for. */
  findByToken(resultToken: string): WorldRule | undefined;
}>;

/** AWS Lambda Developer Guide, "Asynchronous invocation": a function that fails is asked twice more. */
const attempts = 3;

/** Asks the function of each custom rule in whose scope a recorded item is; `failed` hears of those that gave no answer. */
export function makeCustomRules({
  world,
  now,
  failed,
}: {
  world: World;
  now: () => number;
  failed: (error: unknown) => void;
}): CustomRules {
  const tokens = new Map<string, WorldRule>();
  let invoke: InvokeRules | undefined;

  const ask = async (rule: WorldRule, invokingEvent: object): Promise<void> => {
    const resultToken = randomUUID();
    tokens.set(resultToken, rule);
    const event = invocationOf(rule, invokingEvent, resultToken);
    for (let attempt = 1; invoke && attempt <= attempts; attempt += 1) {
      try {
        await invoke(event);
        return;
      } catch (error) {
        if (attempt === attempts) failed(error);
      }
    }
  };

  const askAbout = (rule: WorldRule, item: WorldItem): Promise<void> =>
    ask(rule, {
      configurationItemDiff: null,
      configurationItem: toEventItem(item),
      notificationCreationTime: new Date(now()).toISOString(),
      messageType: 'ConfigurationItemChangeNotification',
      recordVersion: '1.3',
    });

  world.onRecorded((item) => {
    for (const rule of world.rules) if (isInScope(rule, item)) void askAbout(rule, item);
  });
  return {
    async runAgain(rule) {
      for (const item of world.listItems().filter((one) => isInScope(rule, one))) await askAbout(rule, item);
    },
    answerWith(function_) {
      invoke = function_;
    },
    runSchedule: (rule) =>
      ask(rule, {
        awsAccountId: rule.accountId,
        notificationCreationTime: new Date(now()).toISOString(),
        messageType: 'ScheduledNotification',
        recordVersion: '1.0',
      }),
    findByToken: (resultToken) => tokens.get(resultToken),
  };
}

function isInScope({ accountId, region, custom }: WorldRule, { resource }: WorldItem): boolean {
  const isHere = resource.accountId === accountId && (resource.region === region || resource.region === 'global');
  return isHere && custom !== undefined && (findRule(custom.id)?.resourceTypes.includes(resource.type) ?? false);
}

/** AWS Config Developer Guide, "Example Events for AWS Config Rules". */
function invocationOf({ accountId, name, arn, custom }: WorldRule, invokingEvent: object, resultToken: string): object {
  return {
    version: '1.0',
    invokingEvent: JSON.stringify(invokingEvent),
    ...(Object.keys(custom?.parameters ?? {}).length > 0 && { ruleParameters: JSON.stringify(custom?.parameters) }),
    resultToken,
    eventLeftScope: false,
    executionRoleArn: `arn:aws:iam::${accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    configRuleArn: arn,
    configRuleName: name,
    configRuleId: arn.split('/').at(-1),
    accountId,
  };
}

/** The shape of an event: `ARN`, `awsAccountId`, and a configuration that is no string. */
function toEventItem(item: WorldItem): object {
  const { resource, availabilityZone, configuration, relationships, tags } = item;
  return {
    relatedEvents: [],
    relationships: relationships.map(({ type, id, relation }) => ({
      resourceId: id,
      resourceName: null,
      resourceType: type,
      name: relation,
    })),
    configuration,
    supplementaryConfiguration: {},
    tags,
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: new Date(item.capturedAt).toISOString(),
    configurationStateId: Number(item.stateId),
    awsAccountId: resource.accountId,
    configurationItemStatus: item.status,
    resourceType: resource.type,
    resourceId: resource.id,
    resourceName: resource.name ?? null,
    ARN: resource.arn,
    awsRegion: resource.region,
    availabilityZone,
    configurationStateMd5Hash: '',
    resourceCreationTime: new Date(item.createdAt).toISOString(),
  };
}
