import type { Block, Message } from '../../core/message.ts';
import type { DigestRow, Member } from '../../core/ports.ts';
import { compareSeverity, type Severity } from '../../core/severity.ts';
import { counted } from '../../core/text/phrase.ts';
import { joined, type Line, labelled, moment, paragraph, quote, say } from './blocks.ts';
import { buttonRows } from './buttons.ts';
import { ordinal } from './life.ts';
import { withinLimits } from './limits.ts';
import { bulletsUpTo, more } from './parts.ts';
import { severitySymbols } from './symbols.ts';
import { defang, spokenBeforeColon } from './text.ts';

/** So many kinds, accounts and alerts are named; the others are counted. */
const mostNamed = 6;
const mostAlerts = 8;
const mostBack = 20;

/**
 * Many alerts in one message, while a channel storms: how many, how bad, of what kind, in which accounts, and the worst that
 * are still open. What got a message of its own by now is counted and not listed.
 */
export function renderDigest(digest: DigestRow, members: readonly Member[]): Message {
  const here = members.filter(({ moved }) => !moved);
  const open = here.filter(({ status }) => status === 'open');
  const worst = [...open].sort(
    (a, b) => compareSeverity(b.severity, a.severity) || (a.occurredAt < b.occurredAt ? 1 : -1),
  );
  return withinLimits({
    text: fallback(digest, members.length, open),
    blocks: [
      ...paragraph([
        headline(digest, members.length),
        when(digest),
        statesOf({
          ...{ open: open.length, resolved: here.length - open.length, moved: members.length - here.length },
          back: open.filter(({ back }) => back !== undefined).length,
        }),
      ]),
      ...paragraph([
        labelled(
          'Severity',
          countsOf(open, ({ severity }) => severity, bySeverity),
        ),
        labelled(
          'Kind',
          countsOf(open, ({ kind }) => kind),
        ),
        labelled(
          'Rule or finding',
          countsOf(
            open.filter(({ about }) => about !== undefined),
            ({ about = '' }) => about,
          ),
        ),
        labelled('Account', countsOf(open, accountOf)),
      ]),
      ...worstOf(worst),
      ...buttonRows({ offers: [], looks: [{ what: 'members', alertId: digest.id }] }),
    ],
  });
}

/** The note in a digest's thread which of its alerts came back, the worst first; undefined when none that are there did. */
export function renderCameBack(members: readonly Member[]): Message | undefined {
  const back = members.filter((member) => member.back !== undefined && !member.moved);
  if (back.length === 0) return undefined;
  const sorted = back.toSorted(
    (a, b) => Number(isOver(a)) - Number(isOver(b)) || compareSeverity(b.severity, a.severity),
  );
  const [only] = back.length === 1 ? back : [];
  const told = only ? 'One alert of this came back' : `${back.length} alerts of this came back`;
  return withinLimits({
    text: `↩️ ${told} after ${only ? 'it was' : 'they were'} resolved`,
    blocks: bulletsUpTo(`↩️ ${told} after ${only ? 'it was' : 'they were'} resolved`, sorted.map(backLine), mostBack),
  });
}

function isOver({ status }: Member): boolean {
  return status === 'resolved';
}

function backLine(member: Member): Line {
  const over = isOver(member) ? ', and is resolved again' : '';
  return [...memberLine(member), say(` · open for the ${ordinal((member.back ?? 0) + 1)} time${over}`)];
}

/** One sentence that can be read aloud: how many, and how bad the worst is. */
function fallback(digest: DigestRow, all: number, open: readonly Member[]): string {
  const [worst] = countBy(open, ({ severity }) => severity, bySeverity);
  const bad = worst ? `, ${worst[1]} of those that are open ${worst[0]}` : '';
  const [account] = countBy(open, accountOf);
  const where = account ? `, most in ${spokenBeforeColon(account[0], 80)}` : '';
  return `${mark(digest)} ${counted(all, alertWord(digest))} in one message${bad}${where}`;
}

function mark({ lane }: DigestRow): string {
  return lane === 'critical' ? '🚨' : '🌊';
}

function alertWord({ lane }: DigestRow): string {
  return lane === 'critical' ? 'critical alert' : 'alert';
}

function headline(digest: DigestRow, all: number): Line {
  const { lane } = digest;
  const word = lane === 'critical' ? 'CRITICAL STORM' : 'STORM';
  return [say(`${mark(digest)} ${word} · ${counted(all, alertWord(digest))} in this one message`, { bold: true })];
}

function when({ openedAt, closedAt, lane }: DigestRow): Line {
  const from = moment(openedAt);
  const to = closedAt === undefined ? undefined : moment(closedAt);
  if (!from) return [];
  if (to) return [say('From '), from, say(' to '), to, say('. It is over: new alerts come one by one again.')];
  const others = lane === 'critical' ? '' : ' Critical alerts still come alone.';
  return [say('Since '), from, say(`. More are added here, and this message is edited.${others}`)];
}

function statesOf(counts: Readonly<Record<'open' | 'back' | 'resolved' | 'moved', number>>): Line {
  const told = (count: number, word: string): Line => (count > 0 ? [say(`${count} ${word}`)] : []);
  return joined(
    [
      told(counts.open, 'open'),
      told(counts.back, 'of them back after they were resolved'),
      told(counts.resolved, 'resolved'),
      told(counts.moved, 'moved to messages of their own'),
    ],
    ' · ',
  );
}

type Order = (a: string, b: string) => number;

function bySeverity(a: string, b: string): number {
  return compareSeverity(b as Severity, a as Severity);
}

function countsOf(members: readonly Member[], of: (member: Member) => string, order?: Order): Line {
  const counts = countBy(members, of, order);
  const named = counts
    .slice(0, mostNamed)
    .map(([name, count]): Line => [say(`${count} `, { bold: true }), quote(name, 60)]);
  return joined([...named, more(counts.length - mostNamed)], ' · ');
}

/** Names with how often they come, the most frequent first unless there is another order. */
function countBy(
  members: readonly Member[],
  of: (member: Member) => string,
  order?: Order,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const member of members) counts.set(of(member), (counts.get(of(member)) ?? 0) + 1);
  return [...counts].sort((a, b) => (order ? order(a[0], b[0]) : b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

function accountOf({ accountName, accountId }: Member): string {
  return accountName || accountId;
}

/** A line each; of those that say the same one, with how many they are. The others are counted. */
function worstOf(members: readonly Member[]): readonly Block[] {
  const same = new Map<string, Member[]>();
  for (const member of members) {
    const key = [member.severity, member.title, accountOf(member)].join('\n');
    same.set(key, [...(same.get(key) ?? []), member]);
  }
  const told = [...same.values()].slice(0, mostAlerts);
  const lines = told.flatMap(([one, ...others]): readonly Line[] => {
    const times: Line = others.length > 0 ? [say(` · ${others.length + 1} times`)] : [];
    return one ? [[...memberLine(one), ...times]] : [];
  });
  const rest = more(members.length - told.flat().length);
  return bulletsUpTo(members.length === 0 ? '' : 'The worst that are open', [...lines, rest], mostAlerts + 1);
}

function memberLine(member: Member): Line {
  const { severity, title } = member;
  return [say(`${severitySymbols[severity]} `), quote(defang(title), 200), say(' · '), quote(accountOf(member), 60)];
}
