import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { createSearch } from '../../src/trail/search.ts';
import { evilPatterns } from '../bench/evil-patterns.ts';
import { logObject, memorySource, record } from '../trail/logs.ts';

/** Every 23rd: each body, beginning and end comes by. `npm run bench -- trail-hostile` tries all 500. */
const patterns = evilPatterns.filter((_, index) => index % 23 === 0);
const object = logObject([record({ note: `${'a'.repeat(5_000)}\u0000` })]);

async function outcomeOf(pattern: string): Promise<'answered' | 'refused'> {
  const search = createSearch({ source: memorySource({ 'a.json.gz': object }), now: Date.now });
  const asked = search({ terms: [], limit: 1, where: { kind: 'pattern', pattern } });
  return asked.then(
    () => 'answered',
    (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      return 'refused';
    },
  );
}

describe('threat 13: a pattern that would never end', () => {
  it.each(patterns)('is answered or refused at once: %s', async (pattern) => {
    const before = process.cpuUsage();

    expect(['answered', 'refused']).toContain(await outcomeOf(pattern));

    // RegExp takes minutes for some of them; far more than this is allowed for a busy machine and the first compilation.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });

  it.each(['(a)\\1', '(?=a)a', '(?<!a)b', 'a'.repeat(257), '(', 'a{1001}'])(
    'is refused by its form: %s',
    async (pattern) => {
      expect(await outcomeOf(pattern)).toBe('refused');
    },
  );
});
