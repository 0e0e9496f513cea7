import { followUpId, followUpsOf } from '../../core/follow-up.ts';
import { commandKinds } from '../../core/job.ts';
import type { Block, Message } from '../../core/message.ts';
import type { FollowUp, Reply, ReplySection } from '../../core/reply.ts';
import {
  joined,
  type Line,
  labelled,
  moment,
  paragraph,
  person,
  place,
  plainText,
  preformatted,
  quote,
  quoteLines,
  say,
} from './blocks.ts';
import { pressButton } from './buttons.ts';
import { limits, sizeOf, withinLimits } from './limits.ts';
import { factBullets, linksLine } from './parts.ts';
import { clean, defang, spoken } from './text.ts';

type List = Extract<ReplySection, { kind: 'list' }>;
type Item = List['items'][number];

/** What all else of a reply may need beside a long list. */
const aroundLists = 3000;

/**
 * The answer to a query, its title behind `mark`: titles may begin with a name that somebody chose. Of a list that is too
 * long for one message the first items are shown and the others counted. The questions that it leads to are buttons where
 * `jobKey` says which job keeps the answer.
 */
export function renderReply(reply: Reply, mark = reply.mark ?? '🔎', jobKey?: string): Message {
  const toButton = buttonsOf(reply, jobKey);
  const names = (reply.files ?? []).slice(0, 5).map(({ name }): Line => [quote(name, 120, { code: true })]);
  const whole = names.length > 1 ? 'The whole result is in the files ' : 'The whole result is in the file ';
  const files: Line = names.length > 0 ? [say(whole), ...joined(names, ' and '), say('.')] : [];
  const lists = reply.sections.filter((section) => section.kind === 'list').length;
  const room = (limits.allBlocks - aroundLists) / Math.max(1, lists);
  const title = paragraph([[say(`${mark} `), quote(reply.title, 600, { bold: true })]]);
  const end = paragraph([files]);
  const parts = partsOf(reply.sections).map((sections) => ({
    isPair: sections.length > 1,
    blocks: sections.flatMap((section) => renderSection(section, { room, toButton, jobKey })),
  }));
  return withinLimits({
    text: `${mark} ${spoken(reply.title)}`,
    blocks: [...title, ...fitting(parts, sizeOf([...title, ...end])), ...end],
  });
}

/** A list and the questions right below it belong together: nobody shall press on what is not said. */
function partsOf(sections: readonly ReplySection[]): readonly (readonly ReplySection[])[] {
  const isBelow = (at: number) => sections[at]?.kind === 'asks' && sections[at - 1]?.kind === 'list';
  return sections.flatMap((section, at) => {
    const next = sections[at + 1];
    return isBelow(at) ? [] : [next && isBelow(at + 1) ? [section, next] : [section]];
  });
}

type Part = Readonly<{ isPair: boolean; blocks: readonly Block[] }>;

/** Of several lists with buttons each the last are left out, whole, where there are too many for one message, and counted. */
function fitting(parts: readonly Part[], used: number): readonly Block[] {
  let kept = parts;
  const blocksOf = () => kept.flatMap(({ blocks }) => blocks);
  const isTooMuch = () => blocksOf().length > limits.blocks - 4 || used + sizeOf(blocksOf()) > limits.allBlocks - 300;
  while (kept.filter(({ isPair }) => isPair).length > 1 && isTooMuch()) {
    const last = kept.findLastIndex(({ isPair }) => isPair);
    kept = kept.filter((_, at) => at !== last);
  }
  const left = parts.length - kept.length;
  if (left === 0) return blocksOf();
  const rest = paragraph([[say(`… and ${left} more that do not fit here`, { italic: true })]]);
  const last = kept.findLastIndex(({ isPair }) => isPair);
  return kept.flatMap(({ blocks }, at) => (at === last ? [...blocks, ...rest] : blocks));
}

/** The button of a question; none, where nobody could answer a press. */
type ToButton = (ask: FollowUp) => Block | undefined;

/** An action id must be unique within its block: each holds its place in the answer, and the queue that a press goes to. */
function buttonsOf(reply: Reply, jobKey: string | undefined): ToButton {
  const places = new Map(followUpsOf(reply).map((ask, place) => [ask, place]));
  return (ask) => {
    const place = places.get(ask);
    if (jobKey === undefined || place === undefined) return undefined;
    const { label, command, confirm } = ask;
    const asked = confirm !== undefined && {
      confirm: {
        title: plainText(`${label}?`, limits.confirmTitle),
        text: plainText(defang(confirm), limits.confirmText),
        confirm: plainText('Yes', limits.confirmButton),
        deny: plainText('Cancel', limits.confirmButton),
      },
    };
    const action_id = `ask_${commandKinds[command]}_${place}`;
    const text = plainText(label, limits.buttonText);
    return { type: 'button', action_id, value: followUpId(jobKey, place), text, ...asked };
  };
}

type Around = Readonly<{ room: number; toButton: ToButton; jobKey?: string | undefined }>;

function renderSection(section: ReplySection, { room, toButton, jobKey }: Around): readonly Block[] {
  switch (section.kind) {
    case 'text':
      return paragraph([[quoteLines(section.text)]]);
    case 'facts':
      return factBullets(section.facts, { max: 30 });
    case 'list':
      return section.items.some(({ ask }) => ask && toButton(ask))
        ? choices(section, { room, toButton })
        : listBlock(section, room);
    case 'person':
      return paragraph([labelled(section.label, [person(section.id)])]);
    case 'code':
      return preformatted(section.text);
    case 'links':
      return paragraph([linksLine(section.links)]);
    case 'asks':
      return rowsOf([
        ...section.asks.flatMap((ask) => toButton(ask) ?? []),
        ...(section.presses ?? []).flatMap(({ press, label }) =>
          jobKey === undefined ? [] : pressButton(press, label, jobKey),
        ),
      ]);
  }
}

function listBlock({ items }: List, room: number): readonly Block[] {
  const lines = items.slice(0, 100).map(itemLine);
  const kept = lines.slice(0, countThatFits(lines, room));
  const left = items.length - kept.length;
  const rest: Line = left > 0 ? [say(`… and ${left} more that do not fit here`, { italic: true })] : [];
  return paragraph([...kept, rest]);
}

/** So many buttons stand in a row. Docs: actions block, 25 elements at most; five is what a phone shows. */
const inRow = 5;

function rowsOf(elements: readonly Block[]): readonly Block[] {
  const rows = Array.from({ length: Math.ceil(elements.length / inRow) }, (_, at) =>
    elements.slice(at * inRow, (at + 1) * inRow),
  );
  return rows.map((row) => ({ type: 'actions', elements: row }));
}

/** So many items of a list with a button each: blocks are few. */
const mostChoices = 20;

/** A list in which each item may have a button below it: rich text takes none beside it. */
function choices({ items }: List, { room, toButton }: Around): readonly Block[] {
  const blocks: Block[] = [];
  let shown = 0;
  for (const item of items.slice(0, mostChoices)) {
    const button = item.ask && toButton(item.ask);
    const own = [...paragraph([itemLine(item)]), ...(button ? [{ type: 'actions', elements: [button] }] : [])];
    if (shown > 0 && sizeOf([...blocks, ...own]) > room) break;
    blocks.push(...own);
    shown++;
  }
  const left = items.length - shown;
  const rest: Line = left > 0 ? [say(`… and ${left} more that do not fit here`, { italic: true })] : [];
  return [...blocks, ...paragraph([rest])];
}

function countThatFits(lines: readonly Line[], room: number): number {
  let used = 0;
  const over = lines.findIndex((line) => {
    used += sizeOf(paragraph([line]));
    return used > room;
  });
  return over < 0 ? lines.length : Math.max(1, over);
}

/** `lead · body`, and below it the small print. */
function itemLine({ lead, body, meta, at, person: who, channel }: Item): Line {
  const time = at === undefined ? undefined : moment(at);
  const small: Line = meta !== undefined && clean(meta) !== '' ? [say('\n↳ '), quote(meta, 200, { italic: true })] : [];
  return [
    say('• '),
    ...(time ? [time, say(' · ')] : []),
    quote(lead, 120, { bold: true }),
    say(' · '),
    quote(body, 300),
    ...(who === undefined ? [] : [say(' by '), person(who)]),
    ...(channel === undefined ? [] : [say(' · '), place(channel)]),
    ...small,
  ];
}
