import { z } from 'zod';

/** The arguments of a method, whichever way they were sent. */
export type Fields = Readonly<Record<string, unknown>>;

const object = z.record(z.string(), z.unknown());

/** Arguments that are JSON inside a form field. */
const nested = ['blocks', 'metadata', 'attachments', 'files', 'view'];

/** Reads a method's arguments from a JSON or form body and the query; undefined when the body is neither. */
export function readFields(contentType: string, body: Buffer, query: string): Fields | undefined {
  const asked = Object.fromEntries(new URLSearchParams(query));
  const text = body.toString('utf8');
  if (text === '') return asked;
  if (contentType.startsWith('application/json')) {
    const parsed = object.safeParse(parseJson(text));
    return parsed.success ? { ...asked, ...parsed.data } : undefined;
  }
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return undefined;
  return {
    ...asked,
    ...Object.fromEntries([...new URLSearchParams(text)].map(([name, value]) => [name, read(name, value)])),
  };
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A field as text, `''` where there is none. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

function read(name: string, value: string): unknown {
  return nested.includes(name) ? (parseJson(value) ?? value) : value;
}
