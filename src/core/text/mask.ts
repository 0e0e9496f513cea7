import { namesSecret, redactText } from './redact.ts';

const masked = '[masked]';

/** Keys whose names speak of a secret without holding one: `secretId` names it, `passwordLastUsed` and `tokenType` tell of it. */
const tells =
  /(?:ids?|arns?|names?|types?|versions?|counts?|dates?|used|expir\w*|status|states?|required|fromconsole)$/i;

/** What a log keeps under names that our own logs never have. */
const alsoSecret = /api_?key|pass_?(?:phrase|code)|assertion|connection_?string/i;

/** What is nested deeper is left out, as a text. */
const deepest = 60;

/**
 * A line of JSON with every key, token and password in it masked, and nothing cut: by what they look like, and all that stands
 * under a key that is named as a secret, in JSON that stands in a text too. What is no JSON is masked as a text.
 */
export function maskLine(line: string): string {
  const value = parsed(line);
  return value === undefined ? maskWords(line) : JSON.stringify(maskValue(value));
}

/** The same of a value as JSON has them. */
function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[deeper]';
  if (Array.isArray(value)) return value.map((one) => maskValue(one, depth + 1));
  const entries = Object.entries(value).map(([key, one]) => [
    redactText(key),
    isSecret(key, one) ? masked : maskValue(one, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

function isSecret(key: string, value: unknown): boolean {
  return value !== null && typeof value !== 'boolean' && (namesSecret(key) || alsoSecret.test(key)) && !tells.test(key);
}

/** Policies, events and parameters stand in records as texts of JSON. */
function maskText(text: string, depth: number): string {
  const inner = /^\s*[[{]/.test(text) ? parsed(text) : undefined;
  return inner === undefined ? maskWords(text) : JSON.stringify(maskValue(inner, depth + 1));
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
