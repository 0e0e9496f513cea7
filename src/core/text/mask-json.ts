import { isObject } from './lenient.ts';
import { namesSecret, redactText } from './redact.ts';

const masked = '[masked]';
const deepest = 60;

/**
 * The whole of a value as JSON can say it, with secrets masked: by what they look like, and texts that stand under a key that
 * is named as a secret. An ARN names a secret and is none. Nothing is cut.
 */
export function maskJson(value: unknown, key = '', depth = 0): unknown {
  if (typeof value === 'string') return namesSecret(key) && isTelling(value) ? masked : redactText(value);
  if (depth > deepest) return '[deeper]';
  if (Array.isArray(value)) return value.map((one) => maskJson(one, key, depth + 1));
  if (!isObject(value)) return value;
  // A name and its value beside each other, as environment variables are written.
  const named = typeof value['name'] === 'string' && namesSecret(value['name']) ? value['name'] : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      redactText(name),
      maskJson(one, name === 'value' && named !== undefined ? named : name, depth + 1),
    ]),
  );
}

/** What could be a secret: no switch, no state, no ARN. */
function isTelling(text: string): boolean {
  return (
    text.length >= 8 && !text.startsWith('arn:') && !/^(?:true|false|enabled|disabled|required|optional)$/i.test(text)
  );
}
