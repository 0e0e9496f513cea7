import { describe, expect, it } from 'vitest';
import { crashEverywhere } from './r2-crashes.ts';
import { unreached } from './unreached.ts';

describe('a crash at every await of what stands between an event and its message', () => {
  it('loses nothing and doubles nothing', async () => {
    const { failures, reached } = await crashEverywhere({ seed: 2, share: 0.012, doubles: 6 });

    expect(failures).toEqual([]);
    expect(unreached(globalThis.noroshiGates ?? new Set(), reached)).toEqual([]);
  }, 240_000);
});
