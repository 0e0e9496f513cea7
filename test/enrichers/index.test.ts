import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import type { ItemSummary } from '../../src/core/ports.ts';
import { type Resource, resourceKey } from '../../src/core/resource.ts';
import { enrichAlert, isIncomplete } from '../../src/enrichers/index.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';

const instance: Resource = {
  type: 'AWS::EC2::Instance',
  id: 'i-0aaaabbbbccccdddd',
  accountId: '111122223333',
  region: 'us-east-1',
};

const alert: Alert = {
  ...complianceAlert,
  resources: [instance],
  sentence: [{ resource: 0 }, ' breaks a rule'],
  title: 'i-0aaaabbbbccccdddd breaks a rule',
};

function known(tags: Record<string, string>, name?: string): ReadonlyMap<string, ItemSummary> {
  return new Map([[resourceKey(instance), { resource: { ...instance, ...(name && { name }) }, tags }]]);
}

describe('enriching an alert', () => {
  it('calls the resource by its Name tag, in the title too', () => {
    const enriched = enrichAlert(alert, known({ Name: 'checkout-web' }, 'ignored'));

    expect(enriched.title).toBe('checkout-web (i-0aaaabbbbccccdddd) breaks a rule');
    expect(enriched.resources[0]?.name).toBe('checkout-web');
    expect(enriched.facts).toEqual([]);
    expect(enriched.tags).toEqual({ Name: 'checkout-web' });
  });

  it('falls back to the name that the service gave', () => {
    expect(enrichAlert(alert, known({}, 'batch')).resources[0]?.name).toBe('batch');
  });

  it('adds the name as a fact where the sentence does not tell it', () => {
    const enriched = enrichAlert({ ...alert, sentence: ['A rule is broken'] }, known({ Name: 'checkout-web' }));

    expect(enriched.facts).toEqual([{ label: 'Name', value: 'checkout-web' }]);
  });

  it('names the owner, however the tag is spelled', () => {
    expect(enrichAlert(alert, known({ owner: 'payments' })).facts).toEqual([{ label: 'Owner', value: 'payments' }]);
  });

  it('says once why names are missing, and takes it back when they come', () => {
    const failed = enrichAlert(enrichAlert(alert, { unavailable: 'no answer in time' }), {
      unavailable: 'access denied',
    });
    const later = enrichAlert(failed, known({ Name: 'checkout-web' }));

    expect(failed.facts).toEqual([{ label: 'Name', unavailable: 'access denied' }]);
    expect(later.facts).toEqual([]);
  });

  it('says that a resource is not recorded yet', () => {
    expect(enrichAlert(alert, new Map()).facts).toEqual([
      { label: 'Name', unavailable: 'not recorded by AWS Config yet' },
    ]);
  });

  it('says so without a “yet” when nobody asks again, and of which resources where there are several', () => {
    const second: Resource = { ...instance, id: 'i-0second' };
    const several = { ...alert, resources: [instance, second] };
    const named = new Map([[resourceKey(instance), { resource: instance, tags: { Name: 'web' } }]]);

    expect(enrichAlert(alert, new Map(), { isLast: true }).facts).toEqual([
      { label: 'Name', unavailable: 'not recorded by AWS Config' },
    ]);
    expect(enrichAlert(several, named).facts).toEqual([
      { label: 'Name', unavailable: 'i-0second: not recorded by AWS Config yet' },
    ]);
    expect(enrichAlert(several, { unavailable: 'no answer' }).facts).toEqual([
      { label: 'Name', unavailable: `${instance.id} and i-0second: no answer` },
    ]);
  });

  it('misses no name where the id is one', () => {
    const bucket: Resource = { ...instance, type: 'AWS::S3::Bucket', id: 'example-data' };

    expect(enrichAlert({ ...alert, resources: [bucket] }, new Map()).facts).toEqual([]);
    expect(isIncomplete({ ...alert, resources: [bucket] }, new Map())).toBe(true);
  });

  it('asks nothing for whole accounts', () => {
    const account: Resource = { ...instance, type: 'AWS::::Account', id: '111122223333' };

    expect(enrichAlert({ ...alert, resources: [account] }, new Map()).facts).toEqual([]);
  });

  it('shows no tag that is a placeholder, and nothing invisible', () => {
    const enriched = enrichAlert(alert, known({ Name: 'web\u202Egnp', Owner: 'N/A' }));

    expect(enriched.resources[0]?.name).toBe('webgnp');
    expect(enriched.facts).toEqual([]);
  });

  it('is the same when run twice', () => {
    const once = enrichAlert({ ...alert, sentence: ['x'] }, known({ Name: 'a', Owner: 'b' }));

    expect(enrichAlert(once, known({ Name: 'a', Owner: 'b' }))).toEqual(once);
  });
});
