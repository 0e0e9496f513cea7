import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAlias, type CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Settings } from '../src/core/settings.ts';
import { addAlarm, deadLetterAlarm, topicsNear } from './alarm.ts';
import { type DeadLetters, memberDeadLettersAt } from './definitions/buses.ts';
import { rulesFunctionArn } from './definitions/config-rules.ts';
import { deadLettersKept } from './definitions/dead-letters.ts';
import { type Group, groupsOf, inPieces } from './definitions/groups.ts';
import { mustFit, splitInstallation } from './definitions/limits.ts';
import { aliasName, arnsOf } from './definitions/names.ts';
import { addFunction } from './function.ts';
import { explainFinding } from './reasons.ts';
import { tags } from './role.ts';
import { addBuses } from './security/bus.ts';

type RegionProps = StackProps & Readonly<{ region: string; isRelay: boolean }>;

/** A region of the security account: the function of the custom rules, what the members could not deliver, and a relay where the home bus cannot be reached. */
export function addRegionStack(
  scope: Construct,
  settings: Settings,
  { region, isRelay, ...props }: RegionProps,
): Stack {
  const stack = new Stack(scope, `noroshi-region-${region}`, {
    ...props,
    description: `Noroshi: what must stand in ${region} itself.`,
  });
  const groups = groupsOf(settings);
  addMemberDeadLetters(
    stack,
    memberDeadLettersAt(settings, region),
    topicsNear(settings, { account: settings.security.account, region }),
  );
  const rules = addFunction(stack, {
    door: 'config-rules',
    role: arnsOf(settings).configRulesRole,
    settings,
    running: { seconds: 120, memory: 1024 },
    variables: {},
  });
  addAliases(stack, rules, groups);
  if (isRelay) addBuses(stack, settings, region);
  return stack;
}

/** The members' forwarding rules put here what the bus did not take. */
function addMemberDeadLetters(scope: Construct, queues: readonly DeadLetters[], topics: readonly string[]): void {
  queues.forEach(({ name, policy: policyDocument }, at) => {
    const queue = new CfnQueue(scope, `DeadLetters${at + 1}`, {
      queueName: name,
      messageRetentionPeriod: deadLettersKept,
      sqsManagedSseEnabled: true,
      tags,
    });
    explainFinding(queue, 'AwsSolutions-SQS3');
    new CfnQueuePolicy(scope, `DeadLetters${at + 1}Policy`, { queues: [queue.ref], policyDocument });
    const about = 'What the rules of members could not put onto the bus; noroshi redrive sends it to the bot.';
    addAlarm(scope, deadLetterAlarm(`members-dlq-${at + 1}`, about), topics);
  });
}

/** One alias per group of accounts, since the policy of each has its own limit. */
function addAliases(scope: Construct, rules: CfnFunction, groups: readonly Group[]): void {
  for (const { group } of groups) {
    new CfnAlias(scope, `Alias${group}`, {
      name: aliasName(group),
      functionName: rules.ref,
      functionVersion: '$LATEST',
    });
  }
}

/** CloudFormation takes 500 resources in a stack: the permissions of so many accounts stand in one of their own. */
const permissionsOfStack = 450;

/** AWS Config of the listed accounts may invoke the function, each by its group's alias. */
export function addInvocationStacks(
  scope: Construct,
  settings: Settings,
  { region, ...props }: StackProps & Readonly<{ region: string }>,
): readonly Stack[] {
  const listed = groupsOf(settings).flatMap(({ group, accountIds }) => accountIds.map((id) => ({ id, group })));
  return inPieces(listed, permissionsOfStack).map((some, at) => {
    const stack = new Stack(scope, `noroshi-invocations-${region}-${at + 1}`, {
      ...props,
      description: `Noroshi: whose rules may invoke the function in ${region}.`,
    });
    for (const { id, group } of some) {
      new CfnPermission(stack, `Of${id}`, {
        action: 'lambda:InvokeFunction',
        functionName: rulesFunctionArn(settings, { region, group }),
        principal: 'config.amazonaws.com',
        sourceAccount: id,
      });
    }
    mustFit(some.length, { limit: 'resources', owner: `The stack ${stack.stackName}`, advice: splitInstallation });
    return stack;
  });
}
