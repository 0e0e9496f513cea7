import type { AuditEntry } from '../core/audit.ts';
import { matchesCondition } from '../core/condition.ts';
import { userError } from '../core/errors.ts';
import { describeCondition, type Mute, muteId, type OpenAlert } from '../core/mute.ts';
import { readCondition, readMuteCondition, readMuteSpan, type TypedCondition } from '../core/mute-words.ts';
import type { Reply, ReplyItem } from '../core/reply.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import { compareSeverity, severities } from '../core/severity.ts';
import { duration } from '../core/text/duration.ts';
import { findNearest } from '../core/text/nearest.ts';
import { counted, listed, oneLine, utc } from '../core/text/phrase.ts';
import { type CommandContext, defineCommand } from './define.ts';

const week = 7 * 86_400_000;
const mostListed = 20;
/** So many open alerts are looked through, the latest first, and so many shown. */
const mostOpen = 500;
const mostShown = 30;
const example = '/aws-alerts mute rule:restricted-ssh account:payments-dev for:2h because:"planned work"';

/** What stands behind the word for what is to be done. */
type Asked = Readonly<{
  words: readonly string[];
  since: number | undefined;
  span: string | undefined;
  because: string | undefined;
  condition: TypedCondition;
}>;

/** Each thing that can be done here, by the word that asks for it. */
const doings: Readonly<Record<string, (asked: Asked, ctx: CommandContext) => Promise<Reply>>> = {
  ...{ list: showOpen, mute, mutes: showMutes, unmute, audit: showAudit },
};

/** What is open, what is muted, what became of alerts, and who did it. */
export const alerts = defineCommand({
  id: 'alerts',
  summary:
    'See what is open; mute what you expect for a while, and lift it; see who asked for which change, and what came out',
  usage:
    '[list] [account:NAME severity:high …] | mute CONDITION … for:2h because:"WHY" | mutes | unmute ID | audit [REQUEST, RESOURCE or PERSON] [since:TIME]',
  example: 'list severity:critical,high',
  args: {
    what: {
      ...{ kind: 'texts', positional: true, hint: 'list | mute | mutes | unmute | audit' },
      help: 'what to do: see the open alerts, mute some, see and lift what is muted, or read the audit trail (behind it, if wanted, a request, a resource, an account or a person)',
    },
    for: { kind: 'text', hint: 'TIME', help: 'how long a mute lasts: 30m, 2h, 3d; 30 days at most' },
    because: { kind: 'text', hint: 'WHY', help: 'why it is muted: everybody sees it' },
    kind: {
      kind: 'text',
      hint: 'KIND',
      help: 'a kind of alert, such as config-compliance-change; several with commas',
    },
    severity: { kind: 'text', hint: 'SEVERITY', help: 'info, low, medium, high or critical; several with commas' },
    account: { kind: 'text', hint: 'NAME', help: 'an account by its name or number; * stands for anything' },
    region: { kind: 'text', hint: 'REGION', help: 'a region' },
    rule: { kind: 'text', hint: 'RULE', help: 'a Config rule' },
    finding: { kind: 'text', hint: 'TYPE', help: "a type of GuardDuty's findings" },
    actor: { kind: 'text', hint: 'WHO', help: 'who did it, by name or ARN' },
    resource: { kind: 'text', hint: 'RESOURCE', help: 'a resource by id, name or ARN' },
    tag: { kind: 'text', hint: 'KEY=VALUE', help: 'a tag of the resource' },
    since: {
      kind: 'time',
      hint: 'TIME',
      help: 'how far back the audit trail is read: 30m, 2h, 3d, or a date; a week, unless given',
    },
  },
  permissions: ['s3:GetObject', 's3:ListBucket'],
  async run({ what, since, for: span, because, ...condition }, ctx) {
    const [word = 'list', ...words] = what;
    const name = word.toLowerCase();
    const doing = Object.hasOwn(doings, name) ? doings[name] : undefined;
    if (!doing) throw unknownDoing(word);
    return doing({ words, since, span, because, condition }, ctx);
  },
});

function unknownDoing(word: string): Error {
  const names = Object.keys(doings);
  const near = findNearest(word, names);
  const advice = near ? `did you mean “${near}”?` : `there is ${names.join(', ')}.`;
  return refuse(`“${oneLine(word, 60)}” is nothing to be done here; ${advice}`);
}

function refuse(problem: string): Error {
  return userError('BAD_ARGUMENT', { problem, example });
}

/** What is open, the worst first, and of the same severity the latest. */
async function showOpen({ words, condition }: Asked, { quiet, settings, askedAt }: CommandContext): Promise<Reply> {
  if (words.length > 0) throw refuse(`“${oneLine(words.join(' '), 60)}” means nothing behind list.`);
  const when = readCondition(condition, settings, refuse);
  const about = Object.keys(when).length === 0 ? '' : `: ${describeCondition(when)}`;
  const all = await quiet.listOpen(mostOpen);
  const found = all
    .filter(({ state }) => matchesCondition(state.alert, when))
    .toSorted((a, b) => compareSeverity(b.state.alert.severity, a.state.alert.severity) || sinceOf(b) - sinceOf(a));
  const shown = found.slice(0, mostShown);
  const items = await Promise.all(shown.map(async (one) => openItem(one, await quiet.findChannel(idOf(one)), askedAt)));
  const more = found.length - shown.length;
  const note = [
    ...(more > 0
      ? [
          `${counted(more, 'more alert')} that are milder or older; ask for fewer with severity:, account:, kind: or resource:.`,
        ]
      : []),
    ...(all.length >= mostOpen ? [`Only the latest ${mostOpen} were looked through.`] : []),
  ].join(' ');
  return {
    title:
      found.length === 0
        ? `Nothing is open${about}`
        : `${counted(found.length, 'open alert')} (${countsOf(found)})${about}`,
    sections: [
      ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
      ...(note === '' ? [] : [{ kind: 'text' as const, text: note }]),
    ],
  };
}

function idOf({ state }: OpenAlert): string {
  return state.alert.id;
}

function sinceOf({ state: { since, opened = 0 } }: OpenAlert): number {
  return since ?? opened;
}

/** `1 critical, 3 high`. */
function countsOf(found: readonly OpenAlert[]): string {
  const counts = severities.toReversed().map((severity) => {
    const count = found.filter(({ state }) => state.alert.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return listed(counts.flat());
}

function openItem(one: OpenAlert, channel: string | undefined, now: number): ReplyItem {
  const { alert, acknowledged } = one.state;
  const age = duration(Math.max(0, now - sinceOf(one)));
  const muted = one.mute ? `, muted until ${utc(one.mute.until)}` : '';
  const seen = acknowledged ? ', acknowledged' : '';
  return {
    lead: `${alert.severity.toUpperCase()}: ${alert.title}`,
    body: `open for ${age}, in ${alert.accountName ?? alert.accountId}, ${alert.region}${muted}${seen}`,
    ...(acknowledged && { person: acknowledged.by }),
    ...(channel !== undefined && { channel }),
  };
}

/** The words behind `because:` belong to it: who is in a hurry forgets the quotes. */
async function mute({ words, span, because, condition }: Asked, ctx: CommandContext): Promise<Reply> {
  const { settings, quiet, askedBy, askedAt, jobKey } = ctx;
  const when = readMuteCondition(condition, settings, refuse);
  const until = askedAt + readMuteSpan(span, refuse);
  if (because === undefined) throw refuse('Say why, for those who wonder tomorrow: because:"planned work".');
  const stray = words.find((word) => /^[a-z]+:/i.test(word));
  if (stray) throw refuse(`“${oneLine(stray, 60)}” means nothing here.`);
  const why = oneLine([because, ...words].join(' '), 200);
  const made: Mute = { id: muteId(jobKey), when, because: why, by: askedBy, at: askedAt, until };
  const hidden = (await quiet.listOpen(mostOpen)).filter(({ state }) => matchesCondition(state.alert, when));
  await quiet.mute(made);
  const text = [
    `It is about ${counted(hidden.length, 'open alert')} now. What comes is recorded and not posted; what is still open then is posted then.`,
    'No policy acts on it by itself meanwhile. To lift it before:',
  ].join(' ');
  return {
    title: `Muted until ${utc(until)}: ${describeCondition(when)}`,
    sections: [
      { kind: 'text', text },
      { kind: 'code', text: `/aws-alerts unmute ${made.id}` },
    ],
  };
}

async function showMutes(_: Asked, { quiet }: CommandContext): Promise<Reply> {
  const mutes = (await quiet.listMutes()).toSorted((a, b) => a.until - b.until);
  if (mutes.length === 0) return { title: 'Nothing is muted', sections: [] };
  const items = mutes.map(({ id, when, because, until, by }) => ({
    ...{ lead: describeCondition(when), body: `until ${utc(until)}: ${because}`, person: by },
    meta: `to lift it: /aws-alerts unmute ${id}`,
  }));
  return { title: `${counted(mutes.length, 'mute')} now, the first to end first`, sections: [{ kind: 'list', items }] };
}

async function unmute({ words }: Asked, { quiet }: CommandContext): Promise<Reply> {
  const [id = ''] = words;
  if (!/^[0-9a-f]{8}$/.test(id)) throw refuse('Name the mute by its id: /aws-alerts mutes shows them.');
  const lifted = await quiet.unmute(id);
  if (!lifted) throw userError('NOT_FOUND', { what: `The mute ${id}`, where: 'what is muted now' });
  return {
    title: `Lifted: ${describeCondition(lifted.when)}. What it hid and is still open is posted now`,
    sections: [],
  };
}

/** The newest entries of the audit trail, newest first. */
async function showAudit(
  { words, since, condition }: Asked,
  { readAudit, settings, askedAt }: CommandContext,
): Promise<Reply> {
  const [stray] = Object.entries(condition).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  if (stray)
    throw refuse(`${stray.name}: is for list and mute; write the name alone: audit ${oneLine(stray.value, 60)}.`);
  const term = words.join(' ');
  const from = since ?? askedAt - week;
  const { entries, more } = await readAudit({ since: from, limit: mostListed, ...(term !== '' && { term }) });
  const about = term === '' ? '' : ` about “${oneLine(term, 120)}”`;
  const when = utc(from);
  if (entries.length === 0) {
    const text = 'The trail tells of changes that were asked for, not of alerts. Ask further back with since:30d.';
    return { title: `Nothing was asked for or changed${about} since ${when}`, sections: [{ kind: 'text', text }] };
  }
  const rest = `There is more: name a request, resource or person, or say since: with a shorter time.`;
  return {
    title: `What was asked for, decided and done${about} since ${when}`,
    sections: [
      { kind: 'list', items: entries.map((entry) => itemOf(entry, settings)) },
      ...(more ? [{ kind: 'text' as const, text: rest }] : []),
    ],
  };
}

const leads: Readonly<Record<AuditEntry['kind'], string>> = {
  request: 'Asked',
  refusal: 'Refused',
  plan: 'Planned',
  decision: 'Decided',
  intent: 'About to act',
  call: 'Called',
  outcome: 'Came out',
  switch: 'Switched',
};

function itemOf({ kind, what, by, at, resource, accountId, requestId }: AuditEntry, settings: Settings) {
  const account = accountId === undefined ? undefined : (findAccount(settings, accountId)?.name ?? accountId);
  const meta = [`by ${by}`, resource, account, requestId].filter((part) => part !== undefined).join(' · ');
  return { lead: leads[kind], body: what, meta, at };
}
