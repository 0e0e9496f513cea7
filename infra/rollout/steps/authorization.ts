import type { AggregationAuthorization } from '@aws-sdk/client-config-service';
import { gatheredBy } from '../../definitions/recording.ts';
import type { Item } from '../item.ts';
import { held } from '../looks.ts';
import { everyPage } from '../pages.ts';
import type { Place, Step } from '../place.ts';
import { isTagged, keyed, notOurs } from './ours.ts';

/** That the security account may gather what is recorded, in each region. AWS Config API Reference, PutAggregationAuthorization. */
export const authorization: Step = (place) => (place.isMember ? [authorizationOf(place)] : []);

function authorizationOf(place: Place): Item {
  const { ask, settings, accountId, region } = place;
  const by = gatheredBy(settings);
  const names = { AuthorizedAccountId: by.account, AuthorizedAwsRegion: by.region };
  return {
    ...{ step: 'authorization', object: `authorization ${by.account} ${by.region}`, accountId, region },
    look: async () => held((await find(place)) && by, by),
    write: async () => {
      await ask('config:PutAggregationAuthorization', { ...names, Tags: keyed });
    },
    remove: async () => {
      const found = await find(place);
      if (!found) return 'absent';
      const { Tags = [] } = await ask('config:ListTagsForResource', { ResourceArn: found.AggregationAuthorizationArn });
      if (!isTagged(Tags)) return { kept: notOurs };
      await ask('config:DeleteAggregationAuthorization', names);
      return 'removed';
    },
  };
}

async function find({ ask, settings }: Place): Promise<AggregationAuthorization | undefined> {
  const by = gatheredBy(settings);
  const all = await everyPage(async (NextToken) => {
    const page = await ask('config:DescribeAggregationAuthorizations', { ...(NextToken && { NextToken }) });
    return { list: page.AggregationAuthorizations, next: page.NextToken };
  });
  return all.find((one) => one.AuthorizedAccountId === by.account && one.AuthorizedAwsRegion === by.region);
}
