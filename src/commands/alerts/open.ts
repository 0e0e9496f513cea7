import { matchesCondition } from '../../core/condition.ts';
import { describeCondition, type OpenAlert } from '../../core/mute.ts';
import { readCondition } from '../../core/mute-words.ts';
import type { Reply, ReplyItem } from '../../core/reply.ts';
import { compareSeverity, severities } from '../../core/severity.ts';
import { howToAcknowledge, shortId } from '../../core/short-id.ts';
import { duration } from '../../core/text/duration.ts';
import { counted, listed, oneLine, utc } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';
import { type Asked, refuse } from './asked.ts';
import { pagedList, pageOf, whichOf } from './paged.ts';

/** So many open alerts are looked through, the latest first. */
const mostOpen = 500;
/** So many for one by its id: a storm tells of more than a list does. */
const mostSearched = 2000;

/** What is open, the worst first, and of the same severity the latest, a page at a time. */
export async function showOpen(
  { words, condition, page: asked }: Asked,
  { quiet, settings, askedAt }: CommandContext,
): Promise<Reply> {
  if (words.length > 0) throw refuse(`“${oneLine(words.join(' '), 60)}” means nothing behind list.`);
  const when = readCondition(condition, settings, refuse);
  const about = Object.keys(when).length === 0 ? '' : `: ${describeCondition(when, settings)}`;
  const all = await quiet.listOpen(mostOpen);
  const found = all
    .filter(({ state }) => matchesCondition(state.alert, when))
    .toSorted((a, b) => compareSeverity(b.state.alert.severity, a.state.alert.severity) || sinceOf(b) - sinceOf(a));
  const { page, items: shown } = pageOf(found, asked);
  const items = await Promise.all(shown.map(async (one) => openItem(one, await quiet.findChannel(idOf(one)), askedAt)));
  const note = [
    ...(found.length > shown.length ? ['Ask for fewer with severity:, account:, kind: or resource:.'] : []),
    ...(all.length >= mostOpen ? [`Only the latest ${mostOpen} were looked through.`] : []),
    ...(shown.some(isAcknowledgeable) ? [howToAcknowledge] : []),
  ].join(' ');
  return {
    title:
      found.length === 0
        ? `Nothing is open${about}`
        : `${all.length >= mostOpen ? 'At least ' : ''}${counted(found.length, 'open alert')} (${countsOf(found)})${about}${whichOf(page, found.length)}`,
    sections: [
      ...pagedList(items, { page, all: found.length, text: textOf(condition) }),
      ...(note === '' ? [] : [{ kind: 'text' as const, text: note }]),
    ],
  };
}

/** What was typed, to be typed again; undefined where no quotes would hold it. */
function textOf(condition: Asked['condition']): string | undefined {
  const words = Object.entries(condition).map(([name, value]) => {
    if (value === undefined) return '';
    if (!/["“”]/.test(value)) return `${name}:"${value}"`;
    return /['‘’]/.test(value) ? undefined : `${name}:'${value}'`;
  });
  return words.includes(undefined) ? undefined : ['list', ...words].filter(Boolean).join(' ');
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
  const id = isAcknowledgeable(one) ? `, id ${shortId(alert.id)}` : '';
  const seen = acknowledged ? ', acknowledged' : '';
  return {
    lead: `${alert.severity.toUpperCase()}: ${alert.title}`,
    body: `open for ${age}${placeOf(alert)}${id}${muted}${seen}`,
    ...(acknowledged && { person: acknowledged.by }),
    ...(channel !== undefined && { channel }),
  };
}

/** `, in payments-prod, eu-west-1`, as far as it is known. */
function placeOf({ accountName, accountId, region }: OpenAlert['state']['alert']): string {
  const places = [accountName ?? accountId, region].filter((place) => place !== 'unknown' && place !== '');
  return places.length === 0 ? '' : `, in ${places.join(', ')}`;
}

/** As its button: nothing is said of what we did ourselves, or of an account that is not ours. */
function isAcknowledgeable({ state: { alert, acknowledged } }: OpenAlert): boolean {
  return !acknowledged && !alert.unlisted && alert.own === undefined;
}

/** Says that whoever typed it looks after an alert, as its button does. */
export async function acknowledge({ words, condition }: Asked, ctx: CommandContext): Promise<Reply> {
  const { quiet, askedBy, askedAt } = ctx;
  const [id = '', ...more] = words;
  const [example, list] = ['/aws-alerts ack 1f2e3d4c', '/aws-alerts list'];
  const isStray = more.length > 0 || Object.values(condition).some((value) => value !== undefined);
  if (isStray || !/^[0-9a-f]{8,24}$/.test(id)) {
    throw refuse('Name one alert by its id, which /aws-alerts list shows.', example);
  }
  const found = (await quiet.listOpen(mostSearched)).filter(({ state }) => state.alert.id.startsWith(id));
  const [one, another] = found;
  if (another) throw refuse(`${counted(found.length, 'open alert')} begin with ${id}: name more of it.`, example);
  if (!one) throw refuse(`No open alert has the id ${id}. Perhaps it is resolved: the list shows what is open.`, list);
  const { alert } = one.state;
  if (alert.unlisted || alert.own !== undefined) {
    throw refuse(
      'This alert is not ours to look after: its account is not in the settings, or we did it ourselves.',
      example,
    );
  }
  await quiet.acknowledge(alert.id, { by: askedBy, at: askedAt });
  return {
    mark: '👀',
    title: 'You look after it now, and its message says so: nobody else is called',
    sections: [{ kind: 'text', text: `${alert.severity.toUpperCase()}: ${oneLine(alert.title, 300)}` }],
  };
}
