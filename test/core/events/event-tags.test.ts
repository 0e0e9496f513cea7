import { describe, expect, it } from 'vitest';
import { tagsInEvent } from '../../../src/core/events/event-tags.ts';

const event = (detail: Record<string, unknown>) => ({
  ...{ id: 'e', source: 'aws.x', detailType: 'X', account: '111122223333', region: 'eu-west-1', resources: [] },
  detail,
});
const tags = [{ key: 'team', value: 'web' }];
const expected = { team: 'web' };

describe('the tags that an event tells', () => {
  it.each([
    [
      'a call that made it',
      { eventName: 'RunInstances', requestParameters: { tagSpecificationSet: { items: [{ tags }] } } },
    ],
    ['a call with plain tags', { eventName: 'CreateFunction20150331', requestParameters: { tags: { team: 'web' } } }],
    ['GuardDuty', { resource: { instanceDetails: { tags } } }],
    ['a bucket of GuardDuty', { resource: { s3BucketDetails: [{ tags }] } }],
    ['a configuration item', { configurationItem: { tags: { team: 'web' } } }],
    ['Security Hub', { findings: [{ Resources: [{ Tags: { team: 'web' } }] }] }],
  ])('are read from %s', (_, detail) => {
    expect(tagsInEvent(event(detail))).toEqual(expected);
  });

  it('are unknown where it tells none, or only some', () => {
    expect(
      tagsInEvent(event({ eventName: 'CreateTags', requestParameters: { tagSet: { items: tags } } })),
    ).toBeUndefined();
    expect(tagsInEvent(event({ eventName: 'RunInstances', requestParameters: { tags: 'x' } }))).toBeUndefined();
    expect(tagsInEvent(event({ resource: { resourceType: 'AccessKey', instanceDetails: { tags } } }))).toBeUndefined();
    expect(tagsInEvent(event({}))).toBeUndefined();
  });
});
