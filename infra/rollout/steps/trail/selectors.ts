import type { AdvancedEventSelector, EventSelector, GetEventSelectorsCommandOutput } from '@aws-sdk/client-cloudtrail';

/** What a trail logs: by selectors of the one kind or of the other. */
export type Selectors = Pick<GetEventSelectorsCommandOutput, 'EventSelectors' | 'AdvancedEventSelectors'>;

/** Whether every management event is logged, whatever else is. CloudTrail API Reference, EventSelector and AdvancedFieldSelector. */
export function logsEverything({ EventSelectors = [], AdvancedEventSelectors = [] }: Selectors): boolean {
  return EventSelectors.some(isWhole) || AdvancedEventSelectors.some((one) => isManagement(one) && isUnbound(one));
}

function isWhole(selector: EventSelector): boolean {
  const { IncludeManagementEvents = true, ReadWriteType = 'All', ExcludeManagementEventSources = [] } = selector;
  return IncludeManagementEvents && ReadWriteType === 'All' && ExcludeManagementEventSources.length === 0;
}

function isManagement({ FieldSelectors = [] }: AdvancedEventSelector): boolean {
  return FieldSelectors.some(({ Field, Equals }) => Field === 'eventCategory' && Equals?.includes('Management'));
}

function isUnbound({ FieldSelectors = [] }: AdvancedEventSelector): boolean {
  return FieldSelectors.every(({ Field }) => Field === 'eventCategory');
}

/** The same with every management event; data and other events stay as they are. */
export function withEverything({ EventSelectors = [], AdvancedEventSelectors = [] }: Selectors): Selectors {
  if (AdvancedEventSelectors.length > 0) {
    const FieldSelectors = [{ Field: 'eventCategory', Equals: ['Management'] }];
    const others = AdvancedEventSelectors.filter((one) => !isManagement(one));
    return { AdvancedEventSelectors: [...others, { Name: 'Management events', FieldSelectors }] };
  }
  const ofData = EventSelectors.filter(({ DataResources = [] }) => DataResources.length > 0).map((one) => ({
    ...{ ReadWriteType: one.ReadWriteType, DataResources: one.DataResources },
    ...{ IncludeManagementEvents: false, ExcludeManagementEventSources: [] },
  }));
  return { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }, ...ofData] };
}
