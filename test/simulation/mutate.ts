import type { Random } from '../../src/playground/random.ts';

const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  ' ',
  '\u0000',
  '\u202e',
  '\ud800',
  'x'.repeat(5000),
  '<!channel>',
  '&lt;',
  '__proto__',
  [],
  [[]],
  {},
  { __proto__: 1 },
  '2026-02-30T25:61:61Z',
  '{"a":',
  '[]',
  '9'.repeat(400),
  '🔥'.repeat(300),
  'arn:::::',
];

/** The text with some of its JSON exchanged, or with bytes changed, doubled or gone. */
export function mutated(text: string, random: Random): string {
  const dice = random();
  if (dice < 0.15) return stirred(text, random);
  const value: unknown = JSON.parse(text);
  const count = 1 + Math.floor(random() * 4);
  let changed = value;
  for (let n = 0; n < count; n += 1) changed = exchanged(changed, random);
  const json = JSON.stringify(changed) ?? 'null';
  return dice < 0.25 ? stirred(json, random) : json;
}

/** Somewhere inside, another value, or none, or twice as many. */
function exchanged(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.1) return oddOne(random);
  const keys = Object.keys(value);
  const key = keys[Math.floor(random() * keys.length)];
  if (key === undefined) return oddOne(random);
  if (Array.isArray(value)) {
    const at = Number(key);
    const dice = random();
    if (dice < 0.1) return value.toSpliced(at, 1);
    if (dice < 0.2) return [...value, ...value, ...value];
    return value.with(at, exchanged(value[at], random));
  }
  const { [key]: inner, ...rest } = value as Record<string, unknown>;
  const dice = random();
  if (dice < 0.15) return rest;
  if (dice < 0.2) return { ...rest, [`${key}x`]: inner };
  return { ...rest, [key]: exchanged(inner, random) };
}

function oddOne(random: Random): unknown {
  return odd[Math.floor(random() * odd.length)];
}

function stirred(text: string, random: Random): string {
  const at = Math.floor(random() * text.length);
  const end = at + Math.floor(random() * 40);
  const dice = random();
  if (dice < 0.3) return text.slice(0, at);
  if (dice < 0.6) return text.slice(0, at) + text.slice(end);
  if (dice < 0.8) return text.slice(0, end) + text.slice(at);
  return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 0xffff)) + text.slice(at + 1);
}
