/** An instance that stopped, as EventBridge tells it. */
export function instanceStopped(id = 'i-0123456789abcdef0') {
  return {
    version: '0',
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    'detail-type': 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    account: '111122223333',
    time: '2026-11-20T11:59:00Z',
    region: 'eu-west-1',
    resources: [`arn:aws:ec2:eu-west-1:111122223333:instance/${id}`],
    detail: { 'instance-id': id, state: 'stopped' },
  };
}

/** A rule of AWS Config that found a security group open. */
export const groupNonCompliant = {
  version: '0',
  id: '11111111-2222-3333-4444-555555555555',
  'detail-type': 'Config Rules Compliance Change',
  source: 'aws.config',
  account: '111122223333',
  time: '2026-11-20T11:58:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    resourceId: 'sg-0123456789abcdef0',
    awsRegion: 'eu-west-1',
    awsAccountId: '111122223333',
    configRuleName: 'restricted-ssh',
    recordVersion: '1.0',
    configRuleARN: 'arn:aws:config:eu-west-1:111122223333:config-rule/config-rule-abcdef',
    messageType: 'ComplianceChangeNotification',
    newEvaluationResult: {
      evaluationResultIdentifier: {
        evaluationResultQualifier: {
          configRuleName: 'restricted-ssh',
          resourceType: 'AWS::EC2::SecurityGroup',
          resourceId: 'sg-0123456789abcdef0',
        },
        orderingTimestamp: '2026-11-20T11:57:00.000Z',
      },
      complianceType: 'NON_COMPLIANT',
      resultRecordedTime: '2026-11-20T11:57:30.000Z',
      configRuleInvokedTime: '2026-11-20T11:57:20.000Z',
    },
    notificationCreationTime: '2026-11-20T11:57:31.000Z',
    resourceType: 'AWS::EC2::SecurityGroup',
  },
};

/** The event as SNS hands it to Lambda. */
export function throughSns(event: object) {
  const Sns = {
    Type: 'Notification',
    MessageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
    TopicArn: 'arn:aws:sns:eu-west-1:555566667777:noroshi',
    Message: JSON.stringify(event),
    Timestamp: '2026-11-20T12:00:00.000Z',
  };
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns }] };
}
