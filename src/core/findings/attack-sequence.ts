import * as z from 'zod/mini';
import type { Fact } from '../alert.ts';
import { parseInstant } from '../instant.ts';
import { list, maybe, number, someText, text } from '../text/lenient.ts';
import { counted, listed, oneLine } from '../text/phrase.ts';
import { SequenceResource } from './guardduty-resources.ts';

const Indicator = z.object({ key: text, values: list(someText) });

const Signal = z.object({
  name: text,
  type: text,
  count: number,
  createdAt: text,
  firstSeenAt: text,
  lastSeenAt: text,
  signalIndicators: list(Indicator),
});
type Signal = z.infer<typeof Signal>;

/** GuardDuty's `service.detection.sequence` ("Sequence" in its API reference): the steps of an attack that belong together. */
export const Sequence = z.object({
  description: text,
  actors: list(z.object({ user: maybe(z.object({ name: text, type: text })) })),
  resources: list(SequenceResource),
  endpoints: list(z.object({ ip: text, domain: text, autonomousSystem: maybe(z.object({ name: text })) })),
  signals: list(Signal),
  sequenceIndicators: list(Indicator),
});
type Sequence = z.infer<typeof Sequence>;

const mostSteps = 12;

/** The steps in the order in which they were seen, each with its time and tactics, and what they have in common. */
export function sequenceFacts(sequence: Sequence | undefined): readonly Fact[] {
  if (!sequence) return [];
  const steps = inOrder(sequence.signals ?? []);
  const lines = steps.slice(0, mostSteps).map((step, index) => `${index + 1}. ${stepInWords(step)}`);
  const more = steps.length > mostSteps ? [`and ${counted(steps.length - mostSteps, 'further step')}`] : [];
  const isTimed = steps.some((step) => seenAt(step) !== undefined);
  const from = (sequence.endpoints ?? []).flatMap(({ ip, domain, autonomousSystem }) => {
    const address = ip ?? domain;
    return address ? [autonomousSystem?.name ? `${address} (${autonomousSystem.name})` : address] : [];
  });
  const values: readonly [string, string][] = [
    [isTimed ? 'Steps (times in UTC)' : 'Steps', [...lines, ...more].join('\n')],
    ['Tactics', listed(valuesOf(sequence.sequenceIndicators, 'ATTACK_TACTIC'))],
    ['Techniques', valuesOf(sequence.sequenceIndicators, 'ATTACK_TECHNIQUE').slice(0, 8).join('\n')],
    ['From', listed([...new Set(from)].slice(0, 5))],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

function seenAt({ firstSeenAt, createdAt }: Signal): number | undefined {
  return parseInstant(firstSeenAt) ?? parseInstant(createdAt);
}

/** By time; signals without one come last, as they stand. */
function inOrder(signals: readonly Signal[]): readonly Signal[] {
  const at = (signal: Signal) => seenAt(signal) ?? Number.MAX_SAFE_INTEGER;
  return signals.toSorted((a, b) => at(a) - at(b));
}

/** `11-20 02:50 Discovery: s3:ListBuckets, 12 times`. */
function stepInWords(signal: Signal): string {
  const at = seenAt(signal);
  const time = at === undefined ? '' : `${new Date(at).toISOString().slice(5, 16).replace('T', ' ')} `;
  const tactics = valuesOf(signal.signalIndicators, 'ATTACK_TACTIC');
  const name = oneLine(signal.name ?? signal.type ?? 'a signal', 120);
  const isSaid = tactics.every((tactic) => name.replaceAll(' ', '').startsWith(tactic.replaceAll(' ', '')));
  const times = signal.count !== undefined && signal.count > 1 ? `, ${signal.count} times` : '';
  return `${time}${isSaid ? '' : `${listed(tactics)}: `}${name}${times}`;
}

function valuesOf(indicators: z.infer<typeof Sequence>['sequenceIndicators'], key: string): readonly string[] {
  const all = (indicators ?? []).filter((one) => one.key === key).flatMap(({ values }) => values ?? []);
  return [...new Set(all.map((one) => oneLine(one, 120)))];
}
