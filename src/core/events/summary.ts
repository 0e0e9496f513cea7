import type { Actor, Change, Fact, Sentence } from '../alert.ts';
import type { Resource } from '../resource.ts';
import type { Severity } from '../severity.ts';
import { isObject, readText } from '../text/lenient.ts';
import { clipped, oneLine, spaced } from '../text/phrase.ts';

/** What can be said of an event that no alert type reads: a sentence, and whatever else it plainly tells. */
export type EventSummary = Readonly<{
  sentence: Sentence;
  severity: Severity;
  state?: 'open' | 'resolved';
  accountId?: string;
  region?: string;
  resources: readonly Resource[];
  actor?: Actor;
  attempted?: true;
  fingerprint?: readonly string[];
  eventKey?: string;
  occurredAt?: string;
  sourceTime?: string;
  changes?: readonly Change[];
  facts?: readonly Fact[];
  cloudTrailEventId?: string;
}>;

/** The first texts, numbers and flags of an object, each under its name in words; what is deeper is left to the raw event. */
export function plainFacts(detail: Readonly<Record<string, unknown>>, limit = 8): readonly Fact[] {
  const facts = Object.entries(detail).flatMap(([key, one]) => {
    const value = typeof one === 'boolean' ? (one ? 'yes' : 'no') : readText(one);
    const label = inWords(key);
    return value && label ? [{ label, value: clipped(value, 500) }] : [];
  });
  const inner = Object.values(detail).filter(isObject);
  return facts.length === 0 && inner.length === 1 && inner[0] ? plainFacts(inner[0], limit) : facts.slice(0, limit);
}

/** CloudTrail writes the first letter small whatever follows: `dBInstanceIdentifier` is about a DB. */
function inWords(name: string): string | undefined {
  const key = /^[a-z][A-Z]/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
  const words = readText(oneLine(spaced(key.replace(/[_-]+/g, ' ')), 60));
  return words && words.charAt(0).toUpperCase() + words.slice(1);
}
