import { describe, expect, it } from 'vitest';
import { userError } from '../../../src/core/errors.ts';
import type { FindCaptured } from '../../../src/core/ports.ts';
import { fetchItems } from '../../../src/flows/notify/fetch-items.ts';
import { alertOf, settings } from '../../fixtures/alerts.ts';

const oversized = alertOf('config-oversized-item', 'changed');
const other = alertOf('configuration-item-change', 'rules-changed');
const never = () => new Promise<never>(() => {});
const log = { info: () => {}, warn: () => {}, error: () => {} };

function fetchWith(findCaptured: FindCaptured, sleep: (ms: number) => Promise<unknown> = never) {
  return fetchItems([other, oversized], { findCaptured, settings, log, sleep });
}

describe('items that were too large for an event', () => {
  it('are asked for as of the moment of the change, and nothing is asked for others', async () => {
    const asked: unknown[] = [];
    const [same, whole] = await fetchWith(async (resource, until) => {
      asked.push([resource.id, until]);
      return [
        {
          resource,
          status: 'OK',
          capturedAt: until,
          tags: {},
          relationships: [],
          configuration: { groupName: 'web' },
          supplementary: {},
        },
      ];
    });

    expect(asked).toEqual([['sg-0a1b2c3d4e5f60718', '2026-11-20T03:00:00.000Z']]);
    expect(same).toBe(other);
    expect(whole?.facts).toContainEqual({ label: 'Group name', value: 'web' });
  });

  it.each([
    [
      'AWS Config in the account could not be reached',
      () => Promise.reject(userError('UNREACHABLE', { what: 'AWS Config in the account', why: 'access denied' })),
      never,
    ],
    ['the look-up in AWS Config failed', () => Promise.reject(new TypeError('a bug')), never],
    ['AWS Config did not answer within 2 s', never, async () => {}],
  ] as const)('hold no alert back, and it says: %s', async (why, findCaptured, sleep) => {
    const [, alert] = await fetchWith(findCaptured, sleep);

    expect(alert?.title).toBe(oversized.title);
    expect(alert?.facts[0]).toMatchObject({ label: 'What changed', unavailable: expect.stringContaining(why) });
  });

  it('are not asked for in accounts that the settings do not list', async () => {
    const foreign = { ...oversized, resources: [{ ...oversized.resources[0]!, accountId: '666677778888' }] };
    const findCaptured = () => Promise.reject(new Error('asked'));

    expect(await fetchItems([foreign], { findCaptured, settings, log, sleep: never })).toEqual([foreign]);
  });
});
