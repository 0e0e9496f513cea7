import { describe, expect, it } from 'vitest';
import { aggregator } from '../../../../infra/rollout/steps/aggregator.ts';
import { answering } from './answering.ts';
import { home, makeWorld, member, one, put, security, settings, writesOf } from './setup.ts';

const listed = ['111122223333', '222233334444'];
const ConfigurationAggregatorName = settings.security.aggregator;

describe('the aggregator', () => {
  it('gathers the listed accounts in the regions of the settings, and then stays as it is', async () => {
    const world = await makeWorld();
    const item = one(world.items('aggregator', home, security));

    const writes = await writesOf(world, () => put(item));

    expect(writes).toEqual(['config:PutConfigurationAggregator']);
    expect(await item.look()).toEqual({
      state: 'same',
      before: { accounts: listed, regions: ['eu-west-1', 'us-east-1'] },
    });
    expect(world.items('aggregator', 'us-east-1', security)).toEqual([]);
    expect(world.items('aggregator', home, member)).toEqual([]);
  });

  it('keeps what somebody else gathers with it', async () => {
    const world = await makeWorld();
    const others = { AccountIds: ['999900001111'], AllAwsRegions: true };
    const put1 = { ConfigurationAggregatorName, AccountAggregationSources: [others] };
    await world.ask(security, home)('config:PutConfigurationAggregator', put1);
    const item = one(world.items('aggregator', home, security));

    const look = await put(item);

    expect(look).toMatchObject({
      state: 'different',
      after: { accounts: [...listed, '999900001111'], regions: 'all' },
    });
    expect(await item.look()).toMatchObject({ state: 'same' });
    expect(await item.remove()).toMatchObject({ kept: expect.stringContaining('not made by Noroshi') });
  });

  it('takes every region where the settings say so', async () => {
    const world = await makeWorld();
    const place = { ...world.place(security, home), settings: { ...settings, regions: 'enabled' as const } };

    expect(await one(aggregator(place)).look()).toEqual({
      state: 'missing',
      after: { accounts: listed, regions: 'all' },
    });
  });

  it('leaves the accounts of others in it when it is taken away, and goes when there are none', async () => {
    const world = await makeWorld();
    const item = one(world.items('aggregator', home, security));
    await put(item);
    const ask = world.ask(security, home);
    const sources = [{ AccountIds: [...listed, '999900001111'], AwsRegions: [home] }];
    await ask('config:PutConfigurationAggregator', { ConfigurationAggregatorName, AccountAggregationSources: sources });

    expect(await item.remove()).toMatchObject({ kept: expect.stringContaining('other accounts') });
    await put(item);
    const own = [{ AccountIds: listed, AwsRegions: [home] }];
    await ask('config:PutConfigurationAggregator', { ConfigurationAggregatorName, AccountAggregationSources: own });
    expect(await item.remove()).toBe('removed');
    expect(await item.remove()).toBe('absent');
  });

  it('of a whole organization is left as it is, and is enough when it takes in every region', async () => {
    const world = await makeWorld();
    const place = world.place(security, home);
    const ofOrganization = (regions: object) => ({
      ConfigurationAggregators: [
        {
          ConfigurationAggregatorName,
          OrganizationAggregationSource: { RoleArn: 'arn:aws:iam::1:role/x', ...regions },
        },
      ],
    });
    const lookAt = (regions: object) =>
      one(
        aggregator(answering(place, 'config:DescribeConfigurationAggregators', async () => ofOrganization(regions))),
      ).look();

    expect(await lookAt({ AllAwsRegions: true })).toMatchObject({ state: 'same' });
    expect(await lookAt({ AwsRegions: [home] })).toMatchObject({
      state: 'foreign',
      reason: expect.stringContaining('us-east-1'),
    });
  });

  it('names the accounts that it could not gather from', async () => {
    const world = await makeWorld();
    const place = world.place(security, home);
    const status = (SourceId: string, LastUpdateStatus: 'FAILED' | 'SUCCEEDED', LastErrorCode?: string) => ({
      ...{ SourceId, AwsRegion: home, LastUpdateStatus },
      ...(LastErrorCode && { LastErrorCode }),
    });
    const AggregatedSourceStatusList = [
      status(member, 'FAILED', 'ACCESS_DENIED'),
      status('222233334444', 'SUCCEEDED'),
      status('999900001111', 'FAILED'),
    ];
    const name = 'config:DescribeConfigurationAggregatorSourcesStatus';

    expect(await one(aggregator(answering(place, name, async () => ({ AggregatedSourceStatusList })))).check?.()).toBe(
      `Config has not gathered from ${member} in ${home} (FAILED, ACCESS_DENIED).`,
    );
    expect(await one(aggregator(answering(place, name, async () => ({})))).check?.()).toBeUndefined();
  });
});
