import type { Json } from '../../src/core/json.ts';
import { canonicalJson } from '../../src/core/json.ts';

type Fields = { readonly [key: string]: Json };

/**
 * A policy in one form, so that two which say the same are equal JSON: statements and lists in order, one value as a list, an
 * account's id as the ARN of its root. Takes the document, or its JSON. Throws where that is none. IAM User Guide, "Grammar of
 * the IAM JSON policy language".
 */
export function policyForm(document: unknown): Json {
  if (typeof document !== 'string') return formed(document);
  // The same text stands in every account and region: it is worked on once.
  const known = forms.get(document) ?? formed(document);
  if (forms.size > mostForms) forms.clear();
  forms.set(document, known);
  return known;
}

const forms = new Map<string, Json>();
const mostForms = 1_000;

function formed(document: unknown): Json {
  return ordered(statementsOf(document).map(statementForm));
}

/** The statements of a policy, as they stand there. */
export function statementsOf(document: unknown): readonly Fields[] {
  const parsed = parseJson(document);
  const { Statement = [] } = isFields(parsed) ? parsed : {};
  return listOf(Statement).filter(isFields);
}

/** One statement in that form. */
export function statementForm(statement: unknown): Json {
  const fields = parseJson(statement);
  if (!isFields(fields)) return fields;
  const entries = Object.entries(fields).filter(([key, value]) => !(key === 'Sid' && value === ''));
  return Object.fromEntries(entries.map(([key, value]) => [key, formOf(key, value)]));
}

function formOf(key: string, value: Json): Json {
  if (key === 'Sid' || key === 'Effect') return value;
  if (key === 'Principal' || key === 'NotPrincipal') {
    if (!isFields(value)) return { AWS: [value] };
    return mapFields(value, (of) => ordered(listOf(of).map(rootArn)));
  }
  if (key === 'Condition' && isFields(value)) {
    return mapFields(value, (operator) => (isFields(operator) ? mapFields(operator, (of) => texts(of)) : operator));
  }
  return texts(value);
}

/** AWS writes an account in either of these ways. */
function rootArn(principal: Json): Json {
  return typeof principal === 'string' && /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
}

function texts(value: Json): Json {
  return ordered(listOf(value).map(String));
}

function ordered(list: readonly Json[]): readonly Json[] {
  const byText = new Map(list.map((one) => [canonicalJson(one), one]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function listOf(value: Json): readonly Json[] {
  return isList(value) ? value : [value];
}

function mapFields(fields: Fields, change: (value: Json) => Json): Json {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A copy of plain data that has no type yet, or what a text of JSON says. */
export function parseJson(document: unknown): Json {
  const parsed: Json = JSON.parse(typeof document === 'string' ? document : JSON.stringify(document));
  return parsed;
}

export function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !isList(value);
}
