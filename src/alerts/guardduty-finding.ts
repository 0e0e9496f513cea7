import * as z from 'zod/mini';
import type { Actor, Fact, Sentence } from '../core/alert.ts';
import type { Place } from '../core/arn.ts';
import { actorOf } from '../core/cloudtrail/actor.ts';
import { sequenceFacts } from '../core/findings/attack-sequence.ts';
import { FindingService, isSample, remoteIp, serviceFacts } from '../core/findings/guardduty-detail.ts';
import {
  FindingResource,
  resourcesAffected,
  resourcesMentioned,
  resourcesOfFinding,
  resourcesOfSequence,
  unique,
} from '../core/findings/guardduty-resources.ts';
import type { Resource } from '../core/resource.ts';
import type { Severity } from '../core/severity.ts';
import { maybe, someNumber, someText, text } from '../core/text/lenient.ts';
import { oneLine } from '../core/text/phrase.ts';
import { withResources } from '../core/text/sentence.ts';
import { type AlertDraft, defineAlert, type EventOf } from './define.ts';

/** The fields of a finding that are used; without id or severity it is none that we know ("GuardDuty finding format"). */
const Finding = z.object({
  id: someText,
  severity: someNumber,
  type: text,
  title: text,
  description: text,
  accountId: text,
  region: text,
  updatedAt: text,
  createdAt: text,
  resource: maybe(FindingResource),
  service: maybe(FindingService),
  associatedAttackSequenceArn: text,
});
type Finding = z.infer<typeof Finding>;

/** GuardDuty saw something: a probe, a stolen key, malware, a whole attack sequence. */
export const guarddutyFinding = defineAlert({
  id: 'guardduty-finding',
  pattern: { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'] },
  matches: ({ detailType }) => detailType === 'GuardDuty Finding',
  schema: Finding,
  toAlert(event): AlertDraft | undefined {
    const { detail } = event;
    const place = placeOf(event);
    const told = detail.title ?? detail.description ?? detail.type;
    if (!told) return undefined;
    const title = oneLine(told.replace(/^\[?sample\]?:?\s+/i, '')).replace(/\.$/, '');
    const resources = resourcesIn(detail, place, title);
    const actor = actorIn(detail);
    const ids = idsIn(detail);
    return {
      sentence: sentenceOf(detail, title, resources),
      severity: severityOf(detail.severity),
      ...(detail.service?.archived
        ? ({ state: 'resolved', solvedBy: 'The finding is archived in GuardDuty' } as const)
        : { state: 'open' }),
      ...place,
      resources,
      ...(actor ? { actor } : {}),
      fingerprint: [detail.id],
      eventKey: [place.accountId, place.region, detail.id, detail.updatedAt ?? `${detail.service?.count ?? 1}`].join(
        '/',
      ),
      ...timesOf(detail),
      facts: factsOf(detail, told),
      ...(detail.type ? { finding: detail.type } : {}),
      ...(Object.keys(ids).length > 0 ? { ids } : {}),
      guardDutyFindingId: detail.id,
    };
  },
});

/** What remediations are about beside the resources: the key that was used, and the finding itself with its detector. */
function idsIn({ id, service, resource }: Finding): Readonly<Record<string, string>> {
  const accessKey = resource?.accessKeyDetails?.accessKeyId;
  const detector = service?.detectorId;
  const isKnown = detector !== undefined && [id, detector].every((one) => /^[0-9a-f]{32}$/.test(one));
  return { ...(accessKey ? { accessKey } : {}), ...(isKnown ? { finding: id, detector } : {}) };
}

/** A finding of a member reaches EventBridge in the administrator's account too: its own fields tell where it happened. */
function placeOf({ detail, account, region }: EventOf<Finding>): Place {
  return { accountId: detail.accountId ?? account, region: detail.region ?? region };
}

/** GuardDuty's levels ("Severity levels of GuardDuty findings"). */
function severityOf(severity: number): Severity {
  return severity < 4 ? 'low' : severity < 7 ? 'medium' : severity < 9 ? 'high' : 'critical';
}

function resourcesIn({ resource, service, description }: Finding, place: Place, title: string): readonly Resource[] {
  const inSequence = resourcesOfSequence(service?.detection?.sequence?.resources ?? [], place);
  const affected = resourcesAffected(service?.action?.awsApiCallAction?.affectedResources, place);
  const found = unique([...resourcesOfFinding(resource, place), ...inSequence, ...affected]);
  return found.length > 0 ? found : resourcesMentioned(`${title} ${description ?? ''}`, place);
}

/** GuardDuty's own title, with the resource named if it does not: `API X was invoked from a Tor exit node — alice`. */
function sentenceOf({ service, title: own }: Finding, title: string, resources: readonly Resource[]): Sentence {
  const source = isSample(service, own ?? '') ? 'GuardDuty sample: ' : 'GuardDuty: ';
  const pieces = withResources(title, resources);
  // Of the account itself the number would be read aloud.
  const isNameless = resources.length === 0 || resources[0]?.type === 'AWS::::Account';
  const isNamed = isNameless || pieces.some((piece) => typeof piece !== 'string');
  return [source, ...pieces, ...(isNamed ? [] : [' — ', { resource: 0 }])];
}

function timesOf({ service, updatedAt, createdAt }: Finding): Pick<AlertDraft, 'occurredAt' | 'sourceTime'> {
  const occurredAt = service?.eventLastSeen ?? updatedAt ?? createdAt;
  const sourceTime = updatedAt ?? service?.eventLastSeen ?? createdAt;
  return { ...(occurredAt ? { occurredAt } : {}), ...(sourceTime ? { sourceTime } : {}) };
}

/** Whose key, Kubernetes user or database login it was. */
function actorIn({ resource, service }: Finding): Actor | undefined {
  const key = resource?.accessKeyDetails;
  const sourceIp = remoteIp(service?.action);
  if (key?.userType === 'AssumedRole' && key.principalId?.includes(':')) {
    // The person behind the role: the session's name stands in the principal.
    const { principalId, userName, userType: type } = key;
    return actorOf({ type, principalId, sessionContext: { sessionIssuer: { userName } } }, { sourceIp });
  }
  const kubernetes = resource?.kubernetesDetails?.kubernetesUserDetails?.username;
  const sequence = service?.detection?.sequence?.actors?.find(({ user }) => user?.name)?.user;
  const candidates: readonly [string | undefined, string | undefined][] = [
    [key?.userType === 'Root' ? 'the root user' : key?.userName, key?.userType],
    [sequence?.name, sequence?.type],
    [kubernetes, 'Kubernetes user'],
    [resource?.rdsDbUserDetails?.user, 'Database user'],
  ];
  const found = candidates.find(([name]) => name);
  if (!found?.[0]) return undefined;
  return { type: found[1] ?? 'IAM', name: found[0], ...(sourceIp ? { sourceIp } : {}) };
}

function factsOf({ type, description, resource, service, title }: Finding, told: string): readonly Fact[] {
  const workload = resource?.kubernetesDetails?.kubernetesWorkloadDetails;
  const values: readonly [string, string | undefined][] = [
    ['Type', type],
    ['Sample', isSample(service, title ?? '') ? 'GuardDuty made this up on request; nothing happened' : undefined],
    ['What GuardDuty says', description && description !== told ? description : undefined],
    ['Instance type', resource?.instanceDetails?.instanceType],
    ['Access key', resource?.accessKeyDetails?.accessKeyId],
    ['Container image', resource?.containerDetails?.image],
    ['Workload', [workload?.type, workload?.namespace, workload?.name].filter(Boolean).join(' ')],
    ['Database', resource?.rdsDbUserDetails?.database],
    ['Engine', resource?.rdsDbInstanceDetails?.engine],
  ];
  const facts = values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
  // The steps of an attack say more than the long description that follows.
  return [...sequenceFacts(service?.detection?.sequence), ...facts, ...serviceFacts(service)];
}
