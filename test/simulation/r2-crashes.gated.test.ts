import { beforeAll, describe, expect, it } from 'vitest';
import { missed } from './figure.ts';
import { crashAtEach, crashed, type Visits } from './r2-crashes.ts';

describe('a crash at every await of what stands between an event and its message', () => {
  let visits: Visits = new Map();
  beforeAll(async () => {
    const calm = await crashed(1);
    expect(missed(calm.figures)).toEqual([]);
    visits = calm.visits;
  });
  it('lists', () => {
    for (const gate of globalThis.noroshiGates ?? []) console.log(String(visits.get(gate) ?? 0).padStart(6), gate);
    for (const [gate, n] of visits)
      if (!globalThis.noroshiGates?.has(gate)) console.log(String(n).padStart(6), '*', gate);
  });
});
