import { guid, type Random } from '../random.ts';
import type { WorldEvaluation, WorldRule } from '../world-item.ts';

/** An event as EventBridge delivers it. */
export type BridgeEvent = Readonly<{
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: readonly string[];
  detail: Readonly<Record<string, unknown>>;
}>;

type Place = Readonly<{ accountId: string; region: string }>;
type Context = Readonly<{ at: number; random: Random }>;

/** "Config Rules Compliance Change": what a rule says now and said before, which is left out the first time. */
export function complianceChange(
  { rule, before, after }: { rule: WorldRule; before: WorldEvaluation | undefined; after: WorldEvaluation },
  context: Context,
): BridgeEvent {
  const { accountId, region, name, arn } = rule;
  const result = (evaluation: WorldEvaluation) => ({
    evaluationResultIdentifier: {
      evaluationResultQualifier: { configRuleName: name, resourceType: evaluation.type, resourceId: evaluation.id },
      orderingTimestamp: iso(evaluation.orderedAt ?? evaluation.recordedAt - 2000),
    },
    complianceType: evaluation.compliance,
    resultRecordedTime: iso(evaluation.recordedAt),
    configRuleInvokedTime: iso(evaluation.recordedAt - 1000),
    annotation: evaluation.annotation ?? null,
  });
  const detail = {
    resourceId: after.id,
    awsRegion: region,
    awsAccountId: accountId,
    configRuleName: name,
    configRuleARN: arn,
    recordVersion: '1.0',
    messageType: 'ComplianceChangeNotification',
    resourceType: after.type,
    notificationCreationTime: iso(context.at),
    newEvaluationResult: result(after),
    ...(before && { oldEvaluationResult: result(before) }),
  };
  return envelope({ source: 'aws.config', detailType: 'Config Rules Compliance Change', place: rule, detail }, context);
}

/** "EC2 Instance State-change Notification". */
export function instanceState(place: Place & { instanceId: string; state: string }, context: Context): BridgeEvent {
  const { accountId, region, instanceId, state } = place;
  const detail = { 'instance-id': instanceId, state };
  const event = envelope(
    { source: 'aws.ec2', detailType: 'EC2 Instance State-change Notification', place, detail },
    context,
  );
  return { ...event, resources: [`arn:aws:ec2:${region}:${accountId}:instance/${instanceId}`] };
}

/** "AWS API Call via CloudTrail": what the automation's role did in EC2. */
export function automationCall(
  place: Place & { eventName: string; requestParameters: object },
  context: Context,
): BridgeEvent {
  const { accountId, region, eventName, requestParameters } = place;
  const role = 'noroshi-automation';
  const principalId = `AROA${accountId}AUTOM`;
  const detail = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${principalId}:Automation`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role}/Automation`,
      accountId,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId,
          arn: `arn:aws:iam::${accountId}:role/${role}`,
          accountId,
          userName: role,
        },
        attributes: { creationDate: iso(context.at), mfaAuthenticated: 'false' },
      },
      invokedBy: 'ssm.amazonaws.com',
    },
    eventTime: iso(context.at),
    eventSource: 'ec2.amazonaws.com',
    eventName,
    awsRegion: region,
    sourceIPAddress: 'ssm.amazonaws.com',
    userAgent: 'ssm.amazonaws.com',
    requestParameters,
    responseElements: { _return: true },
    requestID: guid(context.random),
    eventID: guid(context.random),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
  };
  return envelope({ source: 'aws.ec2', detailType: 'AWS API Call via CloudTrail', place, detail }, context);
}

function envelope(
  {
    source,
    detailType,
    place,
    detail,
  }: { source: string; detailType: string; place: Place; detail: BridgeEvent['detail'] },
  { at, random }: Context,
): BridgeEvent {
  return {
    version: '0',
    id: guid(random),
    'detail-type': detailType,
    source,
    account: place.accountId,
    time: `${iso(at).slice(0, 19)}Z`,
    region: place.region,
    resources: [],
    detail,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
