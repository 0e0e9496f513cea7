import { guid, makeRandom } from '../random.ts';
import { scene } from '../seed-scene.ts';
import type { StoryRecord } from '../seed-story.ts';

type Place = Readonly<{ account: string; region: string }>;

export const prod: Place = { account: scene.prod, region: scene.region };
export const dev: Place = { account: scene.dev, region: scene.region };

/** An event as EventBridge delivers it. */
export function bridged(
  place: Place & { source: string; detailType: string; resources?: readonly string[] },
  detail: object,
  at: number,
): object {
  const { source, detailType, account, region, resources = [] } = place;
  const id = guid(makeRandom(at, detailType));
  return { version: '0', id, 'detail-type': detailType, source, account, time: iso(at), region, resources, detail };
}

type Judged = Place & Readonly<{ rule: string; type: string; id: string; annotation?: string }>;

/** "Config Rules Compliance Change": what was compliant yesterday no longer is. */
export function noLongerCompliant(about: Judged, at: number): object {
  return complianceChange(about, ['COMPLIANT', 'NON_COMPLIANT'], at);
}

/** The same the other way round. */
export function compliantAgain(about: Judged, at: number): object {
  return complianceChange(about, ['NON_COMPLIANT', 'COMPLIANT'], at);
}

function complianceChange(about: Judged, [before, after]: readonly [string, string], at: number): object {
  const { account, region, rule, type, id, annotation } = about;
  const result = (complianceType: string, recordedAt: number) => ({
    evaluationResultIdentifier: {
      evaluationResultQualifier: { configRuleName: rule, resourceType: type, resourceId: id },
      orderingTimestamp: exact(recordedAt - 2_000),
    },
    complianceType,
    resultRecordedTime: exact(recordedAt),
    configRuleInvokedTime: exact(recordedAt - 1_000),
    ...(annotation && { annotation }),
  });
  const detail = {
    resourceId: id,
    awsRegion: region,
    awsAccountId: account,
    configRuleName: rule,
    configRuleARN: `arn:aws:config:${region}:${account}:config-rule/config-rule-a1b2c3`,
    recordVersion: '1.0',
    messageType: 'ComplianceChangeNotification',
    resourceType: type,
    notificationCreationTime: exact(at),
    newEvaluationResult: result(after, at),
    oldEvaluationResult: result(before, at - 86_400_000),
  };
  return bridged({ account, region, source: 'aws.config', detailType: 'Config Rules Compliance Change' }, detail, at);
}

type Call = Place &
  Readonly<{
    /** The service as CloudTrail names it before `.amazonaws.com`. */
    service: string;
    eventName: string;
    /** The session's name under the administrators' role. */
    person: string;
    address: string;
    userAgent?: string;
    requestParameters: object;
    responseElements?: object;
    /** What else stands in the record, or takes the place of what we say: another identity, an error. */
    more?: object;
  }>;

/** "AWS API Call via CloudTrail", by a person through IAM Identity Center. */
export function apiCall(call: Call, at: number): object {
  const { account, region, service, eventName, person, address, requestParameters } = call;
  const random = makeRandom(at, eventName);
  const { role } = scene.person;
  const detail = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLEEXAMPLE123:${person}`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${person}`,
      accountId: account,
    },
    eventTime: iso(at),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress: address,
    userAgent: call.userAgent ?? 'console.amazonaws.com',
    requestParameters,
    responseElements: call.responseElements ?? { _return: true },
    requestID: guid(random),
    eventID: guid(random),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    ...call.more,
  };
  const kind = { source: `aws.${service}`, detailType: 'AWS API Call via CloudTrail' };
  return bridged({ account, region, ...kind }, detail, at);
}

/** "AWS API Call via CloudTrail" about a record of the story. */
export function asEvent({ accountId, region, record }: StoryRecord): object {
  const source = `aws.${String(record['eventSource']).split('.')[0]}`;
  const place = { account: accountId, region, source, detailType: 'AWS API Call via CloudTrail' };
  return bridged(place, record, Date.parse(record.eventTime));
}

/** "AWS Console Sign In via CloudTrail", with what it came to. */
export function signIn(
  about: Place & { identity: object; outcome: 'Success' | 'Failure'; mfa: boolean; address: string },
  at: number,
): object {
  const { account, region, identity, outcome, mfa, address } = about;
  const detail = {
    eventVersion: '1.11',
    userIdentity: { principalId: account, accountId: account, ...identity },
    eventTime: iso(at),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: region,
    sourceIPAddress: address,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    requestParameters: null,
    responseElements: { ConsoleLogin: outcome },
    ...(outcome === 'Failure' && { errorMessage: 'Failed authentication' }),
    additionalEventData: { MobileVersion: 'No', MFAUsed: mfa ? 'Yes' : 'No' },
    eventID: guid(makeRandom(at, address)),
    readOnly: false,
    eventType: 'AwsConsoleSignIn',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
  const kind = { source: 'aws.signin', detailType: 'AWS Console Sign In via CloudTrail' };
  return bridged({ account, region, ...kind }, detail, at);
}

/** As AWS Config writes a moment. */
function exact(ms: number): string {
  return new Date(ms).toISOString();
}

/** As the other sources write a moment. */
export function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
