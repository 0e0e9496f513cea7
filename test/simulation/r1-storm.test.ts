import { describe, expect, it } from 'vitest';
import { missed } from './figure.ts';
import { storm } from './r1-storm.ts';

describe('a storm of 2 000 events in a minute, with Slack and AWS failing now and then', () => {
  it.each([1, 2, 3])('loses nothing, says nothing twice and keeps its times (seed %i)', async (seed) => {
    expect(missed(await storm({ seed, events: 2000 }))).toEqual([]);
  });
});
