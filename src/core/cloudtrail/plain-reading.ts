import type { Sentence } from '../alert.ts';
import type { Severity } from '../severity.ts';
import { accountItself, type Call, type CallReading, factsAt, resourceAt, type Told } from './call.ts';

/** A call that always means the same, whatever stands in its request besides the resource's name. */
export type PlainReading = Readonly<{
  /** `cloudtrail:StopLogging`. */
  call: string;
  verb: readonly [past: string, infinitive: string];
  /** What follows the verb, before the resource's name: `the trail `; after it, in a second element. */
  what: readonly [before: string, after?: string];
  /** What comes of it, told only of a call that went through. */
  so?: string;
  severity: Severity;
  undoes?: true;
  /** AWS Config's type and the paths in the request (or answer) where its name may stand; the account itself without. */
  resource?: readonly [type: string, ...paths: readonly string[]];
  /** What else of the request is worth a fact: path to label. */
  facts?: Readonly<Record<string, string>>;
}>;

/** The reading of a call that always means the same. A call without the name that it must have is not the one we know. */
export function plainReading(plain: PlainReading): CallReading {
  const [service = '', name = ''] = plain.call.split(':');
  return { service, names: [name], tell: (call) => tellPlainly(plain, call) };
}

function tellPlainly(
  { what, resource, so, severity, undoes, verb, facts }: PlainReading,
  call: Call,
): Told | undefined {
  const found = resource ? resourceAt(call, ...resource) : accountItself(call.place);
  if (!found) return undefined;
  const [before, after] = what;
  const sentence: Sentence = resource ? [before, { resource: 0 }, ...(after ? [after] : [])] : [before];
  return {
    verb,
    what: sentence,
    effect: so,
    severity,
    resources: [found],
    facts: factsAt(call.request, facts ?? {}),
    ...(undoes ? { undoes } : {}),
  };
}
