import type { Fact } from '../core/alert.ts';
import { accountItself } from '../core/cloudtrail/call.ts';
import { CloudTrailRecord, errorFacts, recordDraft } from '../core/cloudtrail/cloudtrail-record.ts';
import { textAt } from '../core/cloudtrail/fields.ts';
import type { Resource } from '../core/resource.ts';
import { lowered, type Severity } from '../core/severity.ts';
import { whoBegins } from '../core/text/sentence.ts';
import { type AlertDraft, defineAlert, type EventOf } from './define.ts';

/** AWS's pages spell the detail-type both `Sign In` and `Signin`. */
const prefix = 'AWS Console Sign';

/** Somebody signed in to the console, or failed to: root, without a second factor, or as usual. */
export const consoleSignIn = defineAlert({
  id: 'console-sign-in',
  pattern: { 'detail-type': [{ prefix }], detail: { eventName: ['ConsoleLogin'] } },
  matches: ({ detailType, detail }) => detailType.startsWith(prefix) && detail['eventName'] === 'ConsoleLogin',
  schema: CloudTrailRecord,
  toAlert(event) {
    const outcome = textAt(event.detail.responseElements, 'ConsoleLogin');
    if (outcome !== 'Success' && outcome !== 'Failure') return undefined;
    return outcome === 'Success' ? success(event) : failure(event);
  },
});

type SignIn = EventOf<CloudTrailRecord>;

/** The root user has one ARN, which a record may leave out; by it is found what else it did. */
function draftOf(event: SignIn) {
  const base = recordDraft(event);
  const { actor, accountId } = base;
  if (!actor || actor.arn !== undefined || actor.type !== 'Root' || !/^\d{12}$/.test(accountId)) return base;
  // Other partitions name their root users otherwise.
  return /^(?:cn|us-gov)-/.test(base.region)
    ? base
    : { ...base, actor: { ...actor, arn: `arn:aws:iam::${accountId}:root` } };
}

function success(event: SignIn): AlertDraft {
  const { attempted: _, ...base } = draftOf(event);
  const note = isWithoutMfa(event.detail) ? ' without MFA' : '';
  return {
    ...base,
    sentence: [`${whoBegins(base.actor)} signed in to the console${note}`],
    severity: severityOf(event.detail),
    resources: resourcesOf(event.detail, base.accountId),
    facts: factsOf(event.detail),
  };
}

function failure(event: SignIn): AlertDraft {
  const { detail } = event;
  const base = draftOf(event);
  const { actor, accountId } = base;
  const isNobody = !actor || actor.name === 'somebody';
  const hour = (detail.eventTime ?? event.time ?? '').slice(0, 13) || 'some hour';
  const severity = lowered(severityOf(detail));
  return {
    ...base,
    attempted: true,
    // A burst of failures is one alert, which is counted.
    fingerprint: ['failed', accountId, actor?.arn ?? actor?.name ?? 'somebody', hour],
    sentence: [
      `${whoBegins(actor)} failed to sign in to the console${isNobody ? ' with a user name that does not exist' : ''}`,
    ],
    severity: severity === 'info' ? 'low' : severity,
    resources: isNobody ? [] : resourcesOf(detail, accountId),
    facts: [...errorFacts(detail), ...factsOf(detail)],
  };
}

/** Whom somebody signed in as. */
function resourcesOf({ userIdentity }: CloudTrailRecord, accountId: string): readonly Resource[] {
  if (userIdentity?.type === 'Root') return [accountItself({ accountId, region: 'global' })];
  const role = userIdentity?.sessionContext?.sessionIssuer?.userName;
  const id = userIdentity?.type === 'IAMUser' ? userIdentity.userName : role;
  if (!id) return [];
  return [{ type: role ? 'AWS::IAM::Role' : 'AWS::IAM::User', id, accountId, region: 'global' }];
}

/** Root always matters; of others the second factor, which with roles and single sign-on is their provider's. */
function severityOf(detail: CloudTrailRecord): Severity {
  const isRoot = detail.userIdentity?.type === 'Root';
  if (isWithoutMfa(detail)) return isRoot ? 'critical' : 'medium';
  return isRoot ? 'high' : 'info';
}

function isWithoutMfa({ userIdentity, additionalEventData }: CloudTrailRecord): boolean {
  const isOwn = userIdentity?.type === 'Root' || userIdentity?.type === 'IAMUser';
  return isOwn && textAt(additionalEventData, 'MFAUsed') === 'No';
}

function factsOf({ additionalEventData, userIdentity }: CloudTrailRecord): readonly Fact[] {
  const mobile = textAt(additionalEventData, 'MobileVersion') === 'Yes';
  const provider = userIdentity?.identityProvider;
  const page = textAt(additionalEventData, 'LoginTo')?.split(/[?#]/)[0];
  return [
    ...(page ? [{ label: 'Signed in at', value: page }] : []),
    ...(provider ? [{ label: 'Identity provider', value: provider }] : []),
    ...(mobile ? [{ label: 'Client', value: 'the mobile version of the console' }] : []),
  ];
}
