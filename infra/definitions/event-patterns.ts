import { alertTypes } from '../../src/alerts/index.ts';
import type { EventPattern } from '../../src/core/events/event.ts';
import { isObject } from '../../src/core/text/lenient.ts';
import { fitting, limits, sizeOf } from './limits.ts';

/** A forwarding rule: what it is called and what it lets through. */
export type Forwarding = Readonly<{ name: string; kinds: readonly string[]; pattern: EventPattern }>;

/** EventBridge knows one event in as many rules as fit it; five or so large ones are easier to look at than twenty small ones. */
const advice = 'Shorten the pattern of that alert type, or make two types of it.';

/**
 * The rules that forward what the alert types want, as few as their sizes allow: patterns of the same fields are joined
 * under `$or`. What one of the types matches, one of the rules matches, and nothing else.
 */
export function forwardings(): readonly Forwarding[] {
  const bins: { kinds: string[]; patterns: EventPattern[] }[] = [];
  for (const { id, pattern } of alertTypes) {
    if (!pattern) continue;
    fitting(pattern, { limit: 'eventPattern', owner: `The event pattern of ${id}`, advice });
    const bin = bins.find(({ patterns }) => sizeOf(joined([...patterns, pattern])) <= limits.eventPattern);
    if (bin) {
      bin.kinds.push(id);
      bin.patterns.push(pattern);
    } else bins.push({ kinds: [id], patterns: [pattern] });
  }
  return bins.map(({ kinds, patterns }, at) => ({ name: forwardingName(at + 1), kinds, pattern: joined(patterns) }));
}

/** What they are called: numbers from 1, without gaps. */
export const forwardingName = (number: number): string => `noroshi-${number}`;

/** One pattern for several: fields that all of them have alike stand once, the rest under `$or`. */
function joined(patterns: readonly EventPattern[]): EventPattern {
  const [first, ...others] = patterns;
  if (!first) return {};
  if (others.length === 0) return first;
  const shared = Object.keys(first).filter((field) =>
    others.every((other) => JSON.stringify(other[field]) === JSON.stringify(first[field])),
  );
  const alternatives = patterns.flatMap((pattern) => {
    const own = without(pattern, shared);
    return branchesOf(own);
  });
  return { ...pick(first, shared), $or: alternatives };
}

/** `$or` of `$or` is one `$or`. */
function branchesOf(pattern: EventPattern): readonly EventPattern[] {
  const { $or: branches, ...rest } = pattern;
  if (Object.keys(rest).length > 0 || !Array.isArray(branches)) return [pattern];
  return branches.filter((one): one is EventPattern => isObject(one));
}

function without(pattern: EventPattern, fields: readonly string[]): EventPattern {
  return Object.fromEntries(Object.entries(pattern).filter(([field]) => !fields.includes(field)));
}

function pick(pattern: EventPattern, fields: readonly string[]): EventPattern {
  return Object.fromEntries(Object.entries(pattern).filter(([field]) => fields.includes(field)));
}
