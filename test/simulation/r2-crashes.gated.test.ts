import { describe, expect, it } from 'vitest';
import { crashEverywhere } from './r2-crashes.ts';
import { unreached } from './unreached.ts';

describe('a crash at every await of what stands between an event and its message', () => {
  it('loses nothing and doubles nothing', async () => {
    // What one seed does not come by, the other does.
    const some = await crashEverywhere({ seed: 6, share: 0.01, doubles: 3 });
    const more = await crashEverywhere({ seed: 1, share: 0, doubles: 0 });

    expect([...some.failures, ...more.failures]).toEqual([]);
    const reached = new Set([...some.reached, ...more.reached]);
    expect(unreached(globalThis.noroshiGates ?? new Set(), reached)).toEqual([]);
  }, 240_000);
});
