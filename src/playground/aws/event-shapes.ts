import { guid, type Random } from '../random.ts';
import type { WorldEvaluation, WorldRule } from '../world-item.ts';
import type { Caller } from './identity.ts';

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

/** "AWS API Call via CloudTrail": what the automation's role did in EC2, in a session that bears the execution's id. */
export function automationCall(
  place: Place & { execution: string; eventName: string; requestParameters: object },
  context: Context,
): BridgeEvent {
  const { accountId, region, execution, eventName, requestParameters } = place;
  const roleArn = `arn:aws:iam::${accountId}:role/noroshi-automation`;
  const sessionName = `Automation-${execution}`;
  const who = { accountId, region, roleArn, roleId: `AROA${accountId}AUTOM`, sessionName };
  const call = { service: 'ec2', eventName, requestParameters, responseElements: { _return: true } };
  return callBy({ who, call, invokedBy: 'ssm.amazonaws.com' }, context);
}

type Call = Readonly<{
  service: string;
  eventName: string;
  requestParameters: object;
  responseElements: object | null;
}>;

/** "AWS API Call via CloudTrail": what a role's session did, with the name that it carries (`sourceIdentity`). */
export function sessionCall(caller: Caller, call: Call, context: Context): BridgeEvent {
  return callBy({ who: caller, call }, context);
}

type Session = Place &
  Pick<Caller, 'roleArn' | 'roleId' | 'sessionName'> &
  Partial<Pick<Caller, 'sourceIdentity' | 'accessKeyId'>>;

function callBy(
  { who, call, invokedBy }: { who: Session; call: Call; invokedBy?: string },
  context: Context,
): BridgeEvent {
  const { accountId, region, roleArn, roleId, sessionName, sourceIdentity, accessKeyId } = who;
  const { service, eventName, requestParameters, responseElements } = call;
  const role = roleArn.split('/').at(-1) ?? '';
  const detail = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${roleId}:${sessionName}`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${sessionName}`,
      accountId,
      ...(accessKeyId && { accessKeyId }),
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId: roleId, arn: roleArn, accountId, userName: role },
        attributes: { creationDate: iso(context.at), mfaAuthenticated: 'false' },
        ...(sourceIdentity && { sourceIdentity }),
      },
      ...(invokedBy && { invokedBy }),
    },
    eventTime: iso(context.at),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress: invokedBy ?? '203.0.113.5',
    userAgent: invokedBy ?? 'aws-sdk-js/3',
    requestParameters,
    responseElements,
    requestID: guid(context.random),
    eventID: guid(context.random),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
  };
  return envelope(
    { source: `aws.${service}`, detailType: 'AWS API Call via CloudTrail', place: { accountId, region }, detail },
    context,
  );
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
