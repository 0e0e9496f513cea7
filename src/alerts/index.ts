import { createHash } from 'node:crypto';
import { type Alert, type AlertKind, titleOf } from '../core/alert.ts';
import { consoleLinks } from '../core/console-links.ts';
import type { SecurityEvent } from '../core/events/event.ts';
import { tagsInEvent } from '../core/events/event-tags.ts';
import { strangerBehind } from '../core/events/sender.ts';
import { parseInstant } from '../core/instant.ts';
import { asOwn, ownerOf } from '../core/own-actor.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import { oneLine } from '../core/text/phrase.ts';
import { tidyActor, tidyChange, tidyFact, tidyIds, tidyPiece, tidyResource } from '../core/text/tidy.ts';
import { accessAnalyzerFinding } from './access-analyzer-finding.ts';
import { accessDenied } from './access-denied.ts';
import { awsHealth } from './aws-health.ts';
import { cloudwatchAlarm } from './cloudwatch-alarm.ts';
import { configComplianceChange } from './config-compliance-change.ts';
import { configOversizedItem } from './config-oversized-item.ts';
import { configurationItemChange } from './configuration-item-change.ts';
import { consoleSignIn } from './console-sign-in.ts';
import { dataExposed } from './data-exposed.ts';
import type { AlertDraft, AlertType } from './define.ts';
import { ec2InstanceState } from './ec2-instance-state.ts';
import { guarddutyFinding } from './guardduty-finding.ts';
import { iamChange } from './iam-change.ts';
import { kmsKeyChange } from './kms-key-change.ts';
import { loggingWeakened } from './logging-weakened.ts';
import { networkExposure } from './network-exposure.ts';
import { organizationChange } from './organization-change.ts';
import { rootActivity } from './root-activity.ts';
import { securityGroupChange } from './security-group-change.ts';
import { securityHubFinding } from './security-hub-finding.ts';
import { ssmAutomationStatus } from './ssm-automation-status.ts';
import { unknown } from './unknown.ts';

/** Every alert type, the more specific first; `unknown` accepts what no other does. */
export const alertTypes: readonly AlertType[] = [
  securityGroupChange,
  ec2InstanceState,
  consoleSignIn,
  iamChange,
  loggingWeakened,
  dataExposed,
  networkExposure,
  kmsKeyChange,
  organizationChange,
  guarddutyFinding,
  configComplianceChange,
  securityHubFinding,
  accessAnalyzerFinding,
  configurationItemChange,
  configOversizedItem,
  ssmAutomationStatus,
  cloudwatchAlarm,
  awsHealth,
  rootActivity,
  accessDenied,
  unknown,
];

/** The alert, and the kind whose shape the event no longer has: worth a warning in the log. */
export type Reading = Readonly<{ alert: Alert; drifted?: AlertKind }>;

/**
 * Makes an alert of an event: of the first type that matches and can read it, else of `unknown`. Pure; `receivedAt` (ms) is
 * when it happened where the event tells no time at all.
 */
export function readAlert(event: SecurityEvent, settings: Settings, receivedAt = 0): Reading {
  const matching = alertTypes.filter((type) => type.matches(event));
  for (const type of matching) {
    const draft = readSafely(type, event, settings);
    if (!draft) continue;
    const drifted = matching[0] === type ? undefined : matching[0]?.id;
    return { alert: finished(type.id, draft, { event, settings, receivedAt }), ...(drifted ? { drifted } : {}) };
  }
  throw new Error(`The alert type unknown refused the event ${event.id}`);
}

/** A type that throws on a shape that nobody thought of must not take the event with it. */
function readSafely(type: AlertType, event: SecurityEvent, settings: Settings): AlertDraft | undefined {
  if (type.id === 'unknown') return type.read(event, settings);
  try {
    return type.read(event, settings);
  } catch {
    return undefined;
  }
}

type Around = Readonly<{ event: SecurityEvent; settings: Settings; receivedAt: number }>;

/** Adds what is the same for all kinds: id, account, times, links; and makes every text fit to be shown. */
function finished(kind: AlertKind, draft: AlertDraft, { event, settings, receivedAt }: Around): Alert {
  const accountId = oneLine(draft.accountId ?? event.account, 64);
  const region = oneLine(draft.region ?? event.region, 64);
  const account = findAccount(settings, accountId);
  const stranger = strangerBehind(event, settings);
  const resources = draft.resources.map(tidyResource);
  // A call that failed, or an automation, tells something of us that a person should hear.
  const own = draft.call === undefined || draft.attempted ? undefined : ownerOf(draft.actor, settings);
  const told = own === undefined ? draft.sentence : asOwn(draft.sentence, draft.actor);
  const sentence = told.map((piece) => (typeof piece === 'string' ? tidyPiece(piece) : piece));
  const fingerprint = [draft.copyOf ?? kind, ...draft.fingerprint].map(escaped).join('/');
  const tags = tagsInEvent(event);
  const occurred = parseInstant(draft.occurredAt) ?? parseInstant(event.time) ?? receivedAt;
  return {
    id: createHash('sha256').update(fingerprint).digest('hex').slice(0, 24),
    kind,
    title: oneLine(titleOf(sentence, resources), 600),
    severity: own !== undefined && draft.severity !== 'critical' ? 'info' : draft.severity,
    state: draft.state ?? 'open',
    ...(own === undefined ? {} : { own }),
    ...(draft.solvedBy ? { solvedBy: draft.solvedBy } : {}),
    source: event.source,
    accountId,
    ...(account ? { accountName: account.name } : {}),
    region,
    resources,
    ...(draft.actor ? { actor: tidyActor(draft.actor) } : {}),
    occurredAt: new Date(occurred).toISOString(),
    ...(draft.attempted ? { attempted: true } : {}),
    fingerprint,
    ...(draft.changes ? { changes: draft.changes.map(tidyChange) } : {}),
    facts: [...senderOf(stranger, account !== undefined), ...(draft.facts ?? [])].map(tidyFact),
    sentence,
    eventKey: draft.eventKey,
    sourceAt: parseInstant(draft.sourceTime) ?? occurred,
    ...(account?.environment ? { environment: account.environment } : {}),
    ...(account && stranger === undefined ? {} : { unlisted: true }),
    ...(draft.wanted ? { wanted: true } : {}),
    ...(tags && resources.length > 0 ? { tags } : {}),
    ...(draft.undoes ? { undoes: true } : {}),
    ...(draft.call ? { call: oneLine(draft.call, 200) } : {}),
    ...(draft.rule ? { rule: oneLine(draft.rule, 256) } : {}),
    ...(draft.finding ? { finding: oneLine(draft.finding, 256) } : {}),
    ...(draft.ids ? { ids: tidyIds(draft.ids) } : {}),
    links: consoleLinks({
      accountId,
      region,
      resource: resources[0],
      eventId: draft.cloudTrailEventId,
      findingId: draft.guardDutyFindingId,
      page: draft.page,
    }),
  };
}

/** Said where it is not plain already: an account that nobody knows tells of one that we have. */
function senderOf(stranger: string | undefined, isListed: boolean): AlertDraft['facts'] & object {
  return stranger !== undefined && isListed ? [{ label: 'Sent by', value: `${stranger}, not in the settings` }] : [];
}

/** A part of a fingerprint cannot pretend to be two: `/` only ever stands between parts. */
function escaped(part: string): string {
  return part.replaceAll('%', '%25').replaceAll('/', '%2F');
}
