import type { Alert } from '../../../src/core/alert.ts';
import type { RemediationRequest } from '../../../src/core/remediation.ts';

const resource = {
  type: 'AWS::EC2::SecurityGroup',
  id: 'sg-0abc',
  name: 'web',
  accountId: '111122223333',
  region: 'eu-west-1',
} as const;

/** An alert with everything in it. */
export const sampleAlert: Alert = {
  id: 'a1',
  kind: 'security-group-change',
  title: 'alice opened SSH (port 22) of web (sg-0abc) to the whole internet',
  severity: 'critical',
  state: 'open',
  source: 'aws.ec2',
  accountId: '111122223333',
  accountName: 'payments-prod',
  environment: 'prod',
  region: 'eu-west-1',
  resources: [resource],
  actor: {
    type: 'AssumedRole',
    name: 'alice',
    arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice',
    sourceIp: '192.0.2.7',
    userAgent: 'aws-cli/2.15',
    mfa: false,
  },
  occurredAt: '2026-11-20T16:40:00Z',
  fingerprint: 'f1',
  changes: [{ field: 'inbound tcp 22', before: null, after: '0.0.0.0/0' }],
  facts: [
    { label: 'Owner', value: 'team-payments' },
    { label: 'Name', unavailable: 'the aggregator did not answer in time' },
  ],
  sentence: ['alice opened SSH (port 22) of ', { resource: 0 }, ' to the whole internet'],
  eventKey: 'k1',
  sourceAt: 1_795_192_800_000,
  rule: 'restricted-ssh',
  links: [
    {
      label: 'Security group',
      url: 'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-0abc',
    },
  ],
};

/** A remediation request that failed in its second step. */
export const sampleRequest: RemediationRequest = {
  id: 'r1',
  remediation: 'config-remediation',
  attempt: 1,
  state: 'failed',
  mode: 'click',
  alertId: 'a1',
  resource,
  input: {},
  requestedBy: 'U0ALICE',
  click: 'click-1',
  requestedAt: 1_795_192_860_000,
  startedAt: 1_795_192_861_000,
  endedAt: 1_795_192_871_000,
  steps: [
    { name: 'DescribeGroup', state: 'done' },
    { name: 'RevokeRules', state: 'failed', error: 'UnauthorizedOperation' },
  ],
  reason: 'the role may not do it',
  rev: 4,
};
