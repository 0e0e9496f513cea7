import * as z from 'zod/mini';

/** Words that services write where they have nothing to say; to a person they are noise. */
const placeholders = /^(?:-+|null|undefined|none|nil|n\/?a|not applicable|unknown|\[object object\]|nan)$/i;

/** A text that says something, trimmed; numbers count as text. Nothing for blanks and for placeholders of a missing value. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const visible = text.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return visible === '' || placeholders.test(visible) ? undefined : text;
}

/** A finite number, also when it was written as text. */
function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

/** True or false, also when it was written as text. */
export function readFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** Plain JSON objects only: no list, no null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A list, however it was written: as one, as EC2's `{ items: […] }` or `{ member: […] }`, or as a single thing where a list
 * has one element.
 */
export function readList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isObject(value)) {
    const inner = value['items'] ?? value['item'] ?? value['member'];
    if (inner !== undefined) return readList(inner);
    return Object.keys(value).length === 0 ? [] : [value];
  }
  return [];
}

/** Schema of an optional text, number, flag: one odd field is left out and does not lose the whole message. */
export const text = z.optional(z.pipe(z.unknown(), z.transform(readText)));
export const number = z.optional(z.pipe(z.unknown(), z.transform(readNumber)));
export const flag = z.optional(z.pipe(z.unknown(), z.transform(readFlag)));

/** Schema of a text, a number without which the whole is not what it should be. */
export const someText = z.pipe(z.pipe(z.unknown(), z.transform(readText)), z.string());
export const someNumber = z.pipe(z.pipe(z.unknown(), z.transform(readNumber)), z.number());

/** Schema of any JSON object; an empty one where there is none. */
export const anything = z.catch(z.optional(z.record(z.string(), z.unknown())), undefined);

/** Schema of a list of `element`, leaving out what is not one. */
export function list<Element>(element: z.ZodMiniType<Element>) {
  return z.optional(
    z.pipe(
      z.unknown(),
      z.transform((value): readonly Element[] =>
        readList(value).flatMap((one) => {
          const parsed = element.safeParse(one);
          return parsed.success ? [parsed.data] : [];
        }),
      ),
    ),
  );
}

/** Schema of an object that may be missing or something else; undefined then. */
export function maybe<Value>(schema: z.ZodMiniType<Value>) {
  return z.catch(z.optional(schema), undefined);
}

/**
 * Schema of an object whose keys are compared without regard to case: the same field is `groupId`, `GroupId` or `groupid`
 * depending on who wrote the event.
 */
export function anyCase<Shape extends z.core.$ZodShape>(shape: Shape) {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  const rename = (value: unknown): unknown =>
    isObject(value)
      ? Object.fromEntries(
          Object.entries(value).flatMap(([key, one]) => {
            const name = names.get(key.toLowerCase());
            return name === undefined ? [] : [[name, one]];
          }),
        )
      : value;
  return z.pipe(z.pipe(z.unknown(), z.transform(rename)), z.object(shape));
}
