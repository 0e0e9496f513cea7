import type { Ask } from '../../../infra/rollout/ask.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { Drift } from './drift.ts';

/** The aggregator is written again with other sources. */
async function gather(ask: Ask, settings: Settings, change: (sources: Sources) => Sources): Promise<void> {
  const name = settings.security.aggregator;
  const ConfigurationAggregatorNames = [name];
  const found = await ask('config:DescribeConfigurationAggregators', { ConfigurationAggregatorNames });
  const { AccountIds = [], AwsRegions } = found.ConfigurationAggregators?.[0]?.AccountAggregationSources?.[0] ?? {};
  const source = change({ AccountIds, ...(AwsRegions ? { AwsRegions } : { AllAwsRegions: true }) });
  const put = { ConfigurationAggregatorName: name, AccountAggregationSources: [source] };
  await ask('config:PutConfigurationAggregator', put);
}
type Sources = { AccountIds: string[]; AwsRegions?: string[]; AllAwsRegions?: boolean };

export const driftsOfAggregator: readonly Drift[] = [
  {
    ...{ step: 'aggregator', what: 'the aggregator misses an account', object: /^aggregator/, accountId: 'security' },
    plant: (ask, { security, settings, member }) =>
      gather(ask(security, settings.security.region), settings, ({ AccountIds, ...rest }) => ({
        ...rest,
        AccountIds: [...AccountIds.filter((id) => id !== member), '999900001111'],
      })),
  },
  {
    ...{ step: 'aggregator', what: 'the aggregator misses regions', object: /^aggregator/, accountId: 'security' },
    plant: (ask, { security, settings }) =>
      gather(ask(security, settings.security.region), settings, ({ AccountIds }) => ({
        ...{ AccountIds, AwsRegions: ['ap-south-2'] },
      })),
  },
  {
    ...{ step: 'aggregator', what: 'the aggregator is gone', object: /^aggregator/, accountId: 'security' },
    state: 'missing',
    plant: async (ask, { security, settings }) => {
      const { region, aggregator } = settings.security;
      await ask(security, region)('config:DeleteConfigurationAggregator', { ConfigurationAggregatorName: aggregator });
    },
  },
];
