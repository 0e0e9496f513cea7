import { describe, expect, it } from 'vitest';
import type { EventPattern } from '../../../src/core/events/event.ts';
import { matchesEventPattern } from '../../../src/core/events/event-pattern.ts';

const event = {
  source: 'aws.ec2',
  resources: ['arn:a', 'arn:b'],
  detail: { state: 'stopped', count: 5, gone: null, deep: { on: true } },
};

describe('an event pattern', () => {
  it.each<[EventPattern]>([
    [{}],
    [{ source: ['aws.s3', 'aws.ec2'] }],
    [{ source: [{ prefix: 'aws.' }], detail: { state: [{ suffix: 'ped' }] } }],
    [{ resources: ['arn:b'] }],
    [{ detail: { count: [{ numeric: ['>=', 4, '<', 7] }], deep: { on: [true] } } }],
    [{ detail: { gone: [null], state: [{ exists: true }], other: [{ exists: false }] } }],
    [{ detail: { state: [{ 'anything-but': ['running'] }] } }],
    [{ detail: { $or: [{ state: ['running'] }, { count: [5] }] } }],
  ])('lets through what fits: %j', (pattern) => {
    expect(matchesEventPattern(pattern, event)).toBe(true);
  });

  it.each<[EventPattern]>([
    [{ source: ['aws.s3'] }],
    [{ source: [{ prefix: 'ec2' }] }],
    [{ account: ['111122223333'] }],
    [{ detail: { count: [{ numeric: ['>=', 4, '<', 5] }] } }],
    [{ detail: { state: [{ numeric: ['=', 5] }] } }],
    [{ detail: { state: [{ exists: false }] } }],
    [{ detail: { other: [{ 'anything-but': ['x'] }] } }],
    [{ detail: { state: [{ 'anything-but': ['stopped'] }] } }],
    [{ detail: { deep: ['on'] } }],
    [{ detail: { toString: [{ exists: true }] } }],
    [{ detail: { $or: [{ state: ['running'] }, { count: [6] }] } }],
  ])('stops what does not: %j', (pattern) => {
    expect(matchesEventPattern(pattern, event)).toBe(false);
  });
});
