import { canonicalJson, type Json } from '../../../src/core/json.ts';
import { isObject } from '../../../src/core/text/lenient.ts';
import { jsonOf } from './answers.ts';

/**
 * The statements of a policy in one form, so that equal rights are equal JSON: what may be one value or a list is a sorted list, keys
 * of conditions are in small letters, statements are in order. Takes the document or its text; no text is no statement.
 * IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function statementsOf(policy: unknown): readonly Json[] {
  const parsed = typeof policy === 'string' ? parsedOf(policy) : policy;
  if (!isObject(parsed)) return [];
  return listOf(parsed['Statement']).map(normalStatement).sort(byText);
}

/** One statement in that form. */
export function normalStatement(statement: unknown): Json {
  if (!isObject(statement)) return jsonOf(statement);
  return jsonOf(
    Object.fromEntries(Object.entries(statement).map(([field, value]) => [field, normalField(field, value)])),
  );
}

/** The `Sid` of a statement in that form. */
export function sidOf(statement: unknown): string | undefined {
  const sid = isObject(statement) ? statement['Sid'] : undefined;
  return typeof sid === 'string' ? sid : undefined;
}

function normalField(field: string, value: unknown): unknown {
  if (field === 'Sid' || field === 'Effect') return value;
  if (field === 'Condition') return normalCondition(value);
  if (field.endsWith('Principal')) {
    const named = isObject(value) ? value : { AWS: value };
    return Object.fromEntries(Object.entries(named).map(([kind, names]) => [kind, texts(names)]));
  }
  return texts(value);
}

function normalCondition(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [
      operator,
      isObject(keys)
        ? Object.fromEntries(Object.entries(keys).map(([key, values]) => [key.toLowerCase(), texts(values)]))
        : keys,
    ]),
  );
}

/** Values are compared as text: `false` and `"false"` are the same to IAM. */
function texts(value: unknown): readonly string[] {
  return listOf(value).map(String).sort();
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** What is no JSON stays what it is: it differs from everything that we want. */
function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { Statement: [text] };
  }
}

function byText(a: Json, b: Json): number {
  return canonicalJson(a) < canonicalJson(b) ? -1 : 1;
}
