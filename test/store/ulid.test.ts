import { describe, expect, it } from 'vitest';
import { createNewUlid } from '../../src/store/ulid.ts';

describe('a ulid', () => {
  it('sorts by time, and within a millisecond as it was made', () => {
    let time = 1_700_000_000_000;
    const newUlid = createNewUlid({ now: () => time });

    const made = Array.from({ length: 100 }, (_, index) => {
      time += index % 2;
      return newUlid();
    });

    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(100);
    for (const ulid of made) expect(ulid).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('tells the time in its first ten characters', () => {
    const newUlid = createNewUlid({ now: () => 1469918176385, random: (size) => Buffer.alloc(size) });

    expect(newUlid()).toBe('01ARYZ6S410000000000000000');
  });
});
