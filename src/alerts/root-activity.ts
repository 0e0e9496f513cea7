import { accountItself, draftOf } from '../core/cloudtrail/call.ts';
import { CloudTrailRecord, isCloudTrail } from '../core/cloudtrail/cloudtrail-record.ts';
import { textAt } from '../core/cloudtrail/fields.ts';
import { requestedResources } from '../core/cloudtrail/requested-resources.ts';
import { plainFacts } from '../core/events/summary.ts';
import { isObject } from '../core/text/lenient.ts';
import { spaced } from '../core/text/phrase.ts';
import { defineAlert } from './define.ts';

/** The root user did something other than sign in; what is read only is milder, what a service does for root is none of its. */
export const rootActivity = defineAlert({
  id: 'root-activity',
  pattern: {
    'detail-type': [{ suffix: ' via CloudTrail' }],
    detail: {
      userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] },
      eventType: [{ 'anything-but': ['AwsServiceEvent'] }],
      eventName: [{ 'anything-but': ['ConsoleLogin'] }],
    },
  },
  matches: (event) => {
    const { userIdentity, eventType, eventName } = event.detail;
    if (!isCloudTrail(event) || eventName === 'ConsoleLogin' || eventType === 'AwsServiceEvent') return false;
    return isObject(userIdentity) && userIdentity['type'] === 'Root' && textAt(userIdentity, 'invokedBy') === undefined;
  },
  schema: CloudTrailRecord,
  toAlert(event) {
    const { detail } = event;
    const place = { accountId: detail.recipientAccountId ?? event.account, region: detail.awsRegion ?? event.region };
    const found = requestedResources(detail, place);
    const isReading = detail.readOnly === true;
    const own = ofTheAccount.get(detail.eventName);
    return draftOf(signedIn(event), {
      verb: own ? [own[0], own[1]] : ['called', 'call'],
      what: own ? [own[2]] : [callOf(detail), ...(found.length > 0 ? [' on ', { resource: 0 }] : [])],
      severity: isReading ? 'low' : 'high',
      resources: found.length > 0 ? found : [accountItself(place)],
      facts: plainFacts(detail.requestParameters ?? {}, 6),
    });
  },
});

/** What the root user does to itself on the sign-in pages; these records have no request. */
const ofTheAccount = new Map<string, readonly [past: string, infinitive: string, what: string]>([
  ['PasswordUpdated', ['changed', 'change', 'its password']],
  ['EmailUpdated', ['changed', 'change', 'its e-mail address']],
  ['PasswordRecoveryRequested', ['asked for', 'ask for', 'a new password']],
  ['PasswordRecoveryCompleted', ['recovered', 'recover', 'its password']],
]);

/** `ec2:CreateVolume`, or in words where the record names no service. */
function callOf({ eventSource, eventName }: CloudTrailRecord): string {
  const service = eventSource?.split('.')[0];
  return service ? `${service}:${eventName}` : spaced(eventName);
}

/** The sign-in pages write a failure into the answer. */
function signedIn<Event extends { detail: CloudTrailRecord }>(event: Event): Event {
  const { detail } = event;
  const failed = textAt(detail.responseElements, detail.eventName) === 'Failure';
  return failed && !detail.errorCode
    ? { ...event, detail: { ...detail, errorCode: detail.errorMessage ?? 'no reason given' } }
    : event;
}
