import { at } from '../cloudtrail/fields.ts';
import { isObject, readText } from '../text/lenient.ts';

/** One condition of a statement: `StringEquals`, `aws:PrincipalOrgID`, its values. */
export type PolicyCondition = Readonly<{ operator: string; key: string; values: readonly string[] }>;

/** One statement of a policy, with everything that may be written in several ways in one. */
export type Statement = Readonly<{
  sid?: string;
  isAllow: boolean;
  /** `*`, ARNs, account ids, `service:…`, `federated:…`, `canonical:…`; none in an identity's own policy. */
  principals: readonly string[];
  /** `NotPrincipal`, `NotAction`, `NotResource`: all but what is listed. */
  exceptPrincipals: boolean;
  actions: readonly string[];
  exceptActions: boolean;
  resources: readonly string[];
  exceptResources: boolean;
  conditions: readonly PolicyCondition[];
}>;

/**
 * The statements of a policy ("IAM JSON policy elements reference"), given as an object, as JSON or as URL-encoded JSON.
 * None for an empty text, which is how a policy is taken away; undefined for what is no policy.
 */
export function readPolicy(value: unknown): readonly Statement[] | undefined {
  if (typeof value === 'string' && value.trim() === '') return [];
  const document = typeof value === 'string' ? parseText(value) : value;
  const statements = at(document, 'Statement');
  if (statements === undefined) return undefined;
  return (Array.isArray(statements) ? statements : [statements]).filter(isObject).map(statementOf);
}

function parseText(text: string): unknown {
  const decoded = /^\s*%7B/i.test(text) ? decode(text) : text;
  try {
    return JSON.parse(decoded);
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function statementOf(statement: Readonly<Record<string, unknown>>): Statement {
  const sid = readText(at(statement, 'Sid'));
  const either = (key: string): [readonly string[], boolean] => {
    const plain = at(statement, key);
    return plain === undefined
      ? [textsIn(at(statement, `Not${key}`)), at(statement, `Not${key}`) !== undefined]
      : [textsIn(plain), false];
  };
  const [actions, exceptActions] = either('Action');
  const [resources, exceptResources] = either('Resource');
  const principal = at(statement, 'Principal');
  const other = at(statement, 'NotPrincipal');
  return {
    ...(sid ? { sid } : {}),
    isAllow: readText(at(statement, 'Effect'))?.toLowerCase() !== 'deny',
    principals: principalsIn(principal ?? other),
    exceptPrincipals: principal === undefined && other !== undefined,
    actions,
    exceptActions,
    resources,
    exceptResources,
    conditions: conditionsIn(at(statement, 'Condition')),
  };
}

function textsIn(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => readText(one) ?? []);
}

function principalsIn(value: unknown): readonly string[] {
  if (!isObject(value)) return textsIn(value);
  return Object.entries(value).flatMap(([kind, names]) => textsIn(names).map((name) => principalOf(kind, name)));
}

function principalOf(kind: string, name: string): string {
  const label = kind.toLowerCase();
  if (label === 'aws' || name === '*') return name;
  return `${label === 'canonicaluser' ? 'canonical' : label}:${name}`;
}

function conditionsIn(value: unknown): readonly PolicyCondition[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: conditionValues(values) }))
      : [],
  );
}

function conditionValues(values: unknown): readonly string[] {
  return (Array.isArray(values) ? values : [values]).flatMap((one) =>
    typeof one === 'boolean' ? [String(one)] : (readText(one) ?? []),
  );
}
