import { draftOf } from '../core/cloudtrail/call.ts';
import { CloudTrailRecord, isCloudTrail, recordDraft } from '../core/cloudtrail/cloudtrail-record.ts';
import { requestedResources } from '../core/cloudtrail/requested-resources.ts';
import { matchesEventPattern } from '../core/events/event-pattern.ts';
import { plainFacts } from '../core/events/summary.ts';
import { defineAlert } from './define.ts';

/** A refusal, of somebody who is no service: those are refused for want of a right that nobody is attacking with. */
const refused = {
  eventType: [{ 'anything-but': ['AwsServiceEvent'] }],
  userIdentity: { type: [{ 'anything-but': ['AWSService'] }], invokedBy: [{ exists: false }] },
  // Every service spells it its own way: `AccessDenied`, `Client.UnauthorizedOperation`, `AccessDeniedException`.
  errorCode: [
    { prefix: 'AccessDenied' },
    { suffix: 'AccessDenied' },
    { suffix: 'AccessDeniedException' },
    { suffix: 'UnauthorizedOperation' },
    { suffix: 'UnauthorizedAccess' },
    { suffix: 'UnauthorizedException' },
    { suffix: 'NotAuthorized' },
    { suffix: 'NotAuthorizedException' },
    { suffix: 'AuthorizationError' },
    { suffix: 'AuthorizationErrorException' },
    { prefix: 'Forbidden' },
  ],
};

/** Services that guard the account: whoever tries to change something there and may not deserves a second look. */
const guarding: ReadonlySet<string> = new Set(
  'iam sts sso organizations account kms secretsmanager cloudtrail config guardduty securityhub access-analyzer'
    .split(' ')
    .map((service) => `${service}.amazonaws.com`),
);

/** A call was refused, and no other kind knows the call: counted by account, actor and hour. */
export const accessDenied = defineAlert({
  id: 'access-denied',
  pattern: { 'detail-type': ['AWS API Call via CloudTrail'], detail: refused },
  matches: (event) => isCloudTrail(event) && matchesEventPattern(refused, event.detail),
  schema: CloudTrailRecord,
  toAlert(event) {
    const { detail } = event;
    const base = recordDraft(event);
    const resources = requestedResources(detail, base);
    const service = detail.eventSource?.split('.')[0];
    const who = base.actor?.arn ?? base.actor?.name ?? 'somebody';
    const hour = (detail.eventTime ?? event.time ?? '').slice(0, 13) || 'some hour';
    const weighs = !detail.readOnly && guarding.has(detail.eventSource ?? '');
    const draft = draftOf(event, {
      verb: ['called', 'call'],
      what: [
        service ? `${service}:${detail.eventName}` : detail.eventName,
        ...(resources.length > 0 ? [' on ', { resource: 0 }] : []),
      ],
      severity: 'medium',
      resources,
      facts: plainFacts(detail.requestParameters ?? {}, 6),
    });
    return { ...draft, severity: weighs ? 'medium' : 'low', fingerprint: [base.accountId, who, hour] };
  },
});
