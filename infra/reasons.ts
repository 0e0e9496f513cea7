import { Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { PolicyStatement } from '../src/core/iam/statements.ts';
import type { Statement } from './definitions/statement.ts';

/** Why a right with a wildcard in its resource is as narrow as AWS lets it be; a resource that no line fits is a finding. */
const wildcards: readonly (readonly [resource: RegExp, reason: string])[] = [
  [/^\*$/, 'AWS holds these actions to no resource (test/infra/rights.test.ts lists them).'],
  [
    /^arn:aws:iam::\*:role\/noroshi-|^arn:aws:iam::\*:role\/[\w+=,.@-]+$/,
    'The accounts are held by aws:ResourceAccount, so that a thousand of them fit.',
  ],
  [
    /^arn:aws:logs:[^:]+:\d+:log-group:\/aws\/lambda\/noroshi-[\w-]+:\*$/,
    "The log streams of the function's own log group.",
  ],
  [/^arn:aws:s3:::[^*]+\/\*$/, 'Objects of one bucket and prefix.'],
  [/^arn:aws:kms:[^:]+:\d+:key\/\*$/, 'A key has no name before it is made; kms:ViaService and its alias hold it.'],
  [/^arn:aws:config:[^:*]+:\d+:config-aggregator\/\*$/, 'An aggregator has an id that nobody knows before it is made.'],
  [/^arn:aws:events:\*:<AWS::AccountId>:event-bus\/default$/, "The account's own default bus, in each of its regions."],
  [/^arn:aws:sqs:\*:\d+:noroshi-[\w-]+\*?$/, 'Dead letters by their fixed names, in each region that has some.'],
  [/^arn:aws:s3:::\*$/, 'Which bucket is told by the finding; the session is narrowed to it.'],
  [
    /^arn:aws:[\w-]+:\*?:(?:<AWS::AccountId>)?:[\w-]+[/:]\S*\*$/,
    'Which one is told by the finding: each session is narrowed to it by its own policy (core/iam/session-policy.ts).',
  ],
];

/** Says, for each right of a role that holds a wildcard, why. Docs: cdk-nag, AwsSolutions-IAM5. */
export function explainWildcards(of: IConstruct, statements: readonly (Statement | PolicyStatement)[]): void {
  const resources = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Resource = [] }) => Resource.map(shown))
    .filter((resource) => resource.includes('*'));
  for (const resource of new Set(resources)) {
    const [, reason] = wildcards.find(([pattern]) => pattern.test(resource)) ?? [];
    if (reason) explain(of, `AwsSolutions-IAM5[Resource::${resource}]`, reason);
  }
}

/** Words of CloudFormation as the findings write them: the account is the only one in our policies. */
function shown(resource: string): string {
  return Token.isUnresolved(resource)
    ? resource.replace(/\$\{Token\[AWS\.AccountId\.\d+\]\}/g, '<AWS::AccountId>')
    : resource;
}

const reasons = {
  'AwsSolutions-S1':
    'Who reads and writes is in CloudTrail; access logs would need one bucket more, which would need them too.',
  'AwsSolutions-SQS3':
    'It is a dead-letter queue itself, of rules and subscriptions, which the check does not look at.',
  'AwsSolutions-SMG4': "Slack's token and signing secret are rotated by a person, in Slack (docs/deploy.md).",
} as const;

/** Says why findings of these rules are as they are meant to be. */
export function explainFinding(of: IConstruct, rule: keyof typeof reasons): void {
  explain(of, rule, reasons[rule]);
}

function explain(of: IConstruct, rule: string, reason: string): void {
  Validations.of(of).acknowledge({ id: `AwsSolutions::${rule}`, reason });
}
