import type { Json } from '../../../src/core/json.ts';
import type { OutputOf } from '../ask.ts';
import type { Item } from '../item.ts';
import { held } from '../looks.ts';
import { everyPage } from '../pages.ts';
import type { Place, Step } from '../place.ts';
import { findOrUndefined } from './answers.ts';
import { isTagged, keyed, notOurs } from './ours.ts';

type Found = NonNullable<OutputOf<'config:DescribeConfigurationAggregators'>['ConfigurationAggregators']>[number];

/** Of which accounts and regions it gathers; `regions` is `all` where it takes every one, new ones too. */
type Sources = Readonly<{ accounts: readonly string[]; regions: 'all' | readonly string[] }>;

const gone = 'NoSuchConfigurationAggregatorException';

/** The security account's aggregator, which gathers what Config records of all listed accounts. */
export const aggregator: Step = (place) => {
  const { settings, region, isSecurity } = place;
  return isSecurity && region === settings.security.region ? [gathering(place)] : [];
};

function gathering(place: Place): Item {
  const { ask, accountId, region, settings } = place;
  const name = settings.security.aggregator;
  return {
    ...{ step: 'aggregator', object: `aggregator ${name}`, accountId, region },
    look: async () => {
      const found = await findAggregator(place);
      if (!found) return held(undefined, stateOf(wantedSources(place)));
      if (found.OrganizationAggregationSource) return lookAtOrganization(found, place);
      const sources = sourcesOf(found);
      return held(stateOf(sources), stateOf(united(sources, wantedSources(place))));
    },
    write: async () => {
      const found = await findAggregator(place);
      const wanted = wantedSources(place);
      await put(place, found ? united(sourcesOf(found), wanted) : wanted, found === undefined);
    },
    check: () => findUnwell(place),
    remove: async () => {
      const found = await findAggregator(place);
      if (!found) return 'absent';
      const { Tags } = await ask('config:ListTagsForResource', { ResourceArn: found.ConfigurationAggregatorArn });
      if (!isTagged(Tags)) return { kept: notOurs };
      const { accounts, regions } = sourcesOf(found);
      const others = accounts.filter((id) => !wantedSources(place).accounts.includes(id));
      if (others.length > 0) {
        if (others.length < accounts.length) await put(place, { accounts: others, regions }, false);
        return { kept: `It gathers other accounts as well (${others.length}): only those of the settings go.` };
      }
      await ask('config:DeleteConfigurationAggregator', { ConfigurationAggregatorName: name });
      return 'removed';
    },
  };
}

async function findAggregator({ ask, settings }: Place): Promise<Found | undefined> {
  const ConfigurationAggregatorNames = [settings.security.aggregator];
  const answer = ask('config:DescribeConfigurationAggregators', { ConfigurationAggregatorNames });
  return (await findOrUndefined(answer, gone))?.ConfigurationAggregators?.[0];
}

function wantedSources({ settings, everyRegion }: Place): Sources {
  return {
    accounts: settings.accounts.map(({ id }) => id).toSorted(),
    regions: settings.regions === 'enabled' ? 'all' : everyRegion,
  };
}

function sourcesOf({ AccountAggregationSources = [] }: Found): Sources {
  const isAll = AccountAggregationSources.some(({ AllAwsRegions }) => AllAwsRegions);
  const listed = (list: readonly string[]) => [...new Set(list)].toSorted();
  return {
    accounts: listed(AccountAggregationSources.flatMap(({ AccountIds = [] }) => AccountIds)),
    regions: isAll ? 'all' : listed(AccountAggregationSources.flatMap(({ AwsRegions = [] }) => AwsRegions)),
  };
}

/** Other accounts and regions stay: the list is replaced when it is written, so what is there is read and added to. */
function united(a: Sources, b: Sources): Sources {
  const both = (one: readonly string[], other: readonly string[]) => [...new Set([...one, ...other])].toSorted();
  return {
    accounts: both(a.accounts, b.accounts),
    regions: a.regions === 'all' || b.regions === 'all' ? 'all' : both(a.regions, b.regions),
  };
}

function stateOf({ accounts, regions }: Sources): Json {
  return { accounts, regions };
}

/** It stays as somebody made it, and is enough when it takes in every region. */
function lookAtOrganization({ OrganizationAggregationSource }: Found, place: Place): ReturnType<typeof held> {
  const { AllAwsRegions, AwsRegions = [] } = OrganizationAggregationSource ?? {};
  const regions = AllAwsRegions ? 'all' : AwsRegions.toSorted();
  const before = { organization: true, regions };
  const missing = place.everyRegion.filter((region) => regions !== 'all' && !regions.includes(region));
  if (missing.length === 0) return { state: 'same', before, reason: 'It gathers the whole organization.' };
  const reason = `It gathers the whole organization, but not these regions: ${missing.join(', ')}. Add them to it by hand.`;
  return { state: 'foreign', before, reason };
}

/** AWS Config API Reference, PutConfigurationAggregator: the lists are replaced. */
async function put({ ask, settings }: Place, { accounts, regions }: Sources, isNew: boolean): Promise<void> {
  await ask('config:PutConfigurationAggregator', {
    ConfigurationAggregatorName: settings.security.aggregator,
    AccountAggregationSources: [
      {
        AccountIds: [...accounts],
        ...(regions === 'all' ? { AllAwsRegions: true } : { AwsRegions: [...regions] }),
      },
    ],
    ...(isNew && { Tags: keyed }),
  });
}

/** So many sources are named; the rest are counted. */
const named = 3;

async function findUnwell({ ask, settings }: Place): Promise<string | undefined> {
  const ConfigurationAggregatorName = settings.security.aggregator;
  const sources = await everyPage(async (NextToken) => {
    const page = await ask('config:DescribeConfigurationAggregatorSourcesStatus', {
      ConfigurationAggregatorName,
      ...(NextToken && { NextToken }),
    });
    return { list: page.AggregatedSourceStatusList, next: page.NextToken };
  });
  const isListed = new Set(settings.accounts.map(({ id }) => id));
  const unwell = sources.filter(
    ({ SourceId = '', LastUpdateStatus }) => isListed.has(SourceId) && LastUpdateStatus !== 'SUCCEEDED',
  );
  if (unwell.length === 0) return undefined;
  const some = unwell.slice(0, named).map((one) => {
    const why = [one.LastUpdateStatus, one.LastErrorCode].filter(Boolean).join(', ');
    return `${one.SourceId} in ${one.AwsRegion} (${why})`;
  });
  const more = unwell.length > named ? ` and ${unwell.length - named} more` : '';
  return `Config has not gathered from ${some.join(', ')}${more}.`;
}
