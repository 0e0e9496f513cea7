import { describe, expect, it } from 'vitest';
import { fuzzRules } from '../bench/rules.ts';

describe('the door of the custom rules', () => {
  it('bears 5 000 mutated invocations with a defined outcome and nothing that AWS Config would refuse', async () => {
    const { outcomes, thrown, unfit } = await fuzzRules({ runs: 5_000, seed: 20_261_120 });

    expect(thrown).toEqual([]);
    expect(unfit).toEqual([]);
    expect(Object.keys(outcomes).sort()).toEqual(['broken-parameters', 'evaluated', 'refused']);
    expect(outcomes['evaluated']).toBeGreaterThan(1_000);
  });
});
