import { isObject, readFlag, readList, readText } from '../text/lenient.ts';

/** A JSON object of an event. */
export type Fields = Readonly<Record<string, unknown>>;

/** What stands at a path; keys are compared without regard to case, for every service of AWS writes them its own way. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, key) => {
    if (!isObject(found)) return undefined;
    if (Object.hasOwn(found, key)) return found[key];
    const wanted = key.toLowerCase();
    return Object.entries(found).find(([name]) => name.toLowerCase() === wanted)?.[1];
  }, value);
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  // S3 writes what came in a header or in the query as a list of one.
  return readText(Array.isArray(found) ? found[0] : found);
}

/** A flag, also as EC2's `{ value: true }` writes it. */
export function flagAt(value: unknown, ...path: readonly string[]): boolean | undefined {
  const found = at(value, ...path);
  return readFlag(isObject(found) ? at(found, 'value') : found);
}

/** The texts of a list, or under `key` of each element that is an object; `content` is how EC2's newer calls write a text. */
export function textsAt(value: unknown, path: readonly string[], key = 'content'): readonly string[] {
  return readList(at(value, ...path)).flatMap((one) => readText(isObject(one) ? at(one, key) : one) ?? []);
}

/** Newer calls of EC2 nest what they say in `…Request` or `…Response` and write every key with a capital. */
export function unwrapped(value: Fields | undefined): Fields {
  const inner = Object.entries(value ?? {}).find(
    ([key, one]) => /(?:Request|Response)$/.test(key) && isObject(one),
  )?.[1];
  const source = isObject(inner) ? inner : (value ?? {});
  return Object.fromEntries(
    Object.entries(source).map(([key, one]) => [key.charAt(0).toLowerCase() + key.slice(1), one]),
  );
}
