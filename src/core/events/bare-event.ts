import { parseArn } from '../arn.ts';
import { isObject, readList, readText } from '../text/lenient.ts';

type Body = Readonly<Record<string, unknown>>;

/** What EventBridge would have written around something that came without its envelope. */
export type BareEvent = Readonly<{
  source: string;
  detailType: string;
  account?: string | undefined;
  region?: string | undefined;
  time?: unknown;
  detail: Body;
}>;

/** Recognises a bare finding, notification, record or alarm by the fields that only it has; undefined for anything else. */
export function bareEvent(body: Body): BareEvent | undefined {
  for (const read of readers) {
    const event = read(body);
    if (event) return event;
  }
  return undefined;
}

/** What S3's own notifications call their source; CloudTrail's records name a host there. */
const ofS3 = 'aws:s3';

/** Whether this is a record of CloudTrail, as it stands in a log file. */
export function isTrailRecord(body: Body): boolean {
  return has(body, 'eventVersion', 'eventName', 'eventSource') && body['eventSource'] !== ofS3;
}

/** Whether this is a configuration item, as the API or a rule's event writes it, and no notification about one. */
export function isConfigurationItem(body: Body): boolean {
  return (
    has(body, 'resourceType', 'resourceId') && hasAny(body, 'configurationItemStatus', 'configurationItemCaptureTime')
  );
}

const readers: readonly ((body: Body) => BareEvent | undefined)[] = [
  configNotification,
  s3Record,
  s3Test,
  trailRecord,
  guardDutyFinding,
  securityHubFinding,
  accessAnalyzerFinding,
  alarm,
  health,
];

/** What the event of each of AWS Config's notifications is called ("Monitoring AWS Config with Amazon EventBridge"). */
const notifications = new Map([
  ['ComplianceChangeNotification', 'Config Rules Compliance Change'],
  ['ConfigurationItemChangeNotification', 'Config Configuration Item Change'],
  ['OversizedConfigurationItemChangeNotification', 'Config Configuration Item Change'],
  ['ConfigRulesEvaluationStarted', 'Config Rules Re-evaluation Status'],
  ['ConfigurationSnapshotDeliveryStarted', 'Config Configuration Snapshot Delivery Status'],
  ['ConfigurationSnapshotDeliveryCompleted', 'Config Configuration Snapshot Delivery Status'],
  ['ConfigurationSnapshotDeliveryFailed', 'Config Configuration Snapshot Delivery Status'],
  ['ConfigurationHistoryDeliveryCompleted', 'Config Configuration History Delivery Status'],
]);

function configNotification(body: Body): BareEvent | undefined {
  const kind = readText(body['messageType']);
  const detailType = kind && notifications.get(kind);
  if (!detailType) return undefined;
  // The oldest form of the notification holds a list of one item.
  const item = readList(body['configurationItem']).find(isObject);
  const summary = isObject(body['configurationItemSummary']) ? body['configurationItemSummary'] : undefined;
  const about = item ?? summary ?? body;
  return {
    source: 'aws.config',
    detailType,
    account: readText(about['awsAccountId'] ?? about['accountId']),
    region: readText(about['awsRegion']),
    time: body['notificationCreationTime'] ?? body['NotificationCreateTime'] ?? about['configurationItemCaptureTime'],
    detail: item ? { ...body, configurationItem: item } : body,
  };
}

/** S3's own notification of an object, as EventBridge says the same ("Event message structure": keys are encoded as in forms). */
function s3Record(body: Body): BareEvent | undefined {
  const { s3, eventName } = body;
  if (body['eventSource'] !== ofS3 || !isObject(s3) || !isObject(s3['bucket']) || !isObject(s3['object']))
    return undefined;
  const key = readText(s3['object']['key']);
  return {
    source: 'aws.s3',
    detailType: readText(eventName)?.replace(/^Object(Created|Removed).*$/, 'Object $1') ?? 'Object Event',
    region: readText(body['awsRegion']),
    time: body['eventTime'],
    detail: { bucket: s3['bucket'], object: { ...s3['object'], ...(key !== undefined && { key: fromForm(key) }) } },
  };
}

function fromForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** What S3 sends when notifications are set up. */
function s3Test(body: Body): BareEvent | undefined {
  if (body['Event'] !== 's3:TestEvent' || !has(body, 'Bucket')) return undefined;
  return { source: 'aws.s3', detailType: 'Test Event', time: body['Time'], detail: body };
}

/** What EventBridge calls a record, by its `eventType`. */
const recordTypes = new Map([
  ['AwsConsoleSignIn', 'AWS Console Sign In via CloudTrail'],
  ['AwsServiceEvent', 'AWS Service Event via CloudTrail'],
  ['AwsConsoleAction', 'AWS Console Action via CloudTrail'],
  ['AwsCloudTrailInsight', 'AWS Insight via CloudTrail'],
]);

function trailRecord(body: Body): BareEvent | undefined {
  if (!isTrailRecord(body)) return undefined;
  const identity = isObject(body['userIdentity']) ? body['userIdentity'] : {};
  return {
    source: `aws.${readText(body['eventSource'])?.replace(/\.amazonaws\.com(\.cn)?$/, '') ?? 'cloudtrail'}`,
    detailType: recordTypes.get(readText(body['eventType']) ?? '') ?? 'AWS API Call via CloudTrail',
    account: readText(body['recipientAccountId'] ?? identity['accountId']),
    region: readText(body['awsRegion']),
    time: body['eventTime'],
    detail: body,
  };
}

/** GuardDuty's own JSON, with the keys of EventBridge (`accountId`) or those of its API (`AccountId`). */
function guardDutyFinding(body: Body): BareEvent | undefined {
  if (has(body, 'ProductArn')) return undefined;
  const detail = has(body, 'AccountId', 'Id', 'Severity') ? camelKeys(body) : body;
  if (!isObject(detail) || !has(detail, 'id', 'severity', 'type') || !hasAny(detail, 'service', 'schemaVersion'))
    return undefined;
  return {
    source: 'aws.guardduty',
    detailType: 'GuardDuty Finding',
    account: readText(detail['accountId']),
    region: readText(detail['region']),
    time: detail['updatedAt'] ?? detail['createdAt'],
    detail,
  };
}

/** A finding in Security Hub's format (ASFF). */
function securityHubFinding(body: Body): BareEvent | undefined {
  if (!has(body, 'ProductArn', 'Id') || !hasAny(body, 'Title', 'Types', 'Severity')) return undefined;
  return {
    source: 'aws.securityhub',
    detailType: 'Security Hub Findings - Imported',
    account: readText(body['AwsAccountId']),
    region: readText(body['Region']) ?? (parseArn(readText(body['ProductArn']) ?? '')?.region || undefined),
    time: body['UpdatedAt'] ?? body['CreatedAt'],
    detail: { findings: [body] },
  };
}

function accessAnalyzerFinding(body: Body): BareEvent | undefined {
  if (!has(body, 'id', 'resource', 'resourceType', 'status') || !hasAny(body, 'analyzedAt', 'isPublic', 'principal')) {
    return undefined;
  }
  return {
    source: 'aws.access-analyzer',
    detailType: 'Access Analyzer Finding',
    account: readText(body['accountId'] ?? body['resourceOwnerAccount']),
    region: readText(body['region']),
    time: body['updatedAt'] ?? body['analyzedAt'],
    detail: body,
  };
}

/** A CloudWatch alarm as its SNS action writes it; its region is written for people there, so the ARN tells it. */
function alarm(body: Body): BareEvent | undefined {
  if (!has(body, 'AlarmName', 'NewStateValue')) return undefined;
  return {
    source: 'sns',
    detailType: 'CloudWatch Alarm',
    account: readText(body['AWSAccountId']),
    region: parseArn(readText(body['AlarmArn']) ?? '')?.region,
    time: body['StateChangeTime'],
    detail: body,
  };
}

function health(body: Body): BareEvent | undefined {
  if (!has(body, 'eventArn', 'eventTypeCode')) return undefined;
  return {
    source: 'aws.health',
    detailType: 'AWS Health Event',
    account: readText(body['affectedAccount']),
    region: readText(body['eventRegion']),
    time: body['lastUpdatedTime'] ?? body['startTime'],
    detail: body,
  };
}

function has(body: Body, ...fields: readonly string[]): boolean {
  return fields.every((field) => Object.hasOwn(body, field) && body[field] !== null && body[field] !== undefined);
}

function hasAny(body: Body, ...fields: readonly string[]): boolean {
  return fields.some((field) => has(body, field));
}

/** The keys of an API's answer as EventBridge writes them, all the way down; names of types (`AWS::EC2::…`) stay. */
function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (!isObject(value)) return value;
  const camel = (key: string) => (key.includes(':') ? key : key.charAt(0).toLowerCase() + key.slice(1));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [camel(key), camelKeys(one)]));
}
