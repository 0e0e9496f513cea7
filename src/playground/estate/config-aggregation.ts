import type {
  ConfigurationAggregator,
  DeleteConfigurationAggregatorRequest,
  DescribeAggregationAuthorizationsRequest,
  DescribeConfigurationAggregatorSourcesStatusRequest,
  DescribeConfigurationAggregatorsRequest,
  PutAggregationAuthorizationRequest,
  PutConfigurationAggregatorRequest,
} from '@aws-sdk/client-config-service';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { type Actions, hereOf, type Parts, pageOf, tagsFrom, timeOf, without } from './parts.ts';

/** Who may gather what an account records, and what an aggregator gathers. */
export function aggregationActions(parts: Parts): Actions {
  return {
    PutAggregationAuthorization: (input: Checked<PutAggregationAuthorizationRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      const key = authorizationKey(input);
      const held = here.authorizations[key];
      const arn = `arn:aws:config:${caller.region}:${caller.accountId}:aggregation-authorization/${key}`;
      const authorization = held ?? {
        AggregationAuthorizationArn: arn,
        AuthorizedAccountId: input.AuthorizedAccountId,
        AuthorizedAwsRegion: input.AuthorizedAwsRegion,
        CreationTime: new Date(parts.now()),
      };
      here.authorizations[key] = authorization;
      if (!held) here.configTags[arn] = tagsFrom(input.Tags);
      return { AggregationAuthorization: authorization };
    },
    DescribeAggregationAuthorizations: (input: DescribeAggregationAuthorizationsRequest, caller: Caller) => {
      const all = Object.values(hereOf(parts, caller).authorizations);
      const { page, next } = pageOf(all, { token: input.NextToken, size: input.Limit || 100 });
      return { AggregationAuthorizations: page, ...(next && { NextToken: next }) };
    },
    DeleteAggregationAuthorization: (input: Checked<PutAggregationAuthorizationRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      here.authorizations = without(here.authorizations, authorizationKey(input));
      return {};
    },
    PutConfigurationAggregator: (input: Checked<PutConfigurationAggregatorRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      const aggregator = aggregatorOf(parts, caller, input);
      const held = here.aggregators[input.ConfigurationAggregatorName];
      here.aggregators[input.ConfigurationAggregatorName] = aggregator;
      if (!held) here.configTags[aggregator.ConfigurationAggregatorArn ?? ''] = tagsFrom(input.Tags);
      return { ConfigurationAggregator: aggregator };
    },
    DescribeConfigurationAggregators: (input: DescribeConfigurationAggregatorsRequest, caller: Caller) => {
      const { aggregators } = hereOf(parts, caller);
      const names = input.ConfigurationAggregatorNames;
      const all = names?.length ? names.map((name) => aggregators[name] ?? noSuch()) : Object.values(aggregators);
      const { page, next } = pageOf(all, { token: input.NextToken, size: input.Limit || 100 });
      return { ConfigurationAggregators: page, ...(next && { NextToken: next }) };
    },
    DescribeConfigurationAggregatorSourcesStatus: (
      input: Checked<DescribeConfigurationAggregatorSourcesStatusRequest>,
      caller: Caller,
    ) => {
      const found = hereOf(parts, caller).aggregators[input.ConfigurationAggregatorName] ?? noSuch();
      const all = statusesOf(parts, caller, found).filter(
        ({ LastUpdateStatus }) => !input.UpdateStatus?.length || input.UpdateStatus.includes(LastUpdateStatus),
      );
      const { page, next } = pageOf(all, { token: input.NextToken, size: input.Limit || 100 });
      return { AggregatedSourceStatusList: page, ...(next && { NextToken: next }) };
    },
    DeleteConfigurationAggregator: (input: Checked<DeleteConfigurationAggregatorRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      if (!here.aggregators[input.ConfigurationAggregatorName]) noSuch();
      here.aggregators = without(here.aggregators, input.ConfigurationAggregatorName);
      return {};
    },
  };
}

function authorizationKey(input: Checked<PutAggregationAuthorizationRequest>): string {
  if (!/^\d{12}$/.test(input.AuthorizedAccountId)) {
    throw new AwsError('InvalidParameterValueException', `${input.AuthorizedAccountId} is not an account id.`);
  }
  return `${input.AuthorizedAccountId}/${input.AuthorizedAwsRegion}`;
}

/** The lists of accounts and regions are replaced, not joined. */
function aggregatorOf(
  parts: Parts,
  caller: Caller,
  input: Checked<PutConfigurationAggregatorRequest>,
): Checked<ConfigurationAggregator> {
  const name = input.ConfigurationAggregatorName;
  const held = hereOf(parts, caller).aggregators[name];
  const sources = input.AccountAggregationSources ?? [];
  const [source] = sources;
  if (!source || sources.length > 1 || input.OrganizationAggregationSource) {
    throw new AwsError('InvalidParameterValueException', 'Give exactly one source of accounts.');
  }
  if ((source.AllAwsRegions ?? false) === (source.AwsRegions !== undefined)) {
    throw new AwsError('InvalidParameterValueException', 'Either all regions or a list of regions must be given.');
  }
  if (source.AccountIds.length === 0 || !source.AccountIds.every((id) => /^\d{12}$/.test(id))) {
    throw new AwsError('InvalidParameterValueException', 'The account ids are not valid.');
  }
  const place = `${caller.region}:${caller.accountId}`;
  return {
    ConfigurationAggregatorName: name,
    ConfigurationAggregatorArn:
      held?.ConfigurationAggregatorArn ??
      `arn:aws:config:${place}:config-aggregator/config-aggregator-${parts.mint(8)}`,
    AccountAggregationSources: [{ ...source, AllAwsRegions: source.AllAwsRegions ?? false }],
    CreationTime: held?.CreationTime ?? new Date(parts.now()),
    LastUpdatedTime: new Date(parts.now()),
  };
}

/** Each account and region of an aggregator: it succeeds where it is authorized. */
function statusesOf({ state, now }: Parts, caller: Caller, aggregator: Checked<ConfigurationAggregator>) {
  const key = `${caller.accountId}/${caller.region}`;
  return (aggregator.AccountAggregationSources ?? []).flatMap(({ AccountIds, AwsRegions }) =>
    AccountIds.flatMap((SourceId) => {
      const regions = state().accounts[SourceId]?.regions ?? {};
      return (AwsRegions ?? Object.keys(regions)).map((AwsRegion) => {
        const isLet = SourceId === caller.accountId || regions[AwsRegion]?.authorizations[key] !== undefined;
        const failure = {
          LastErrorCode: 'AUTHORIZATION_FAILED',
          LastErrorMessage: 'The source account gave no authorization.',
        };
        const LastUpdateStatus: 'SUCCEEDED' | 'FAILED' = isLet ? 'SUCCEEDED' : 'FAILED';
        const LastUpdateTime = timeOf(now());
        return { SourceId, SourceType: 'ACCOUNT', AwsRegion, LastUpdateStatus, LastUpdateTime, ...(!isLet && failure) };
      });
    }),
  );
}

function noSuch(): never {
  const text = 'The configuration aggregator does not exist. Check the configuration aggregator name and try again.';
  throw new AwsError('NoSuchConfigurationAggregatorException', text);
}
