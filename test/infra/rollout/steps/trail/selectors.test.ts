import { describe, expect, it } from 'vitest';
import { logsEverything, type Selectors, withEverything } from '../../../../../infra/rollout/steps/trail/selectors.ts';

const objects = { Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] };
const category = (value: string) => ({ Field: 'eventCategory', Equals: [value] });

const whole: readonly Selectors[] = [
  { EventSelectors: [{}] },
  { EventSelectors: [{ ReadWriteType: 'WriteOnly' }, { ReadWriteType: 'All', IncludeManagementEvents: true }] },
  { AdvancedEventSelectors: [{ FieldSelectors: [category('Management')] }] },
];

const narrow: readonly Selectors[] = [
  {},
  { EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true }] },
  { EventSelectors: [{ IncludeManagementEvents: false, DataResources: [objects] }] },
  { EventSelectors: [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }] },
  { AdvancedEventSelectors: [{ FieldSelectors: [category('Data')] }] },
  {
    AdvancedEventSelectors: [
      { FieldSelectors: [category('Management'), { Field: 'readOnly', Equals: ['false'] }] },
      { Name: 'objects', FieldSelectors: [category('Data'), { Field: 'resources.type', Equals: ['AWS::S3::Object'] }] },
    ],
  },
];

describe('what a trail logs', () => {
  it.each(whole)('is every management event by %j', (selectors) => {
    expect(logsEverything(selectors)).toBe(true);
  });

  it.each(narrow)('is less by %j, and everything when it is put right', (selectors) => {
    expect(logsEverything(selectors)).toBe(false);
    expect(logsEverything(withEverything(selectors))).toBe(true);
  });

  it('keeps data events where it is put right', () => {
    const [, , data, , , advanced] = narrow;

    expect(withEverything(data ?? {}).EventSelectors).toContainEqual(
      expect.objectContaining({ DataResources: [objects] }),
    );
    expect(withEverything(advanced ?? {}).AdvancedEventSelectors).toEqual([
      expect.objectContaining({ Name: 'objects' }),
      { Name: 'Management events', FieldSelectors: [category('Management')] },
    ]);
  });
});
