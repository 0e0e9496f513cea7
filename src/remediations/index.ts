import { type Alert, nameOf } from '../core/alert.ts';
import { effectOfDocument, labelOfDocument } from '../core/automation/known-documents.ts';
import { offerId } from '../core/button.ts';
import { inputOf, policiesFor, policyKey, type Terms, termsOf } from '../core/policies.ts';
import type { Offer, RequestState } from '../core/remediation.ts';
import type { Resource } from '../core/resource.ts';
import { findAccount, type RemediationPolicy, type Settings } from '../core/settings.ts';
import { clipped, oneLine } from '../core/text/phrase.ts';
import { archiveGuarddutyFinding } from './archive-guardduty-finding.ts';
import { blockBucketPublicAccess } from './block-bucket-public-access.ts';
import { configRemediation } from './config-remediation.ts';
import { deactivateAccessKey } from './deactivate-access-key.ts';
import type { Remediation, Subject } from './define.ts';
import { enableGuarddutyDetector } from './enable-guardduty-detector.ts';
import { isolateInstance } from './isolate-instance.ts';
import { makeImagePrivate } from './make-image-private.ts';
import { makeSnapshotPrivate } from './make-snapshot-private.ts';
import { revokeRoleSessions } from './revoke-role-sessions.ts';
import { revokeSecurityGroupRule } from './revoke-security-group-rule.ts';
import { ssmAutomation } from './ssm-automation.ts';
import { startConfigRecorder } from './start-config-recorder.ts';
import { startTrailLogging } from './start-trail-logging.ts';
import { stopInstance } from './stop-instance.ts';

export type {
  Checked,
  Followed,
  MemberClients,
  Remediation,
  RemediationContext,
} from './define.ts';

/** Every kind of change that there is. */
export const remediations: readonly Remediation[] = [
  configRemediation,
  ssmAutomation,
  startTrailLogging,
  startConfigRecorder,
  enableGuarddutyDetector,
  archiveGuarddutyFinding,
  revokeSecurityGroupRule,
  stopInstance,
  isolateInstance,
  blockBucketPublicAccess,
  deactivateAccessKey,
  revokeRoleSessions,
  makeImagePrivate,
  makeSnapshotPrivate,
];

/** The remediation of an id. */
export function findRemediation(id: string): Remediation | undefined {
  return remediations.find((remediation) => remediation.id === id);
}

/** What the settings let be done about an alert: what, to what, by which policy, and whose yes it takes. */
export type Choice = Terms &
  Readonly<{ remediation: Remediation; policy: RemediationPolicy; subject: Subject; offer: Offer }>;

/** What became of a remediation of the alert. */
type Past = Readonly<{ remediation: string; document?: string; state: RequestState }>;

/**
 * Everything that the policies let be done about an alert, in their order: the first that matches decides, per remediation
 * and document. Open alerts of listed accounts alone, and only where the alert tells what it would be done to, in its own
 * account. Pure, so that a click finds its offer again; who may press it is asked at the press.
 */
export function choicesFor(alert: Alert, settings: Settings): readonly Choice[] {
  if (
    alert.state !== 'open' ||
    alert.unlisted ||
    alert.undoes ||
    alert.own !== undefined ||
    !findAccount(settings, alert.accountId)
  )
    return [];
  return policiesFor(alert, settings).flatMap((policy) => choiceOf(alert, policy, settings) ?? []);
}

/**
 * What an alert offers by button. What is done by itself is offered when that did not work (`past`): whoever has the right
 * may then do it.
 */
export function offersFor(alert: Alert, settings: Settings, past: readonly Past[] = []): readonly Offer[] {
  return choicesFor(alert, settings)
    .filter(({ mode, offer }) => mode !== 'auto' || past.some((one) => isWithoutEffect(one, offer)))
    .map(({ offer }) => offer);
}

/** The choice that a button's value stands for, however it is asked for. */
export function findChoice(alert: Alert, settings: Settings, offer: string): Choice | undefined {
  return choicesFor(alert, settings).find(({ offer: { id } }) => id === offer);
}

function isWithoutEffect({ remediation, document, state }: Past, offer: Offer): boolean {
  const isOfIt = remediation === offer.remediation && document === offer.document;
  return isOfIt && ['failed', 'refused', 'unconfirmed'].includes(state);
}

function choiceOf(alert: Alert, policy: RemediationPolicy, settings: Settings): Choice | undefined {
  const remediation = findRemediation(policy.use);
  const subject = remediation && subjectIn(alert, policy, remediation);
  // A policy is about the account of the alert: what an event names elsewhere is not touched on its word.
  if (!remediation || !subject || subject.resource.accountId !== alert.accountId) return undefined;
  const isVerdict = alert.kind === 'config-compliance-change' && alert.rule !== undefined;
  const terms = termsOf(policy, { approval: remediation.approval, isVerdict });
  const told = { resource: subject.resource, input: { ...subject.input, ...runBy(remediation, alert.rule, settings) } };
  const title = titleOf(remediation.id, told.input) ?? remediation.title;
  const offer: Offer = {
    id: offerId(alert.id, policyKey(policy)),
    remediation: remediation.id,
    ...(policy.document !== undefined && { document: policy.document }),
    ...(terms.dryRun && { dryRun: true }),
    title: clipped(oneLine(terms.dryRun ? `Dry run: ${title}` : title), longestTitle),
    confirm: confirmationOf(remediation, told, { terms, settings }),
  };
  return { ...terms, remediation, policy, subject: told, offer };
}

/** The document that AWS Config runs for a rule, as the settings name it, among what a remediation needs to know: `runs`. */
export function runBy(
  { id }: Pick<Remediation, 'id'>,
  rule: string | undefined,
  { configRules }: Pick<Settings, 'configRules'>,
): Readonly<{ runs?: string }> {
  const found = id === 'config-remediation' ? configRules.find(({ name }) => name === rule) : undefined;
  return found?.remediation ? { runs: found.remediation.document } : {};
}

/** Of the input of a request: the documents that tell what it does. */
type Documents = Readonly<{ document?: string | undefined; runs?: string | undefined }>;

/** What a remediation is called wherever it is shown: with what its document does, where that is known; undefined for none of ours. */
export function titleOf(id: string, { document, runs }: Documents): string | undefined {
  const title = findRemediation(id)?.title;
  if (document !== undefined) return withLabel(`Run ${document}`, labelOfDocument(document));
  return title && withLabel(title, runs === undefined ? undefined : (labelOfDocument(runs) ?? `run ${runs}`));
}

function withLabel(title: string, label: string | undefined): string {
  return label === undefined ? title : `${title}: ${label}`;
}

function subjectIn(alert: Alert, policy: RemediationPolicy, remediation: Remediation): Subject | undefined {
  const subject = remediation.subjectOf ? remediation.subjectOf(alert, policy) : firstOf(alert, remediation);
  if (!subject || !fits(remediation, subject.resource.type)) return undefined;
  const input = inputOf(policy, { resource: subject.resource, rule: alert.rule });
  return input && { resource: subject.resource, input: { ...subject.input, ...input } };
}

function firstOf({ resources }: Alert, remediation: Remediation): Subject | undefined {
  const resource = resources.find(({ type }) => fits(remediation, type));
  return resource && { resource, input: {} };
}

/** Whether a remediation is for resources of a type. The account itself is one only where that is said. */
export function fits({ resourceTypes }: Pick<Remediation, 'resourceTypes'>, type: string): boolean {
  return resourceTypes === 'all' ? type !== 'AWS::::Account' : resourceTypes.includes(type);
}

/** Slack: a button holds 75 characters. */
const longestTitle = 75;

/** Slack: a confirmation holds 300 characters. */
const mostConfirmed = 300;

/** Where and what it does; the name gives way first, and what the change means last. */
export function confirmationOf(
  { effect: usual }: Pick<Remediation, 'effect'>,
  { resource, input: { document, runs } }: Readonly<{ resource: Resource; input: Documents }>,
  { terms, settings }: Readonly<{ terms: Terms; settings: Settings }>,
): string {
  const run = document ?? runs;
  const effect = run === undefined ? usual : effectOfDocument(oneLine(run, 128));
  const account = clipped(findAccount(settings, resource.accountId)?.name ?? 'an unlisted account', 60);
  const long = `${oneLine(nameOf(resource), 120)} in ${account} (${resource.accountId}), ${resource.region}`;
  const short = `${oneLine(resource.id, 60)} in ${account}, ${resource.region}`;
  const after = closingOf(terms);
  const texts = [long, short].map((where) => [`On ${where}: ${effect}`, after].filter(Boolean).join(' '));
  const fitting = texts.find((text) => text.length <= mostConfirmed);
  if (fitting !== undefined) return fitting;
  const room = mostConfirmed - `On ${short}:  ${after}`.length;
  return clipped(
    [`On ${short}: ${clipped(effect, Math.max(40, room))}`, after].filter(Boolean).join(' '),
    mostConfirmed,
  );
}

function closingOf({ mode, dryRun }: Terms): string {
  if (dryRun) return 'A dry run: nothing will be changed, you only see the plan.';
  return mode === 'approve' ? 'A second person must approve it.' : '';
}
