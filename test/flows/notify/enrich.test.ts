import { describe, expect, it } from 'vitest';
import type { FindCaptured } from '../../../src/core/ports.ts';
import { enrichAlerts } from '../../../src/flows/notify/enrich.ts';
import { alertOf, settings } from '../../fixtures/alerts.ts';

const oversized = alertOf('config-oversized-item', 'changed');
const log = { info: () => {}, warn: () => {}, error: () => {} };
const never = () => new Promise<never>(() => {});
const findSummaries = async () => new Map();

function enrich(findCaptured: FindCaptured) {
  return enrichAlerts([oversized], { aggregator: { findSummaries }, findCaptured, settings, log, sleep: never });
}

describe('an alert whose event was too small for its item', () => {
  it('is enriched with the item itself', async () => {
    const [enriched] = await enrich(async (resource, capturedAt) => {
      const item = { resource, status: 'OK', capturedAt, tags: {}, relationships: [], supplementary: {} };
      return [
        { ...item, configuration: { description: 'new' } },
        { ...item, configuration: { description: 'old' } },
      ];
    });

    expect(enriched?.alert.title).toBe('sg-0a1b2c3d4e5f60718 was changed: description');
    expect(enriched?.alert.changes).toEqual([{ field: 'description', before: 'old', after: 'new' }]);
  });

  it('is looked at again later while the item is not to be had', async () => {
    const [enriched] = await enrich(() => Promise.reject(new Error('no answer')));

    expect(enriched?.isIncomplete).toBe(true);
    expect(enriched?.alert.facts).toContainEqual({
      label: 'What changed',
      unavailable: 'the look-up in AWS Config failed',
    });
  });
});
