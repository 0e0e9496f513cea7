import { describe, expect, it } from 'vitest';
import { causeWithin, mayHaveCaused } from '../../src/core/evidence.ts';

const seenAt = Date.parse('2026-11-20T03:14:00Z');

describe('what may have caused what was seen', () => {
  it('is a call shortly before it', () => {
    expect(mayHaveCaused(seenAt - 30_000, seenAt)).toBe(true);
    expect(mayHaveCaused(seenAt - causeWithin, seenAt)).toBe(true);
  });

  it('allows for clocks that differ a little', () => {
    expect(mayHaveCaused(seenAt + 1_000, seenAt)).toBe(true);
  });

  it('is never what mended it a few seconds later', () => {
    expect(mayHaveCaused(seenAt + 5_000, seenAt)).toBe(false);
  });

  it('is nothing older than an hour', () => {
    expect(mayHaveCaused(seenAt - causeWithin - 1, seenAt)).toBe(false);
  });
});
