import type { Block, Message } from '../../core/message.ts';
import type { Reply, ReplySection } from '../../core/reply.ts';
import {
  type Line,
  labelled,
  moment,
  paragraph,
  person,
  place,
  preformatted,
  quote,
  quoteLines,
  say,
} from './blocks.ts';
import { limits, sizeOf, withinLimits } from './limits.ts';
import { factBullets, linksLine } from './parts.ts';
import { clean, spoken } from './text.ts';

type List = Extract<ReplySection, { kind: 'list' }>;
type Item = List['items'][number];

/** What all else of a reply may need beside a long list. */
const aroundLists = 3000;

/**
 * The answer to a query, its title behind `mark`: titles may begin with a name that somebody chose. Of a list that is too
 * long for one message the first items are shown and the others counted.
 */
export function renderReply(reply: Reply, mark = reply.mark ?? '🔎'): Message {
  const file: Line = reply.file
    ? [say('The whole result is in the file '), quote(reply.file.name, 120, { code: true }), say('.')]
    : [];
  const lists = reply.sections.filter((section) => section.kind === 'list').length;
  const room = (limits.allBlocks - aroundLists) / Math.max(1, lists);
  return withinLimits({
    text: `${mark} ${spoken(reply.title)}`,
    blocks: [
      ...paragraph([[say(`${mark} `), quote(reply.title, 600, { bold: true })]]),
      ...reply.sections.flatMap((section) => renderSection(section, room)),
      ...paragraph([file]),
    ],
  });
}

function renderSection(section: ReplySection, room: number): readonly Block[] {
  switch (section.kind) {
    case 'text':
      return paragraph([[quoteLines(section.text)]]);
    case 'facts':
      return factBullets(section.facts, { max: 30 });
    case 'list':
      return listBlock(section, room);
    case 'person':
      return paragraph([labelled(section.label, [person(section.id)])]);
    case 'code':
      return preformatted(section.text);
    case 'links':
      return paragraph([linksLine(section.links)]);
  }
}

function listBlock({ items }: List, room: number): readonly Block[] {
  const lines = items.slice(0, 100).map(itemLine);
  const kept = lines.slice(0, countThatFits(lines, room));
  const left = items.length - kept.length;
  const rest: Line = left > 0 ? [say(`… and ${left} more that do not fit here`, { italic: true })] : [];
  return paragraph([...kept, rest]);
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
