import { isObject } from '../text/lenient.ts';
import type { EventPattern, PatternValue } from './event.ts';

/**
 * Whether EventBridge would let an event through ("Creating Amazon EventBridge event patterns"): every field of the pattern
 * must be there and hold one of its values; of a list in the event, any element will do. `event` is in EventBridge's form.
 */
export function matchesEventPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or') return isPatterns(wanted) && wanted.some((one) => matchesEventPattern(one, event));
    const found = isObject(event) && Object.hasOwn(event, field) ? event[field] : undefined;
    return isValues(wanted) ? wanted.some((one) => matchesLeaf(one, found)) : matchesNested(wanted, found);
  });
}

type Wanted = EventPattern[string];

/** Only `$or` holds a list of patterns; a list under any other field is one of values. */
function isPatterns(wanted: Wanted): wanted is readonly EventPattern[] {
  return Array.isArray(wanted) && wanted.every(isObject);
}

function isValues(wanted: Wanted): wanted is readonly PatternValue[] {
  return Array.isArray(wanted);
}

function matchesNested(pattern: EventPattern | readonly EventPattern[], found: unknown): boolean {
  if (isPatterns(pattern)) return false;
  if (Array.isArray(found)) return found.some((one) => matchesEventPattern(pattern, one));
  return matchesEventPattern(pattern, found);
}

function matchesLeaf(wanted: PatternValue, found: unknown): boolean {
  if (isObject(wanted) && 'exists' in wanted) return wanted['exists'] === (found !== undefined && !isObject(found));
  if (Array.isArray(found)) return found.some((one) => matchesValue(wanted, one));
  return found !== undefined && matchesValue(wanted, found);
}

function matchesValue(wanted: PatternValue, found: unknown): boolean {
  if (wanted === null || typeof wanted !== 'object') return wanted === found;
  if ('prefix' in wanted) return typeof found === 'string' && found.startsWith(wanted.prefix);
  if ('suffix' in wanted) return typeof found === 'string' && found.endsWith(wanted.suffix);
  if ('anything-but' in wanted) return !wanted['anything-but'].some((one) => one === found);
  if ('numeric' in wanted) return typeof found === 'number' && inRange(wanted.numeric, found);
  return false;
}

/** `['>=', 4, '<', 7]`: every comparison must hold. */
function inRange(comparisons: readonly (string | number)[], found: number): boolean {
  for (let at = 0; at < comparisons.length; at += 2) {
    const limit = Number(comparisons[at + 1]);
    if (!compare(String(comparisons[at]), found, limit)) return false;
  }
  return comparisons.length > 0;
}

function compare(operator: string, found: number, limit: number): boolean {
  switch (operator) {
    case '=':
      return found === limit;
    case '<':
      return found < limit;
    case '<=':
      return found <= limit;
    case '>':
      return found > limit;
    case '>=':
      return found >= limit;
    default:
      return false;
  }
}
