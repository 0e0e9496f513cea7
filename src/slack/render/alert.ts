import { type Actor, type Alert, type Change, type Fact, nameOf } from '../../core/alert.ts';
import type { Look } from '../../core/look.ts';
import type { Message } from '../../core/message.ts';
import type { Mute } from '../../core/mute.ts';
import type { AlertState } from '../../core/ports.ts';
import type { Offer } from '../../core/remediation.ts';
import { isBurst } from '../../core/repeats.ts';
import { actorName, actorOrigin } from './actor.ts';
import { joined, type Line, labelled, moment, type Piece, paragraph, quote, say } from './blocks.ts';
import { buttonRows } from './buttons.ts';
import { type Called, lifeLines, titleNow } from './life.ts';
import { withinLimits } from './limits.ts';
import { renderOwn } from './own.ts';
import { bulletsUpTo, factBullets, linksLine, more, resourceLine, typeInWords } from './parts.ts';
import { type NoteShown, noteLine } from './request-note.ts';
import { severitySymbols } from './symbols.ts';
import { clean, defang, isKnown, spoken, spokenBeforeColon } from './text.ts';
import { timesSpoken, timesTold } from './times.ts';

type Shown = Pick<
  AlertState,
  | ('alert' | 'status' | 'opened' | 'resolvedAt' | 'times' | 'since' | 'relapses')
  | ('solvedBy' | 'resolution' | 'remediations' | 'acknowledged')
>;

/** What may be pressed: remediations, and what a person may ask or say of the alert; what became of what was pressed; the mute that it is under, and who was called. */
type Buttons = Readonly<{
  offers: readonly Offer[];
  looks?: readonly Look[];
  notes?: readonly NoteShown[];
  mute?: Mute | undefined;
  called?: Called | undefined;
}>;

/**
 * An alert as its message in the channel: severity and sentence first, then by whom, where and when in one line, and only
 * then what changed, the details, links and buttons. A resolved alert is not remediated any more, and in an unlisted account
 * nothing can be pressed. Words of the event never begin a line: they stand behind ours, or as a bullet below a heading.
 */
export function renderAlert(state: Shown, { offers, looks = [], notes = [], mute, called }: Buttons): Message {
  const { alert } = state;
  const isOurs = !alert.unlisted;
  if (alert.own !== undefined) return renderOwn(state, alert.own);
  return withinLimits({
    text: fallback(state),
    blocks: [
      ...paragraph([
        ...[headline(state), attempted(state), ...lifeLines(state, { notes, mute, called })],
        ...[context(alert), unlisted(alert)],
      ]),
      ...paragraph([what(alert), why(alert)]),
      ...bulletsUpTo('What changed', changesOf(alert).map(change), 10),
      ...factBullets(notYetShown(alert), { heading: 'Details', last: identity(alert.actor) }),
      ...paragraph([linksLine(alert.links)]),
      ...paragraph(notes.map(noteLine)),
      ...buttonRows({ offers: isOurs && state.status === 'open' ? offers : [], looks: isOurs ? looks : [] }),
    ],
  });
}

/** One sentence that can be read aloud: severity, account, region, and what happened. */
function fallback(state: Shown): string {
  const { alert, status } = state;
  const account = isKnown(alert.accountName) ? alert.accountName : isKnown(alert.accountId) ? alert.accountId : '';
  const places = [account, isKnown(alert.region) ? alert.region : ''].filter((place) => place !== '');
  const at = places.length > 0 ? ` in ${places.map((place) => spokenBeforeColon(place, 80)).join(', ')}` : '';
  const severity = alert.severity[0]?.toUpperCase() + alert.severity.slice(1);
  const opening = status === 'resolved' ? `✅ Resolved${at}` : `${severitySymbols[alert.severity]} ${severity}${at}`;
  const was = status === 'resolved' ? formerly(alert) : '';
  return `${opening}${was}: ${spoken(titleNow(state))}${timesSpoken(state)}`;
}

function headline(state: Shown): Line {
  const { alert, status } = state;
  const title = defang(titleNow(state));
  return status === 'resolved'
    ? [say('✅ RESOLVED', { bold: true }), say(`${formerly(alert)} · `), quote(title, 600)]
    : [
        say(`${severitySymbols[alert.severity]} ${alert.severity.toUpperCase()} · `, { bold: true }),
        quote(title, 600, { bold: true }),
        ...timesTold(state),
      ];
}

/** A resolution that came alone has no severity that is worth telling. */
function formerly({ severity }: Alert): string {
  return severity === 'info' ? '' : ` (was ${severity})`;
}

function attempted(state: Shown): Line {
  const { attempted, kind } = state.alert;
  if (!attempted) return [];
  const how = kind === 'console-sign-in' ? 'nobody got in' : 'the call did not succeed';
  const burst = isBurst(state) ? ' So many in one hour are a burst: somebody may be guessing passwords.' : '';
  return [say('✋ Attempted only', { bold: true }), say(`: ${how}.${burst}`)];
}

/** `By alice (role) from 192.0.2.7 with the AWS CLI, without MFA · in payments-prod (…), eu-west-1, prod · 16:40`. */
function context(alert: Alert): Line {
  const name = actorName(alert.actor);
  const by: Line = alert.actor && name.length > 0 ? [say('By '), ...name, ...actorOrigin(alert.actor)] : [];
  return joined([by, where(alert, by.length > 0 ? 'in ' : 'In '), when(alert, by.length > 0 ? 'at ' : 'At ')], ' · ');
}

function where(alert: Alert, lead: string): Line {
  const id = isKnown(alert.accountId) ? alert.accountId : '';
  const name = isKnown(alert.accountName) ? alert.accountName : '';
  const account: readonly Piece[] = name
    ? [quote(name, 80, { bold: true }), ...(id ? [say(' ('), quote(id, 40), say(')')] : [])]
    : [quote(id, 40, { bold: true })];
  const rest = [alert.region, alert.environment].filter(isKnown).map((part) => [quote(part, 60)]);
  const place = joined([account, ...rest], ', ');
  return place.length === 0 ? [] : [say(lead), ...place];
}

function when({ occurredAt }: Alert, lead: string): Line {
  const at = moment(Date.parse(occurredAt));
  if (at) return [at];
  return isKnown(occurredAt) ? [say(lead), quote(occurredAt, 40)] : [];
}

function unlisted({ unlisted, accountId, facts }: Alert): Line {
  if (!unlisted) return [];
  if (facts.some(({ label }) => label === 'Sent by')) {
    return [say('⚠️ It came from an account that is not in the settings, so nothing can be done about it from here.')];
  }
  return isKnown(accountId)
    ? [say('⚠️ This account is not in the settings, so nothing can be done in it from here.')]
    : [say('⚠️ The event names no account, so nothing can be done about it from here.')];
}

/** The resources, unless the sentence says all of it: that one resource, and of what kind it is. */
function what(alert: Alert): Line {
  const { resources, title } = alert;
  const [only, ...others] = resources;
  const said = clean(title).toLowerCase();
  const kind = only ? typeInWords(only.type).toLowerCase().split(' ') : [];
  const isTold =
    only && said.includes(nameOf(only).toLowerCase()) && kind.slice(1).every((word) => said.includes(word));
  const isActor = only?.id === alert.actor?.name;
  if (others.length === 0 && (isTold || isActor || only?.type === 'AWS::::Account')) return [];
  return labelled('What', joined([...resources.slice(0, 5).map(resourceLine), more(resources.length - 5)], ', '));
}

function why({ rule, finding, title }: Alert): Line {
  const isNew = (text: string | undefined): text is string => isKnown(text) && !title.includes(text);
  return joined(
    [
      isNew(rule) ? labelled('Rule', [quote(defang(rule), 150)]) : [],
      isNew(finding) ? labelled('Finding', [quote(defang(finding), 150)]) : [],
    ],
    ' · ',
  );
}

/** That a rule is broken or met again is what the sentence says. */
function changesOf({ kind, changes = [] }: Alert): readonly Change[] {
  return kind === 'config-compliance-change' ? changes.filter(({ field }) => field !== 'Compliance') : changes;
}

/** Facts that no line above tells: not the rule, the finding, a resource or the time. */
function notYetShown({ facts, rule, finding, resources, occurredAt }: Alert): readonly Fact[] {
  const names = resources.flatMap(({ id, name, arn }) => [id, name, arn]);
  const shown = new Set([rule, finding, ...names]);
  const at = Date.parse(occurredAt);
  return facts.filter((fact) => !('value' in fact) || !(shown.has(fact.value) || Date.parse(fact.value) === at));
}

function identity(actor: Actor | undefined): Line {
  return isKnown(actor?.arn)
    ? [say('Identity', { bold: true }), say(': '), quote(defang(actor.arn), 200, { code: true })]
    : [];
}

/** What stands for a value before that the event does not tell. */
const untold = 'as it was';

/** `field: before → after`; a value that was or is not there is said in words, and `field: now after` where nobody knows what was. */
function change({ field, before, after }: Change): Line {
  const value = (text: string | null, none: string): Piece =>
    text === null || clean(text) === '' ? say(none, { italic: true }) : quote(defang(text), 250, { code: true });
  if (before === untold) return [quote(defang(field), 100), say(': now '), value(after, 'none')];
  return [quote(defang(field), 100), say(': '), value(before, 'none'), say(' → '), value(after, 'none')];
}
