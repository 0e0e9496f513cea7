import type {
  AddTagsRequest,
  EventSelector,
  GetEventSelectorsRequest,
  ListTagsRequest,
  PutEventSelectorsRequest,
} from '@aws-sdk/client-cloudtrail';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { type Actions, type Parts, tagPairs, tagsFrom } from './parts.ts';
import { loadTrail, mustBeHome, pace, replace } from './trails.ts';

const readWriteTypes = ['All', 'ReadOnly', 'WriteOnly'];
/** Docs: CloudTrail, PutEventSelectors. */
const maxSelectors = 5;

/** What a trail records, and its tags. */
export function selectorActions(parts: Parts): Actions {
  return {
    GetEventSelectors: ({ TrailName }: Checked<GetEventSelectorsRequest>, caller: Caller) => {
      const { trail, selectors, advanced } = loadTrail(parts, caller, TrailName);
      return {
        TrailARN: trail.TrailARN,
        ...(advanced ? { AdvancedEventSelectors: advanced } : { EventSelectors: selectors }),
      };
    },
    PutEventSelectors: (input: Checked<PutEventSelectorsRequest>, caller: Caller) => {
      pace(parts, caller);
      const found = mustBeHome(loadTrail(parts, caller, input.TrailName), caller);
      const { EventSelectors: given, AdvancedEventSelectors: advanced } = input;
      if ((given === undefined) === (advanced === undefined)) {
        throw wrong('Either EventSelectors or AdvancedEventSelectors must be given, and not both.');
      }
      const selectors = (given ?? []).map(selectorOf);
      if (selectors.length > maxSelectors || (given && given.length === 0))
        throw wrong('A trail has 1 to 5 selectors.');
      const trail = { ...found.trail, HasCustomEventSelectors: true };
      const { advanced: _, ...rest } = found;
      replace(parts, caller, { ...rest, trail, selectors, ...(advanced && { advanced }) });
      return {
        TrailARN: trail.TrailARN,
        ...(advanced ? { AdvancedEventSelectors: advanced } : { EventSelectors: selectors }),
      };
    },
    AddTags: ({ ResourceId, TagsList }: Checked<AddTagsRequest>, caller: Caller) => {
      pace(parts, caller);
      mustBeArn(ResourceId);
      const found = mustBeHome(loadTrail(parts, caller, ResourceId), caller);
      replace(parts, caller, { ...found, tags: { ...found.tags, ...tagsFrom(TagsList) } });
      return {};
    },
    ListTags: ({ ResourceIdList }: Checked<ListTagsRequest>, caller: Caller) => ({
      ResourceTagList: ResourceIdList.map((ResourceId) => {
        mustBeArn(ResourceId);
        return { ResourceId, TagsList: tagPairs(loadTrail(parts, caller, ResourceId).tags) };
      }),
    }),
  };
}

/** A selector with what CloudTrail fills in. */
function selectorOf(given: Checked<EventSelector>): EventSelector {
  const type = given.ReadWriteType ?? 'All';
  if (!readWriteTypes.includes(type)) throw wrong(`ReadWriteType ${type} is not known.`);
  return {
    ReadWriteType: type,
    IncludeManagementEvents: given.IncludeManagementEvents ?? true,
    DataResources: (given.DataResources ?? []).map(({ Type, Values }) => ({ Type, Values: [...(Values ?? [])] })),
    ExcludeManagementEventSources: [...(given.ExcludeManagementEventSources ?? [])],
  };
}

function mustBeArn(id: string): void {
  if (id.startsWith('arn:aws:cloudtrail:')) return;
  throw new AwsError('CloudTrailARNInvalidException', `${id} is not the ARN of a trail.`);
}

function wrong(text: string): AwsError {
  return new AwsError('InvalidEventSelectorsException', text);
}
