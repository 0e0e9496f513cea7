import { Aws, type CfnMapping } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { forwardingRules, forwardingTarget, pathTestRule } from '../definitions/forwarding.ts';
import { pathTestRole } from '../definitions/names.ts';
import { pathTestSchedule } from '../definitions/path-test.ts';

/** Where the members' rules put events, and what becomes of those that a bus does not take within a day. */
type Way = Readonly<{ buses: CfnMapping; queue: number }>;

function toBus(settings: Settings, { buses, queue }: Way) {
  const { id, arn, roleArn, deadLettersArn, retries } = forwardingTarget(settings, {
    accountId: Aws.ACCOUNT_ID,
    region: Aws.REGION,
    busArn: buses.findInMap(Aws.REGION, 'arn'),
    queue,
  });
  return { id, arn, roleArn, deadLetterConfig: { arn: deadLettersArn }, retryPolicy: retries };
}

/** The rules that forward what the alert types want. Amazon EventBridge, "Using dead-letter queues". */
export function addForwarding(scope: Construct, settings: Settings, way: Way): void {
  for (const { name, about, pattern } of forwardingRules()) {
    new CfnRule(scope, `Forward${name.split('-').at(-1)}`, {
      name,
      description: about,
      eventPattern: pattern,
      state: 'ENABLED',
      targets: [toBus(settings, way)],
    });
  }
}

/** Once a day a test event goes the whole way, where the settings want that (`sweep.tryPaths`). */
export function addPathTest(scope: Construct, settings: Settings, way: Way): void {
  const { name, expression, eventBridgeParameters, input } = pathTestSchedule;
  const { DetailType: detailType, Source: source } = eventBridgeParameters;
  const schedule = new CfnSchedule(scope, 'Test', {
    name,
    scheduleExpression: expression,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: `arn:aws:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`,
      roleArn: `arn:aws:iam::${Aws.ACCOUNT_ID}:role/${pathTestRole}`,
      eventBridgeParameters: { detailType, source },
      input,
    },
  });
  const rule = new CfnRule(scope, 'ForwardTest', {
    name: pathTestRule.name,
    description: pathTestRule.about,
    eventPattern: pathTestRule.pattern,
    targets: [toBus(settings, way)],
  });
  schedule.addResourceDependency(rule);
}
