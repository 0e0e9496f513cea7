import { isObject } from '../core/text/lenient.ts';
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
  /** Where strings open that begin like the fields that are wanted. */
  starts?: readonly number[];
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
  const isQuick = !view.escaped && !view.parsed && wanted.includes(name);
  return (isQuick ? plainField(view, name) : undefined) ?? parsedOf(view)[name];
}

/** The fields that nearly every search needs, found without parsing the record; scanner.as knows how they begin. */
const wanted: readonly string[] = ['eventTime', 'eventID', 'eventName', 'eventSource', 'awsRegion'];

const quote = 0x22;
const colonSign = 0x3a;
const backslash = 0x5c;

/** A field's value where it is a plain string; of a field that is there twice the last one, as JSON.parse has it. */
function plainField(view: RecordView, name: string): string | undefined {
  const { scanner, from, to } = view;
  const { memory } = scanner;
  view.starts ??= Array.from(scanner.fields(from, to) ?? []);
  for (let index = view.starts.length - 1; index >= 0; index--) {
    const at = view.starts[index] ?? 0;
    if (!isNamed(memory, at, name)) continue;
    const colon = skipSpace(memory, at + name.length + 2);
    if (memory[colon] !== colonSign) continue;
    const value = skipSpace(memory, colon + 1);
    const end = memory[value] === quote ? memory.indexOf(quote, value + 1) : -1;
    const text = end < 0 || end > to ? '\\' : memory.toString('utf8', value + 1, end);
    // What is not plain is left to whoever parses.
    return text.includes('\\') ? undefined : text;
  }
  return undefined;
}

/** Whether the string that opens at that address is the name. The fifth letter tells the names apart, so it comes first. */
function isNamed(memory: Buffer, at: number, name: string): boolean {
  const start = at + 1;
  if (memory[start + 5] !== name.charCodeAt(5) || memory[start + name.length] !== quote) return false;
  for (let offset = 0; offset < name.length; offset++) {
    if (memory[start + offset] !== name.charCodeAt(offset)) return false;
  }
  return true;
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
