import { allow, type Statement } from './statement.ts';

/** An action and what it is held to; `{account}` stands for the member's account. */
type Right = readonly [actions: readonly string[], resources: readonly string[]];

const instances = ['arn:aws:ec2:*:{account}:instance/*'];
const users = ['arn:aws:iam::{account}:user/*'];
const everything = ['*'];
const itself: Right = [
  ['ssm:StartAutomationExecution', 'ssm:GetAutomationExecution'],
  ['arn:aws:ssm:*::automation-definition/*', 'arn:aws:ssm:*:{account}:automation-execution/*'],
];
const describesInstances: Right = [['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus'], everything];

/** What each of AWS's automations needs of the role that it runs as. Docs: Systems Manager Automation runbook reference. */
const rights: Readonly<Record<string, readonly Right[]>> = {
  'AWS-StopEC2Instance': [describesInstances, [['ec2:StopInstances'], instances]],
  'AWS-StartEC2Instance': [describesInstances, [['ec2:StartInstances'], instances]],
  'AWS-TerminateEC2Instance': [describesInstances, [['ec2:TerminateInstances'], instances]],
  'AWS-ResizeInstance': [
    describesInstances,
    [['ec2:StopInstances', 'ec2:StartInstances', 'ec2:ModifyInstanceAttribute'], instances],
  ],
  'AWS-DisablePublicAccessForSecurityGroup': [
    [['ec2:DescribeSecurityGroups'], everything],
    [
      ['ec2:RevokeSecurityGroupIngress'],
      ['arn:aws:ec2:*:{account}:security-group/*', 'arn:aws:ec2:*:{account}:security-group-rule/*'],
    ],
  ],
  'AWSConfigRemediation-RevokeUnusedIAMUserCredentials': [
    itself,
    [['config:ListDiscoveredResources'], everything],
    [
      [
        ...[
          'iam:GetUser',
          'iam:ListAccessKeys',
          'iam:GetAccessKeyLastUsed',
          'iam:UpdateAccessKey',
          'iam:DeleteAccessKey',
        ],
        ...['iam:GetLoginProfile', 'iam:DeleteLoginProfile'],
      ],
      users,
    ],
  ],
  'AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock': [
    itself,
    [['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'], ['arn:aws:s3:::*']],
  ],
  'AWSConfigRemediation-EnforceEC2InstanceIMDSv2': [
    itself,
    describesInstances,
    [['ec2:ModifyInstanceMetadataOptions'], instances],
  ],
};

/** The statements that these documents need, and those of them that nobody has written down here. */
export function automationRights(
  documents: readonly string[],
  accountId: string,
): Readonly<{ statements: readonly Statement[]; unknown: readonly string[] }> {
  const known = documents.filter((document) => Object.hasOwn(rights, document));
  const statements = known.flatMap((document) =>
    (rights[document] ?? []).map(([actions, resources]) =>
      allow(
        actions,
        resources.map((resource) => resource.replaceAll('{account}', accountId)),
      ),
    ),
  );
  const seen = new Map(statements.map((statement) => [JSON.stringify(statement), statement]));
  return { statements: [...seen.values()], unknown: documents.filter((document) => !known.includes(document)) };
}
