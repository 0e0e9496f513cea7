import type { ConfigurationItem } from '../ports.ts';
import { isObject } from '../text/lenient.ts';

/** What JSON can say; a list is compared as a whole. */
type Value = unknown;

/** One field that is not the same in two captures; `before` or `after` is left out where there was or is no such field. */
export type Difference = Readonly<{ path: readonly string[]; before?: Value; after?: Value }>;

/** What of an item is compared: not when and how it was recorded. JSON in strings, as policies are, is read. */
export function comparable(item: ConfigurationItem): Readonly<Record<string, Value>> {
  const { resource, status, availabilityZone, tags, relationships, configuration, supplementary } = item;
  return {
    ...(status.startsWith('ResourceDeleted') && { deleted: true }),
    ...(resource.arn !== undefined && { arn: resource.arn }),
    ...(availabilityZone !== undefined && { availabilityZone }),
    tags: readable(tags),
    relationships: readable(relationships),
    configuration: readable(configuration),
    supplementary: readable(supplementary),
  };
}

/** Field by field what is different: put into the one capture it gives the other, but for the order of fields. */
export function differencesOf(before: Value, after: Value): readonly Difference[] {
  return compare([], before, after);
}

/** Nothing of AWS Config's is nested deeper; what is, is compared as a whole. */
const deepest = 40;

function compare(path: readonly string[], before: Value, after: Value): readonly Difference[] {
  if (!isObject(before) || !isObject(after) || path.length >= deepest) {
    return isSame(before, after) ? [] : [{ path, before, after }];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const inside = [...path, key];
    if (!Object.hasOwn(before, key)) return [{ path: inside, after: after[key] }];
    if (!Object.hasOwn(after, key)) return [{ path: inside, before: before[key] }];
    return compare(inside, before[key], after[key]);
  });
}

/** Whether two values say the same, whatever the order of their fields; the order of a list counts. */
function isSame(before: Value, after: Value): boolean {
  return before === after || canonical(before) === canonical(after);
}

/** One text for each value, the same for objects whose fields are the same. */
export function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${fields.join(',')}}`;
}

/** JSON in strings as what it says, also where it is encoded for a URL, as IAM's policy documents are. */
export function readable(value: Value, depth = 0): Value {
  if (depth > deepest) return value;
  if (typeof value === 'string') {
    const read = readJson(value) ?? (/^%7B/i.test(value) ? readJson(decoded(value)) : undefined);
    return read === undefined ? value : readable(read, depth + 1);
  }
  if (Array.isArray(value)) return value.map((one) => readable(one, depth + 1));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, readable(one, depth + 1)]));
}

function readJson(text: string): Value {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
