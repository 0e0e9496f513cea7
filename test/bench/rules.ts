import { readdirSync, readFileSync } from 'node:fs';
import { normalizeItem } from '../../src/core/items/configuration-item.ts';
import type { Evaluation } from '../../src/core/items/evaluation.ts';
import { type Evaluated, type EvaluateWorld, evaluate } from '../../src/flows/evaluate.ts';
import { rules } from '../../src/rules/index.ts';
import { change, invocation, oversized, scheduled } from '../fixtures/invocation.ts';
import { fakeAccount, worldOf } from '../flows/rule-account.ts';
import { createRandom, type Random } from './random.ts';
import type { Row } from './trail.ts';

/** How the door of the custom rules bore what it was given: outcomes by name, and what must not be. */
export type Fuzzed = Readonly<{
  outcomes: Readonly<Record<string, number>>;
  /** Inputs that made it throw, with what. */
  thrown: readonly string[];
  /** Evaluations that AWS Config would have refused. */
  unfit: readonly string[];
  /** The longest that an input took, the better of two times where it was long: the machine pauses now and then. */
  slowestMs: number;
}>;

const fixtures = new URL('../fixtures/rules/', import.meta.url);

/** What the benchmark asks of the door: 200 000 inputs, unless told otherwise. */
export async function* benchRules({ runs, seed }: { runs: number; seed: number }): AsyncGenerator<Row> {
  const { outcomes, thrown, unfit, slowestMs } = await fuzzRules({ runs, seed });
  const note = Object.entries(outcomes)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
  const first = (failures: readonly string[]) => (failures[0] === undefined ? {} : { note: failures[0] });
  yield {
    what: `custom rules: mutated invocations, each with an outcome`,
    goal: `= ${runs}`,
    measured: runs - thrown.length,
    isMet: thrown.length === 0,
    note,
    ...first(thrown),
  };
  yield {
    what: 'custom rules: evaluations that AWS Config would refuse',
    goal: '= 0',
    measured: unfit.length,
    isMet: unfit.length === 0,
    ...first(unfit),
  };
  yield {
    what: 'custom rules: the slowest input, in ms',
    goal: '≤ 50',
    measured: slowestMs,
    isMet: slowestMs <= longMs,
  };
}

/** Gives `runs` inputs to the door, by seed: each a sample with some parts exchanged, or bytes that are no invocation at all. */
export async function fuzzRules({ runs, seed }: { runs: number; seed: number }): Promise<Fuzzed> {
  const random = createRandom(seed);
  const seeds = seedInvocations();
  const outcomes: Record<string, number> = {};
  const thrown: string[] = [];
  const unfit: string[] = [];
  let slowestMs = 0;
  for (let run = 0; run < runs; run += 1) {
    const input = mutated(random.pick(seeds), random);
    try {
      const { answer, took } = await timed(input, random);
      slowestMs = Math.max(
        slowestMs,
        took < worthASecondLook ? took : Math.min(took, (await timed(input, random)).took),
      );
      outcomes[answer.outcome] = (outcomes[answer.outcome] ?? 0) + 1;
      unfit.push(
        ...evaluationsOf(answer)
          .filter((one) => !fits(one))
          .map((one) => JSON.stringify(one)),
      );
    } catch (error) {
      thrown.push(`${error}: ${JSON.stringify(input)?.slice(0, 500)}`);
    }
  }
  return { outcomes, thrown, unfit, slowestMs };
}

const longMs = 50;
const worthASecondLook = 10;

async function timed(input: unknown, random: Random): Promise<{ answer: Evaluated; took: number }> {
  const world = worldFor(input, random);
  const started = performance.now();
  const answer = await evaluate(input, world);
  return { answer, took: performance.now() - started };
}

/** AWS Config API Reference, Evaluation. */
function fits({ resource, complianceType, annotation, orderingTimestamp }: Evaluation): boolean {
  return (
    ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE'].includes(complianceType) &&
    resource.type.length >= 1 &&
    resource.type.length <= 256 &&
    resource.id.length >= 1 &&
    resource.id.length <= 768 &&
    (annotation === undefined || (annotation.length >= 1 && annotation.length <= 256)) &&
    !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(annotation ?? '') &&
    !Number.isNaN(Date.parse(orderingTimestamp))
  );
}

function evaluationsOf(answer: Evaluated): readonly Evaluation[] {
  return answer.outcome === 'refused' ? [] : answer.evaluations;
}

/** Every sample of every rule as what AWS Config would invoke the function with, and each other kind of message. */
function seedInvocations(): readonly object[] {
  const samples = rules.flatMap(({ id: configRuleName }) =>
    readdirSync(new URL(`${configRuleName}/`, fixtures)).flatMap((file) => {
      const { parameters, items } = JSON.parse(readFileSync(new URL(`${configRuleName}/${file}`, fixtures), 'utf8'));
      const about = { configRuleName, ruleParameters: JSON.stringify(parameters ?? {}) };
      return items.map((item: object) => invocation(change(item), about));
    }),
  );
  const others = rules.flatMap(({ id: configRuleName }) =>
    [oversized(), scheduled].map((event) => invocation(event, { configRuleName })),
  );
  return [...samples, ...others];
}

/** What AWS Config knows is as hostile as what it sends. */
function worldFor(input: unknown, random: Random): EvaluateWorld {
  const item = normalizeItem(
    Reflect.get(Object(parsed(Reflect.get(Object(input), 'invokingEvent'))), 'configurationItem'),
  );
  const items = item ? [item, { ...item, configuration: random.pick(junk) }] : [];
  const credentials = [
    { user: 'hana', arn: 'x', root: random.next() < 0.5, keys: [{ number: 1, active: true }] },
  ] as const;
  return worldOf(fakeAccount({ items, credentials, accountReported: random.next() < 0.2 })).world;
}

const junk: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1e308, '', ' ', 'null', 'x', '{}', '[]', '{"a":', [], {}, [null], [[]]],
  ...[
    '\u0000',
    '\u202egnp',
    '\ud800',
    '🔥'.repeat(200),
    'a'.repeat(5_000),
    '../../x',
    '*',
    '**',
    '0.0.0.0/0',
    '::/0',
    '-1',
  ],
  ...[
    { __proto__: null, a: 1 },
    JSON.parse('{"__proto__":{"configuration":1}}'),
    { items: [{}] },
    { toString: 1 },
    { length: 1e9 },
  ],
  ...[
    'AWS::EC2::Instance',
    'AWS::::Account',
    'ResourceDeleted',
    '2026-13-45T99:99:99Z',
    '111122223333',
    9e15,
    [0, '1', {}],
  ],
  ...[
    nested(60),
    JSON.stringify(nested(3_000)),
    `{"desiredInstanceType":"${'*a'.repeat(2_000)}"}`,
    '{"ports":"99999999999"}',
  ],
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
}

/** One to four parts exchanged, mostly inside the texts that are JSON themselves; sometimes the text is cut or stirred. */
function mutated(seed: object, random: Random): unknown {
  if (random.next() < 0.02) return random.pick(junk);
  let event: Record<string, unknown> = { ...seed };
  for (let change = Math.floor(random.next() * 4); change >= 0; change -= 1) {
    const inner = random.next() < 0.75 ? 'invokingEvent' : random.next() < 0.5 ? 'ruleParameters' : undefined;
    const text = inner === undefined ? undefined : event[inner];
    if (inner === undefined || typeof text !== 'string') event = Object(exchanged(event, random));
    else if (random.next() < 0.1) event = { ...event, [inner]: stirred(text, random) };
    else event = { ...event, [inner]: JSON.stringify(exchanged(parsed(text), random)) };
  }
  return event;
}

/** A copy with one part, found by a walk that may stop anywhere, exchanged, removed or doubled. */
function exchanged(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.next() < 0.12) return random.pick(junk);
  const entries = Object.entries(value);
  if (entries.length === 0) return random.pick(junk);
  const at = Math.floor(random.next() * entries.length);
  const chance = random.next();
  const changed = entries.flatMap(([key, one], index): [string, unknown][] => {
    if (index !== at) return [[key, one]];
    if (chance < 0.1) return [];
    if (chance < 0.2)
      return [
        [key, one],
        [`${key}${random.pick(['', '2', 'x', '__proto__'])}`, one],
      ];
    return [[key, exchanged(one, random)]];
  });
  return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
}

function stirred(text: string, random: Random): string {
  const at = Math.floor(random.next() * text.length);
  const chance = random.next();
  if (chance < 0.4) return text.slice(0, at);
  if (chance < 0.7)
    return text.slice(0, at) + random.pick(['"', '{', '}', '\\', '\u0000', '\ud83d', ',']) + text.slice(at + 1);
  return text.slice(0, at) + text.slice(Math.floor(random.next() * text.length));
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
