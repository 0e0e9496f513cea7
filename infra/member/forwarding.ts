import { Aws, type CfnMapping } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { forwardings } from '../definitions/event-patterns.ts';
import { forwardRole, memberDeadLetters } from '../definitions/names.ts';

/**
 * The rules that forward what the alert types want. An event that a bus does not take within a day waits among the dead
 * letters of its region. Amazon EventBridge, "Using dead-letter queues".
 */
export function addForwarding(
  scope: Construct,
  { security }: Settings,
  { buses, queue }: Readonly<{ buses: CfnMapping; queue: number }>,
): void {
  for (const { name, kinds, pattern } of forwardings()) {
    new CfnRule(scope, `Forward${name.split('-').at(-1)}`, {
      name,
      description: `Noroshi: ${kinds.join(', ')}.`.slice(0, 512),
      eventPattern: pattern,
      state: 'ENABLED',
      targets: [
        {
          id: 'bus',
          arn: buses.findInMap(Aws.REGION, 'arn'),
          roleArn: `arn:aws:iam::${Aws.ACCOUNT_ID}:role/${forwardRole}`,
          deadLetterConfig: { arn: `arn:aws:sqs:${Aws.REGION}:${security.account}:${memberDeadLetters(queue)}` },
          retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
        },
      ],
    });
  }
}
