import * as z from 'zod/mini';
import type { Fact, Sentence } from '../core/alert.ts';
import { type Place, resourceOfArn } from '../core/arn.ts';
import { reachOfPrincipal } from '../core/policies/policy-reach.ts';
import { doingsInWords, principalInWords } from '../core/policies/policy-words.ts';
import type { Resource } from '../core/resource.ts';
import type { Settings } from '../core/settings.ts';
import type { Severity } from '../core/severity.ts';
import { anything, flag, list, number, readText, someText, text } from '../core/text/lenient.ts';
import { listed, oneLine } from '../core/text/phrase.ts';
import { type AlertDraft, defineAlert, type EventOf } from './define.ts';

const detailTypes = ['Access Analyzer Finding', 'Internal Access Finding', 'Unused Access Finding for IAM entities'];

/** The fields of a finding that are used ("Monitoring IAM Access Analyzer with Amazon EventBridge"). */
const Finding = z.object({
  id: text,
  findingId: text,
  resource: someText,
  resourceType: text,
  status: text,
  accountId: text,
  resourceOwnerAccount: text,
  region: text,
  updatedAt: text,
  createdAt: text,
  findingType: text,
  isPublic: flag,
  isDeleted: flag,
  error: text,
  principal: anything,
  action: list(someText),
  condition: anything,
  numberOfUnusedServices: number,
  numberOfUnusedActions: number,
});
type Finding = z.infer<typeof Finding>;

/** IAM Access Analyzer found that somebody outside (or inside) may get at a resource, or that access is not used. */
export const accessAnalyzerFinding = defineAlert({
  id: 'access-analyzer-finding',
  pattern: { source: ['aws.access-analyzer'], 'detail-type': detailTypes },
  matches: ({ detailType }) => detailTypes.includes(detailType),
  schema: Finding,
  toAlert(event, settings): AlertDraft | undefined {
    const { detail } = event;
    const id = detail.id ?? detail.findingId;
    if (!id || !detail.status) return undefined;
    const isOver = detail.isDeleted === true || detail.status !== 'ACTIVE';
    const accountId = detail.accountId ?? detail.resourceOwnerAccount ?? event.account;
    const place = { accountId, region: detail.region ?? event.region };
    const time = detail.updatedAt ?? detail.createdAt;
    return {
      sentence: sentenceOf(event, settings),
      severity: isOver ? 'info' : severityOf(event, settings),
      state: isOver ? 'resolved' : 'open',
      ...(isOver && {
        solvedBy:
          detail.status === 'ARCHIVED' && detail.isDeleted !== true
            ? 'The finding is archived in Access Analyzer'
            : 'Access Analyzer finds it no more',
      }),
      ...place,
      resources: [resourceOf(detail, place)],
      fingerprint: [id],
      eventKey: [id, detail.status, time ?? event.id, ...(detail.isDeleted ? ['deleted'] : [])].join('/'),
      ...(time ? { occurredAt: time } : {}),
      facts: factsOf(detail, settings),
    };
  },
});

type Event = Readonly<Pick<EventOf<Finding>, 'detail' | 'detailType'>>;

function resourceOf({ resource: arn, resourceType }: Finding, place: Place): Resource {
  const { accountId, region } = place;
  const where = { accountId, region };
  return resourceOfArn(arn, where) ?? { type: resourceType ?? 'AWS::::Account', id: arn, ...where };
}

/** Who may get at it, and for what; or what of IAM is not used. */
function sentenceOf({ detail, detailType }: Event, settings: Settings): Sentence {
  const { findingType, error, status, isDeleted } = detail;
  const isOver = isDeleted === true || status === 'RESOLVED';
  const isArchived = !isOver && status === 'ARCHIVED';
  const start = 'Access Analyzer: ';
  if (error) return ['Access Analyzer cannot analyse ', { resource: 0 }, ` (${oneLine(inWords(error), 60)})`];
  if (isUnused({ detail, detailType })) {
    const [before, after] = unused.get(findingType ?? '') ?? ['', ' has access that it does not use'];
    return isOver
      ? [start, 'the unused access of ', { resource: 0 }, ' is settled']
      : [start, before, { resource: 0 }, after, ...(isArchived ? [', archived as intended'] : [])];
  }
  const lets = isOver ? ' no longer lets ' : ' lets ';
  const does = detail.action?.length ? doingsInWords({ actions: detail.action, exceptActions: false }) : 'use it';
  const limits = conditionsOf(detail).length > 0 && !isOver ? ', under conditions' : '';
  const told = `${lets}${whoMay(detail, settings)} ${does}${limits}`;
  return [start, { resource: 0 }, `${told}${isArchived ? ', archived as intended' : ''}`];
}

const unused = new Map<string, readonly [string, string]>([
  ['UnusedIAMRole', ['the role ', ' is not used']],
  ['UnusedIAMUserAccessKey', ['an access key of ', ' is not used']],
  ['UnusedIAMUserPassword', ['the password of ', ' is not used']],
  ['UnusedPermission', ['', ' has permissions that it does not use']],
]);

function isUnused({ detail, detailType }: Event): boolean {
  return detailType.startsWith('Unused') || (detail.findingType?.startsWith('Unused') ?? false);
}

/** The key that a principal stands under tells what its value is ("AWS JSON policy elements: Principal"). */
const prefixes = new Map([
  ['Service', 'service:'],
  ['Federated', 'federated:'],
  ['CanonicalUser', 'canonical:'],
]);

function principalsOf({ principal }: Finding): readonly string[] {
  return Object.entries(principal ?? {}).flatMap(([kind, one]) => {
    const value = readText(one);
    return value ? [`${prefixes.get(kind) ?? ''}${value}`] : [];
  });
}

function whoMay(detail: Finding, settings: Settings): string {
  if (detail.isPublic) return 'anyone';
  const around = { accountId: detail.accountId ?? '', settings };
  return listed(principalsOf(detail).map((one) => oneLine(principalInWords(one, around), 200))) || 'others';
}

/** `ACCESS_DENIED` → `access denied`. */
function inWords(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

/** Whoever gets hold of these has more than data. */
const keysToMore = /^AWS::(?:IAM::Role|KMS::Key|SecretsManager::Secret)$/;
const readOnly = /^[\w-]+:(?:Get|List|Describe|Head|BatchGet|Read|Receive|Select)/i;

/** What the whole world may change, or what opens other doors to it, is worse than what it may read. */
function severityOf({ detail, detailType }: Event, settings: Settings): Severity {
  if (detail.error || isUnused({ detail, detailType })) return 'low';
  if (detail.isPublic) {
    const isMore =
      keysToMore.test(detail.resourceType ?? '') || (detail.action ?? []).some((one) => !readOnly.test(one));
    return isMore && conditionsOf(detail).length === 0 ? 'critical' : 'high';
  }
  const around = { accountId: detail.accountId ?? '', settings };
  const reaches = principalsOf(detail).map((one) => reachOfPrincipal(one, around));
  const isOurs = reaches.length > 0 && reaches.every((reach) => reach === 'own' || reach === 'inside');
  return isOurs || detailType === 'Internal Access Finding' ? 'low' : 'medium';
}

function conditionsOf({ condition }: Finding): readonly string[] {
  return Object.entries(condition ?? {}).flatMap(([key, one]) => {
    const value = readText(one) ?? (Array.isArray(one) ? listed(one.flatMap((each) => readText(each) ?? [])) : '');
    return value ? [`${key} is ${value}`] : [];
  });
}

function factsOf(detail: Finding, settings: Settings): readonly Fact[] {
  const { numberOfUnusedActions: actions, numberOfUnusedServices: services } = detail;
  const values: readonly [string, string | undefined][] = [
    ['Open to', detail.isPublic || detail.principal ? whoMay(detail, settings) : undefined],
    ['Allowed actions', detail.action?.join(', ')],
    ['Only where', conditionsOf(detail).join('\n')],
    ['Unused services', services ? `${services}` : undefined],
    ['Unused actions', actions ? `${actions}` : undefined],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
