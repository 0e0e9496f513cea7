import type { Block } from '../../core/message.ts';
import { clean, cleanLines, cut } from './text.ts';

/** The shapes of Block Kit that we send (docs.slack.dev/reference/block-kit); a test holds them against `@slack/types`. */
type Style = Readonly<{ bold?: true; italic?: true; code?: true; strike?: true }>;

export type Piece =
  | Readonly<{ type: 'text'; text: string; style?: Style }>
  | Readonly<{ type: 'link'; url: string; text: string }>
  | Readonly<{ type: 'date'; timestamp: number; format: string; fallback: string }>
  | Readonly<{ type: 'user'; user_id: string }>
  | Readonly<{ type: 'usergroup'; usergroup_id: string }>
  | Readonly<{ type: 'channel'; channel_id: string }>;

export type Line = readonly Piece[];

type RichElement =
  | Readonly<{ type: 'rich_text_section'; elements: Line }>
  | Readonly<{ type: 'rich_text_list'; style: 'bullet' | 'ordered'; elements: readonly RichSection[] }>
  | Readonly<{ type: 'rich_text_preformatted'; elements: Line }>;

type RichSection = Readonly<{ type: 'rich_text_section'; elements: Line }>;

type PlainText = Readonly<{ type: 'plain_text'; text: string; emoji: false }>;

/** Our own words, as they are. */
export function say(text: string, style?: Style): Piece {
  return style ? { type: 'text', text, style } : { type: 'text', text };
}

/** Somebody else's words: cleaned, on one line, at most `max` code units, without markup. */
export function quote(text: string, max = 300, style?: Style): Piece {
  return say(cut(clean(text), max), style);
}

/** Somebody else's words on several lines. */
export function quoteLines(text: string, max = 2500): Piece {
  return say(cut(cleanLines(text), max));
}

/** A moment (ms since 1970) in the reader's own time zone; readers without it see UTC. Undefined when it is no moment. */
export function moment(ms: number): Piece | undefined {
  if (!(ms > 0 && ms < 4e12)) return undefined;
  const fallback = `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return { type: 'date', timestamp: Math.floor(ms / 1000), format: '{date_short_pretty} at {time_secs}', fallback };
}

/** `2026-11-20 16:40 UTC`, also with seconds, but not as the end of a stretch whose beginning is told in the same zone. */
const toldInUtc = /(?<!\d\d:\d\d and )\b(\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?) UTC\b/;
/** Each takes room in a message, and texts are somebody else's. */
const mostDates = 3;

/** A text in which moments are told in UTC, with the first few of them in the reader's own time zone. */
function withDates(piece: Piece, left: number): readonly Piece[] {
  if (piece.type !== 'text' || piece.style?.code || left === 0) return [piece];
  const found = toldInUtc.exec(piece.text);
  const at = found && moment(Date.parse(`${found[1]?.replace(' ', 'T')}Z`));
  if (!found || at?.type !== 'date') return [piece];
  const { text, style } = piece;
  const texts = [text.slice(0, found.index), text.slice(found.index + found[0].length)];
  const [before = [], after = []] = texts.map((one) => (one === '' ? [] : [say(one, style)]));
  const format = found[2] === undefined ? '{date_short_pretty} at {time}' : at.format;
  const date: Piece = { ...at, format, fallback: found[0] };
  return [...before, date, ...after.flatMap((rest) => withDates(rest, left - 1))];
}

/** The hour and minute of a moment, where the day is plain. */
export function clock(ms: number): Piece | undefined {
  const at = moment(ms);
  return at?.type === 'date' ? { ...at, format: '{time}', fallback: timeOfDay(ms) } : undefined;
}

/** `03:14 UTC`, for a moment that can be one. */
export function timeOfDay(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 16)} UTC`;
}

/** A mention of a person, for ids that are ids; anything else is shown as plain text. */
export function person(userId: string): Piece {
  return isUserId(userId) ? { type: 'user', user_id: userId } : quote(userId, 40);
}

/** A mention of whoever the settings name: a person, a user group, or an address as text. */
export function mention(who: string): Piece {
  return /^S[A-Z0-9]{2,20}$/.test(who) ? { type: 'usergroup', usergroup_id: who } : person(who);
}

/** A link to a channel, or the mention of whom a direct message is to. */
export function place(channelId: string): Piece {
  return /^[CG][A-Z0-9]{2,20}$/.test(channelId) ? { type: 'channel', channel_id: channelId } : person(channelId);
}

/** `U…` or `W…` as Slack makes them. */
export function isUserId(id: string): boolean {
  return /^[UW][A-Z0-9]{2,20}$/.test(id);
}

/** Plain text for buttons and dialogs, where Slack knows no markup. */
export function plainText(text: string, max: number): PlainText {
  return { type: 'plain_text', text: cut(clean(text), max) || '…', emoji: false };
}

/** `Label: rest of the line`, or nothing when the rest is empty. */
export function labelled(label: string, rest: Line): Line {
  const told = rest.filter(isTold);
  return told.length === 0 ? [] : [say(`${label}: `, { bold: true }), ...told];
}

/** Pieces with a separator between those that say something. */
export function joined(lines: readonly Line[], separator: string): Line {
  const told = lines.map((line) => line.filter(isTold)).filter((line) => line.length > 0);
  return told.flatMap((line, index) => (index === 0 ? line : [say(separator), ...line]));
}

/** One block of lines; nothing when no line says anything. */
export function paragraph(lines: readonly Line[]): readonly Block[] {
  const elements = joined(lines, '\n').flatMap((piece) => withDates(piece, mostDates));
  return elements.length === 0 ? [] : [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
}

/** Bullets or numbers, below a heading line unless it is empty. */
export function bullets(
  heading: Line,
  items: readonly Line[],
  style: 'bullet' | 'ordered' = 'bullet',
): readonly Block[] {
  const told = items.map((item) => item.filter(isTold)).filter((item) => item.length > 0);
  if (told.length === 0) return [];
  const list: RichElement = {
    type: 'rich_text_list',
    style,
    elements: told.map((elements) => ({
      type: 'rich_text_section',
      elements: elements.flatMap((piece) => withDates(piece, mostDates)),
    })),
  };
  const above: readonly RichElement[] = heading.length > 0 ? [{ type: 'rich_text_section', elements: heading }] : [];
  return [{ type: 'rich_text', elements: [...above, list] }];
}

/** Text in a fixed-width box. */
export function preformatted(text: string, max = 2500): readonly Block[] {
  const element: RichElement = { type: 'rich_text_preformatted', elements: [quoteLines(text, max)] };
  return element.elements.every(isTold) ? [{ type: 'rich_text', elements: [element] }] : [];
}

/** Slack refuses text elements without a character. */
function isTold(piece: Piece): boolean {
  return piece.type !== 'text' || piece.text.length > 0;
}
