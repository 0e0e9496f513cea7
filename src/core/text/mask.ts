import { isObject } from './lenient.ts';
import { namesSecret, redactText } from './redact.ts';

const masked = '[masked]';

/** What a log keeps under names that our own logs never have. */
const alsoSecret =
  /api_?key|pass_?(?:phrase|code)|assertion|connection_?string|(?:^|[^a-z])(?:pass|pwd)(?![a-z])|^user_?data$/i;

/** What people write into the variables of functions, containers and builds is a secret often enough, whatever it is called. */
const variables = /^(?:environment|env)_?variables$/i;

/** Of a pair that says what it names, the one and the other: `{ name, value }`, `{ parameterKey, parameterValue }`. */
const pairName = /^(?:parameter|option|attribute|variable)?_?(?:name|key)$/i;
const pairValue = /^(?:parameter|option|attribute|variable)?_?values?$/i;

/** Keys whose names speak of a secret without holding one: `secretId` names it, `passwordLastUsed` and `tokenType` tell of it. */
const tells =
  /(?:ids?|arns?|names?|types?|versions?|counts?|dates?|used|expir\w*|status|states?|required|fromconsole)$/i;

/** What is nested deeper is left out, as a text. */
const deepest = 60;

/**
 * A line of JSON with every key, token and password in it masked, and nothing cut. What is no JSON is masked as a text.
 */
export function maskLine(line: string): string {
  const value = parsed(line);
  return value === undefined ? maskWords(line) : JSON.stringify(maskJson(value));
}

/**
 * The same of a value as JSON has them: secrets are known by what they look like, and by the name of what they stand under, or
 * beside (`{ name, value }`), in JSON that stands in a text too. An ARN names a secret and is none. `name` is what the
 * value itself stands under, where it does.
 */
export function maskJson(value: unknown, name = ''): unknown {
  return plain(value, { isSecret: isSecretName(name), depth: 0 });
}

type Place = Readonly<{ isSecret: boolean; depth: number }>;

/** The same of what stands at a path, known by every name on the way to it. */
export function maskAt(path: readonly string[], value: unknown): unknown {
  const whole = maskJson(path.reduceRight((inner, key) => ({ [key]: inner }), value));
  return path.reduce((outer, _) => (isObject(outer) ? Object.values(outer)[0] : outer), whole);
}

function plain(value: unknown, { isSecret, depth }: Place): unknown {
  if (typeof value === 'string') return isSecret && isTelling(value) ? masked : maskText(value, depth);
  if (typeof value === 'number') return isSecret ? masked : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[deeper]';
  if (Array.isArray(value)) return value.map((one) => plain(one, { isSecret, depth: depth + 1 }));
  const entries = Object.entries(value);
  const isNamed = entries.some(([key, one]) => pairName.test(key) && typeof one === 'string' && isSecretName(one));
  const shown = entries.map(([key, one]) => {
    const isItself =
      isSecretName(key) || (isNamed && pairValue.test(key)) || (isSecret && !tells.test(key)) || areVariables(key, one);
    return [redactText(key), plain(one, { isSecret: isItself, depth: depth + 1 })] as const;
  });
  return Object.fromEntries(shown);
}

/** Lambda has them under `environment.variables`, ECS as a list under `environment`, CodeBuild under `environmentVariables`. */
function areVariables(key: string, value: unknown): boolean {
  return variables.test(key) || (/^environment$/i.test(key) && isVariables(value));
}

function isVariables(value: unknown): boolean {
  return Array.isArray(value) || (isObject(value) && Object.keys(value).some((key) => /^variables$/i.test(key)));
}

function isSecretName(name: string): boolean {
  return (namesSecret(name) || alsoSecret.test(name)) && !tells.test(name);
}

/** What could be a secret: no switch, no state, no ARN. */
function isTelling(text: string): boolean {
  return text !== '' && !text.startsWith('arn:') && !/^(?:true|false|enabled|disabled|required|optional)$/i.test(text);
}

/** Policies, events and parameters stand in records as texts of JSON. */
function maskText(text: string, depth: number): string {
  const inner = /^\s*[[{]/.test(text) ? parsed(text) : undefined;
  return inner === undefined ? maskWords(text) : JSON.stringify(plain(inner, { isSecret: false, depth: depth + 1 }));
}

/** The ARN of a secret is its name, though it looks like a word and what it is. */
const secretArn = /(\barn:aws[a-z-]*:secretsmanager:[a-z0-9-]*:\d*:secret:[\w/+=.@-]{1,512})/;

function maskWords(text: string): string {
  return text
    .split(secretArn)
    .map((part, place) => (place % 2 === 1 ? part : redactText(part)))
    .join('');
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
