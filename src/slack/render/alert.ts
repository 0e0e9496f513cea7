import type { Actor, Alert, Change, Fact } from '../../core/alert.ts';
import type { Block, Message } from '../../core/message.ts';
import type { AlertState } from '../../core/ports.ts';
import type { Offer } from '../../core/remediation.ts';
import type { Severity } from '../../core/severity.ts';
import { joined, type Line, labelled, moment, type Piece, paragraph, plainText, quote, say } from './blocks.ts';
import { limits, withinLimits } from './limits.ts';
import { bulletsUpTo, factsBlock, linksLine, more, resourceLine } from './parts.ts';
import { clean, cut, defang, isKnown, spoken } from './text.ts';

type Shown = Pick<AlertState, 'alert' | 'status' | 'opened' | 'resolvedAt'>;

/** A symbol of its own shape beside the word: colour alone says nothing to many readers. */
const symbols: Readonly<Record<Severity, string>> = { critical: '🚨', high: '🔺', medium: '🔶', low: '🔹', info: 'ℹ️' };

/**
 * An alert as its message in the channel: severity and sentence first, then who, what, where, when, what changed, what we
 * found out, links, and the buttons of `offers`. A resolved alert, or one of an unlisted account, has no button.
 */
export function renderAlert(state: Shown, { offers }: Readonly<{ offers: readonly Offer[] }>): Message {
  const { alert } = state;
  const clickable = state.status === 'open' && !alert.unlisted ? offers : [];
  return withinLimits({
    text: fallback(state),
    blocks: [
      ...paragraph([headline(state), attempted(alert), resolved(state)]),
      ...paragraph([who(alert.actor), what(alert), where(alert), when(alert), why(alert)]),
      ...bulletsUpTo('What changed', (alert.changes ?? []).map(change), 10),
      ...factsBlock(notYetShown(alert)),
      ...paragraph([linksLine(alert.links)]),
      ...clickable.flatMap(button).slice(0, 5),
    ],
  });
}

/** One sentence that can be read aloud: severity, account, region, and what happened. */
function fallback({ alert, status }: Shown): string {
  const account = isKnown(alert.accountName) ? alert.accountName : isKnown(alert.accountId) ? alert.accountId : '';
  const places = [account, isKnown(alert.region) ? alert.region : ''].filter((place) => place !== '');
  const at = places.length > 0 ? ` in ${places.map((place) => spoken(place, 80)).join(', ')}` : '';
  const severity = alert.severity[0]?.toUpperCase() + alert.severity.slice(1);
  const opening = status === 'resolved' ? `✅ Resolved${at}` : `${symbols[alert.severity]} ${severity}${at}`;
  const was = status === 'resolved' ? formerly(alert) : '';
  return `${opening}${was}: ${spoken(alert.title)}`;
}

function headline({ alert, status }: Shown): Line {
  const title = defang(alert.title);
  return status === 'resolved'
    ? [say('✅ RESOLVED', { bold: true }), say(`${formerly(alert)}  `), quote(title, 600)]
    : [
        say(`${symbols[alert.severity]} ${alert.severity.toUpperCase()}  `, { bold: true }),
        quote(title, 600, { bold: true }),
      ];
}

/** A resolution that came alone has no severity that is worth telling. */
function formerly({ severity }: Alert): string {
  return severity === 'info' ? '' : ` (was ${severity})`;
}

function attempted({ attempted }: Alert): Line {
  return attempted ? [say('✋ Attempted only', { bold: true }), say(': the call did not succeed.')] : [];
}

function resolved({ status, opened, resolvedAt }: Shown): Line {
  const at = status === 'resolved' && resolvedAt !== undefined ? moment(resolvedAt) : undefined;
  if (!at || resolvedAt === undefined) return [];
  const after =
    opened !== undefined && resolvedAt >= opened ? `, ${duration(resolvedAt - opened)} after it was seen` : '';
  return [say('Resolved '), at, say(after)];
}

function who(actor: Actor | undefined): Line {
  if (!actor || !isKnown(actor.name)) return [];
  const type = actorTypes.get(actor.type) ?? actor.type;
  const pieces: readonly Line[] = [
    [
      quote(defang(actor.name), 150, { bold: true }),
      ...(isKnown(type) && !clean(actor.name).toLowerCase().includes(type)
        ? [say(' ('), quote(type, 40), say(')')]
        : []),
    ],
    isKnown(actor.sourceIp) ? [say('from '), quote(defang(actor.sourceIp), 80)] : [],
    isKnown(actor.userAgent) ? [say('with '), quote(defang(actor.userAgent), 120)] : [],
    actor.mfa === undefined ? [] : [say(actor.mfa ? 'with MFA' : 'without MFA')],
    isKnown(actor.arn) ? [quote(defang(actor.arn), 200, { code: true })] : [],
  ];
  return labelled('Who', joined(pieces, ' · '));
}

/** CloudTrail userIdentity element: its types in words. */
const actorTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AssumedRole: 'role',
    AWSAccount: 'another account',
    AWSService: 'AWS service',
    FederatedUser: 'federated user',
    IAMUser: 'IAM user',
    IdentityCenterUser: 'Identity Center user',
    Root: 'root user',
    SAMLUser: 'SAML user',
    WebIdentityUser: 'web identity',
  }),
);

function what({ resources }: Alert): Line {
  return labelled('What', joined([...resources.slice(0, 5).map(resourceLine), more(resources.length - 5)], ', '));
}

function where(alert: Alert): Line {
  const id = isKnown(alert.accountId) ? alert.accountId : '';
  const name = isKnown(alert.accountName) ? alert.accountName : '';
  const account: readonly Piece[] = name
    ? [quote(name, 80, { bold: true }), ...(id ? [say(' ('), quote(id, 40), say(')')] : [])]
    : [quote(id, 40, { bold: true })];
  const listed: Line = alert.unlisted
    ? [say('⚠️ this account is not in the settings, so nothing can be done in it from here')]
    : [];
  const rest = [alert.region, alert.environment].filter(isKnown).map((part) => [quote(part, 60)]);
  return labelled('Where', joined([account, ...rest, listed], ' · '));
}

function when({ occurredAt }: Alert): Line {
  return labelled('When', [moment(Date.parse(occurredAt)) ?? quote(isKnown(occurredAt) ? occurredAt : '', 40)]);
}

function why({ rule, finding }: Alert): Line {
  return joined(
    [
      isKnown(rule) ? labelled('Rule', [quote(defang(rule), 150)]) : [],
      isKnown(finding) ? labelled('Finding', [quote(defang(finding), 150)]) : [],
    ],
    ' · ',
  );
}

/** Facts that are not the rule or the finding, which have a line of their own. */
function notYetShown({ facts, rule, finding }: Alert): readonly Fact[] {
  return facts.filter((fact) => !('value' in fact) || (fact.value !== rule && fact.value !== finding));
}

/** `field: before → after`; a value that was or is not there is said in words. */
function change({ field, before, after }: Change): Line {
  const value = (text: string | null, none: string): Piece =>
    text === null || clean(text) === '' ? say(none, { italic: true }) : quote(defang(text), 250, { code: true });
  return [quote(defang(field), 100), say(': '), value(before, 'none'), say(' → '), value(after, 'none')];
}

/** Each in a block of its own: an action id must be unique within its block. */
function button(offer: Offer): readonly Block[] {
  if (!/^[!-~]{1,255}$/.test(offer.id)) return [];
  const confirm = {
    title: plainText(`${offer.title}?`, limits.confirmTitle),
    text: plainText(offer.confirm, limits.confirmText),
    confirm: plainText('Remediate', limits.confirmButton),
    deny: plainText('Cancel', limits.confirmButton),
  };
  const text = plainText(`Remediate: ${cut(clean(offer.title), 60)}`, limits.buttonText);
  const element = { type: 'button', action_id: 'remediate', value: offer.id, style: 'primary', text, confirm };
  return [{ type: 'actions', elements: [element] }];
}

/** `42 s`, `12 min`, `3 h 20 min`, `2 days`. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}
