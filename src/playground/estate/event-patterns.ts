import type { EventPattern } from '../../core/events/event.ts';
import { isObject } from '../../core/text/lenient.ts';

/** Amazon EventBridge quotas, "Event pattern size", in characters. */
const maxSize = 2_048;
const comparisons = ['prefix', 'suffix', 'anything-but', 'numeric', 'exists'];
const held = new Map<string, EventPattern | undefined>();

/** A pattern's text as it is matched, or undefined when it is none that is understood. The same text is read once. */
export function patternOf(text: string): EventPattern | undefined {
  if (held.has(text)) return held.get(text);
  const parsed = text.length <= maxSize ? parseJson(text) : undefined;
  const pattern = isPattern(parsed) && Object.keys(parsed).length > 0 ? parsed : undefined;
  if (held.size > 5_000) held.clear();
  held.set(text, pattern);
  return pattern;
}

function isPattern(value: unknown): value is EventPattern {
  return (
    isObject(value) &&
    Object.entries(value).every(([field, wanted]) => {
      if (field === '$or') return Array.isArray(wanted) && wanted.length > 1 && wanted.every(isPattern);
      return Array.isArray(wanted) ? wanted.length > 0 && wanted.every(isComparison) : isPattern(wanted);
    })
  );
}

function isComparison(value: unknown): boolean {
  if (!isObject(value)) return !Array.isArray(value);
  const names = Object.keys(value);
  return names.length === 1 && names.every((name) => comparisons.includes(name));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
