import type {
  CreateTrailRequest,
  DeleteTrailRequest,
  DescribeTrailsRequest,
  GetTrailStatusRequest,
  Trail,
  UpdateTrailRequest,
} from '@aws-sdk/client-cloudtrail';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { deliveryErrorOf, mustDeliver } from './cloudtrail-delivery.ts';
import { selectorActions } from './cloudtrail-selectors.ts';
import { type Actions, hereOf, type Parts, tagsFrom, timeOf, without } from './parts.ts';
import type { TrailState } from './state.ts';
import { findTrail, loadTrail, mustBeHome, ownerOf, pace, replace, shadowsOf } from './trails.ts';

/** AWS CloudTrail, "Quotas": trails in a region, shadows of others counted. */
const maxTrails = 5;

/** CloudTrail's trails, their shadows in other regions, and whether they log. */
export function makeCloudtrail(parts: Parts): Actions {
  const setLogging = (name: string, caller: Caller, isLogging: boolean) => {
    pace(parts, caller);
    const found = mustBeHome(loadTrail(parts, caller, name), caller);
    const at = isLogging ? { startedAt: parts.now() } : { stoppedAt: parts.now() };
    replace(parts, caller, { ...found, isLogging, ...at });
    return {};
  };
  return {
    ...selectorActions(parts),
    CreateTrail: (input: Checked<CreateTrailRequest>, caller: Caller) => {
      pace(parts, caller);
      const here = hereOf(parts, caller);
      mustBeTrailName(input.Name);
      const all = shadowsOf(parts, caller);
      if (all.some(({ trail }) => trail.Name === input.Name && ownerOf(trail) === caller.accountId)) {
        const text = `Trail ${input.Name} already exists for customer: ${caller.accountId}`;
        throw new AwsError('TrailAlreadyExistsException', text);
      }
      if (all.length >= maxTrails) {
        const text = `User: ${caller.accountId} already has ${maxTrails} trails in ${caller.region}.`;
        throw new AwsError('MaximumNumberOfTrailsExceededException', text, 403);
      }
      const { TagsList, IsOrganizationTrail, ...rest } = input;
      if (IsOrganizationTrail) throw notInOrganization();
      const trail = trailOf({ IncludeGlobalServiceEvents: true, ...rest }, caller);
      mustDeliver(parts, caller, trail);
      here.trails[input.Name] = { trail, selectors: everything, tags: tagsFrom(TagsList), isLogging: false };
      return answerOf(trail);
    },
    UpdateTrail: (input: Checked<UpdateTrailRequest>, caller: Caller) => {
      pace(parts, caller);
      const found = mustBeHome(loadTrail(parts, caller, input.Name), caller);
      const { IsOrganizationTrail, Name: _, ...given } = input;
      if (IsOrganizationTrail) throw notInOrganization();
      const before = settingsOf(found.trail);
      const S3BucketName = given.S3BucketName ?? before.S3BucketName;
      const trail = trailOf({ ...before, ...given, S3BucketName }, caller);
      mustDeliver(parts, caller, trail);
      replace(parts, caller, {
        ...found,
        trail: { ...trail, HasCustomEventSelectors: found.trail.HasCustomEventSelectors },
      });
      return answerOf(trail);
    },
    DeleteTrail: ({ Name }: Checked<DeleteTrailRequest>, caller: Caller) => {
      pace(parts, caller);
      const { trail } = mustBeHome(loadTrail(parts, caller, Name), caller);
      const here = hereOf(parts, caller);
      here.trails = without(here.trails, trail.Name ?? '');
      return {};
    },
    DescribeTrails: (input: DescribeTrailsRequest, caller: Caller) => {
      const withShadows = input.includeShadowTrails ?? true;
      const wanted = input.trailNameList ?? [];
      const all = shadowsOf(parts, caller).filter(({ trail }) => withShadows || trail.HomeRegion === caller.region);
      const found = wanted.length === 0 ? all : wanted.flatMap((name) => findTrail(all, caller, name) ?? []);
      return { trailList: found.map(({ trail }) => trail) };
    },
    GetTrailStatus: ({ Name }: Checked<GetTrailStatusRequest>, caller: Caller) => {
      const found = loadTrail(parts, caller, Name);
      return statusOf(parts, found);
    },
    StartLogging: ({ Name }: Checked<GetTrailStatusRequest>, caller: Caller) => setLogging(Name, caller, true),
    StopLogging: ({ Name }: Checked<GetTrailStatusRequest>, caller: Caller) => setLogging(Name, caller, false),
  };
}

/** What a trail records when nobody says otherwise. Docs: CloudTrail, CreateTrail. */
const everything: TrailState['selectors'] = [
  { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
];

type Settings = Checked<Omit<CreateTrailRequest, 'TagsList' | 'IsOrganizationTrail'>>;

function trailOf(settings: Settings, { accountId, region }: Caller): Trail {
  const global = settings.IncludeGlobalServiceEvents ?? true;
  const everywhere = settings.IsMultiRegionTrail ?? false;
  if (everywhere && !global) {
    const text = 'Multi-Region trail must include global service events.';
    throw new AwsError('InvalidParameterCombinationException', text);
  }
  if ((settings.CloudWatchLogsLogGroupArn === undefined) !== (settings.CloudWatchLogsRoleArn === undefined)) {
    const text = 'CloudWatch Logs needs both a log group and a role.';
    throw new AwsError('InvalidCloudWatchLogsLogGroupArnException', text);
  }
  return {
    Name: settings.Name,
    S3BucketName: settings.S3BucketName,
    ...(settings.S3KeyPrefix && { S3KeyPrefix: settings.S3KeyPrefix }),
    ...(settings.SnsTopicName && { SnsTopicName: settings.SnsTopicName, SnsTopicARN: settings.SnsTopicName }),
    IncludeGlobalServiceEvents: global,
    IsMultiRegionTrail: everywhere,
    HomeRegion: region,
    TrailARN: `arn:aws:cloudtrail:${region}:${accountId}:trail/${settings.Name}`,
    LogFileValidationEnabled: settings.EnableLogFileValidation ?? false,
    ...(settings.CloudWatchLogsLogGroupArn && {
      CloudWatchLogsLogGroupArn: settings.CloudWatchLogsLogGroupArn,
      CloudWatchLogsRoleArn: settings.CloudWatchLogsRoleArn,
    }),
    ...(settings.KmsKeyId && { KmsKeyId: settings.KmsKeyId }),
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
    IsOrganizationTrail: false,
  };
}

/** What an update starts from. */
function settingsOf(trail: Trail): Settings {
  const { Name = '', S3BucketName = '' } = trail;
  return {
    Name,
    S3BucketName,
    S3KeyPrefix: trail.S3KeyPrefix,
    SnsTopicName: trail.SnsTopicName,
    IncludeGlobalServiceEvents: trail.IncludeGlobalServiceEvents,
    IsMultiRegionTrail: trail.IsMultiRegionTrail,
    EnableLogFileValidation: trail.LogFileValidationEnabled,
    CloudWatchLogsLogGroupArn: trail.CloudWatchLogsLogGroupArn,
    CloudWatchLogsRoleArn: trail.CloudWatchLogsRoleArn,
    KmsKeyId: trail.KmsKeyId,
  };
}

/** Creating and updating answer less than describing does. */
function answerOf(trail: Trail) {
  const { HomeRegion: _, HasCustomEventSelectors: __, HasInsightSelectors: ___, ...rest } = trail;
  return rest;
}

function statusOf(parts: Parts, found: TrailState) {
  const { isLogging, startedAt, stoppedAt } = found;
  const problem = isLogging ? deliveryErrorOf(parts, found) : undefined;
  const started = startedAt === undefined ? '' : new Date(startedAt).toISOString();
  return {
    IsLogging: isLogging,
    ...(problem ? { LatestDeliveryError: problem } : isLogging && { LatestDeliveryTime: timeOf(parts.now()) }),
    ...(startedAt !== undefined && { StartLoggingTime: timeOf(startedAt) }),
    ...(stoppedAt !== undefined && { StopLoggingTime: timeOf(stoppedAt) }),
    TimeLoggingStarted: started,
    TimeLoggingStopped: stoppedAt === undefined ? '' : new Date(stoppedAt).toISOString(),
  };
}

function mustBeTrailName(name: string): void {
  if (/^[a-zA-Z0-9](?:[a-zA-Z0-9]|[._-](?=[a-zA-Z0-9_])){1,126}[a-zA-Z0-9]$/.test(name)) return;
  throw new AwsError('InvalidTrailNameException', `Trail name or ARN is invalid: ${name}`);
}

function notInOrganization(): AwsError {
  const text = 'The request could not be processed because your account is not a member of an organization.';
  return new AwsError('OrganizationsNotInUseException', text, 404);
}
