import { isObject } from '../core/lenient.ts';
import type { Pattern, Scanner } from './scanner.ts';

/** One record in a scanner's memory, read only as far as a question needs; valid until the next batch. */
export type RecordView = {
  readonly scanner: Scanner;
  readonly from: number;
  readonly to: number;
  /** Whether an escape in it could spell a character otherwise. */
  readonly escaped: boolean;
  /** The text that led to this record and where it stands, if one did. */
  readonly needle: Pattern | undefined;
  readonly at: number;
  /** What was read so far. */
  text?: string;
  texts?: readonly string[];
  parsed?: Readonly<Record<string, unknown>>;
  strings?: ReadonlyMap<string, string>;
};

/** The record as it stands in the log. */
function bytesOf({ scanner, from, to }: RecordView): Buffer {
  return scanner.memory.subarray(from, to);
}

/** The same as text. */
export function textOf(view: RecordView): string {
  view.text ??= view.scanner.memory.toString('utf8', view.from, view.to);
  return view.text;
}

/** What stands between the quotes around the text that led to this record; nothing where a backslash is near. */
export function stringAround({ scanner, from, to, at }: RecordView): string | undefined {
  if (at === 0) return undefined;
  const { memory } = scanner;
  let start = at;
  while (start > from && memory[start - 1] !== quote) start--;
  const end = memory.indexOf(quote, at);
  if (start === from || end < 0 || end >= to || memory[start - 2] === backslash) return undefined;
  const text = memory.toString('utf8', start, end);
  return text.includes('\\') ? undefined : text;
}

/** Every key and value, strings decoded, numbers and words as they are written. */
export function textsOf(view: RecordView): readonly string[] {
  view.texts ??= (textOf(view).match(/"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+/g) ?? []).map(decode);
  return view.texts;
}

/** The record as an object. Throws a SyntaxError when it is no JSON. */
function parsedOf(view: RecordView): Readonly<Record<string, unknown>> {
  if (!view.parsed) {
    const value: unknown = JSON.parse(textOf(view));
    view.parsed = isObject(value) ? value : {};
  }
  return view.parsed;
}

/** The value of a field of the record itself. */
export function fieldOf(view: RecordView, name: string): unknown {
  view.strings ??= view.escaped || view.parsed ? none : topStrings(view);
  return view.strings.get(name) ?? parsedOf(view)[name];
}

const none: ReadonlyMap<string, string> = new Map();

/** The fields that nearly every search needs, found without parsing the record; scanner.as knows how they begin. */
const wanted: readonly string[] = ['eventTime', 'eventID', 'eventName', 'eventSource', 'awsRegion'];

const quote = 0x22;
const colonSign = 0x3a;
const backslash = 0x5c;

/** Plain string values of the wanted fields; of a field that is there twice the last one, as JSON.parse has it. */
function topStrings({ scanner, from, to }: RecordView): ReadonlyMap<string, string> {
  const { memory } = scanner;
  const starts = scanner.fields(from, to);
  if (!starts) return none;
  const found = new Map<string, string>();
  for (const at of starts) {
    const close = memory.indexOf(quote, at + 1);
    const name = close - at <= 12 ? memory.toString('latin1', at + 1, close) : '';
    const colon = skipSpace(memory, close + 1);
    if (memory[colon] !== colonSign || !wanted.includes(name)) continue;
    const value = skipSpace(memory, colon + 1);
    const end = memory[value] === quote ? memory.indexOf(quote, value + 1) : -1;
    const text = end < 0 || end > to ? '\\' : memory.toString('utf8', value + 1, end);
    // What is not plain is left to whoever parses.
    if (text.includes('\\')) found.delete(name);
    else found.set(name, text);
  }
  return found;
}

function skipSpace(memory: Buffer, from: number): number {
  let at = from;
  while (memory[at] === 0x20 || memory[at] === 0x0a || memory[at] === 0x0d || memory[at] === 0x09) at++;
  return at;
}

function decode(token: string): string {
  if (token.charCodeAt(0) !== quote) return token;
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    return '';
  }
}

/** Whether the record holds the needle, and surely so: somewhere where no escape sequence can reach into it. */
export function holdsPlainly(view: RecordView, needle: Pattern): 'yes' | 'perhaps' | 'no' {
  const { memory } = view.scanner;
  if (view.needle === needle && isClear(memory, view.at)) return 'yes';
  const bytes = bytesOf(view);
  let at = bytes.indexOf(needle.bytes);
  if (at < 0) return 'no';
  for (; at >= 0; at = bytes.indexOf(needle.bytes, at + 1)) if (isClear(memory, view.from + at)) return 'yes';
  return 'perhaps';
}

/** An escape is six bytes at most, and a record begins with a brace. */
function isClear(memory: Buffer, at: number): boolean {
  for (let before = at - 5; before < at; before++) if (memory[before] === backslash) return false;
  return true;
}
