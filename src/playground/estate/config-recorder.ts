import type {
  ConfigurationRecorder,
  DeleteConfigurationRecorderRequest,
  DescribeConfigurationRecordersRequest,
  PutConfigurationRecorderRequest,
  RecordingGroup,
} from '@aws-sdk/client-config-service';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { channelProblemOf } from './config-channel.ts';
import { type Actions, accountOf, hereOf, type Parts, tagsFrom, timeOf, without } from './parts.ts';
import { letsIn } from './resource-policy.ts';
import type { RecorderState } from './state.ts';
import { consistentAfter } from './sts.ts';

const service = 'config.amazonaws.com';
/** Until the first delivery says how it went, in ms. */
const untilStatus = 5_000;
/** AWS Config's limits: one recorder of the customer's in a region. */
const maxRecorders = 1;

/** The recorder of a region. */
export function recorderActions(parts: Parts): Actions {
  const load = (caller: Caller, name: string): RecorderState => {
    const found = hereOf(parts, caller).recorders[name];
    if (found) return found;
    const text = `Cannot find configuration recorder with the specified name '${name}'.`;
    throw new AwsError('NoSuchConfigurationRecorderException', text);
  };
  const listed = (input: DescribeConfigurationRecordersRequest, caller: Caller): readonly RecorderState[] => {
    const { recorders } = hereOf(parts, caller);
    return input.ConfigurationRecorderNames?.length
      ? input.ConfigurationRecorderNames.map((name) => load(caller, name))
      : Object.values(recorders);
  };
  return {
    PutConfigurationRecorder: (input: Checked<PutConfigurationRecorderRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      const name = input.ConfigurationRecorder.name ?? 'default';
      const held = here.recorders[name];
      if (!held && Object.keys(here.recorders).length >= maxRecorders) {
        const text = `Failed to put configuration recorder '${name}' because the maximum number of configuration recorders: ${maxRecorders} is reached.`;
        throw new AwsError('MaxNumberOfConfigurationRecordersExceededException', text);
      }
      mustBeRole(parts, caller, input.ConfigurationRecorder.roleARN);
      const recorder = recorderOf({ ...input.ConfigurationRecorder, name }, caller);
      here.recorders[name] = held ? { ...held, recorder } : { recorder, recording: false };
      if (!held) here.configTags[recorder.arn ?? ''] = tagsFrom(input.Tags);
      return {};
    },
    DescribeConfigurationRecorders: (input: DescribeConfigurationRecordersRequest, caller: Caller) => ({
      ConfigurationRecorders: listed(input, caller).map(({ recorder }) => recorder),
    }),
    DescribeConfigurationRecorderStatus: (input: DescribeConfigurationRecordersRequest, caller: Caller) => ({
      ConfigurationRecordersStatus: listed(input, caller).map((one) => statusOf(parts, caller, one)),
    }),
    StartConfigurationRecorder: (input: Checked<DeleteConfigurationRecorderRequest>, caller: Caller) => {
      const held = load(caller, input.ConfigurationRecorderName);
      const here = hereOf(parts, caller);
      if (Object.keys(here.channels).length === 0) {
        throw new AwsError(
          'NoAvailableDeliveryChannelException',
          'Delivery channel is not available to start configuration recorder.',
        );
      }
      here.recorders[input.ConfigurationRecorderName] = held.recording
        ? held
        : { ...held, recording: true, startedAt: parts.now() };
      return {};
    },
    StopConfigurationRecorder: (input: Checked<DeleteConfigurationRecorderRequest>, caller: Caller) => {
      const held = load(caller, input.ConfigurationRecorderName);
      const stopped = { ...held, recording: false, stoppedAt: parts.now() };
      hereOf(parts, caller).recorders[input.ConfigurationRecorderName] = held.recording ? stopped : held;
      return {};
    },
    DeleteConfigurationRecorder: (input: Checked<DeleteConfigurationRecorderRequest>, caller: Caller) => {
      const { recorder } = load(caller, input.ConfigurationRecorderName);
      const here = hereOf(parts, caller);
      here.recorders = without(here.recorders, input.ConfigurationRecorderName);
      here.configTags = without(here.configTags, recorder.arn ?? '');
      return {};
    },
  };
}

/** A recorder as AWS Config keeps it: with what it fills in. */
function recorderOf(given: Checked<ConfigurationRecorder>, caller: Caller): Checked<ConfigurationRecorder> {
  const { name = '', roleARN, recordingMode } = given;
  if (!/^[\w.-]{1,256}$/.test(name)) {
    throw new AwsError(
      'InvalidConfigurationRecorderNameException',
      `The configuration recorder name '${name}' is not valid.`,
    );
  }
  const frequency = recordingMode?.recordingFrequency ?? 'CONTINUOUS';
  if (!['CONTINUOUS', 'DAILY'].includes(frequency))
    throw new AwsError('ValidationException', `${frequency} is not known.`);
  const overrides = recordingMode?.recordingModeOverrides ?? [];
  if (overrides.length > 1) throw new AwsError('ValidationException', 'There may be one override at most.');
  return {
    arn: `arn:aws:config:${caller.region}:${caller.accountId}:configuration-recorder/${name}/${caller.accountId.slice(-6)}`,
    name,
    roleARN,
    recordingGroup: groupOf(given.recordingGroup ?? {}),
    recordingMode: { recordingFrequency: frequency, recordingModeOverrides: overrides },
    recordingScope: 'PAID',
  };
}

/** Docs: AWS Config, RecordingGroup: which of its fields go together. */
function groupOf(given: Checked<RecordingGroup>): Checked<RecordingGroup> {
  const types = given.resourceTypes ?? [];
  const excluded = given.exclusionByResourceTypes?.resourceTypes ?? [];
  const meant =
    excluded.length > 0 ? 'EXCLUSION_BY_RESOURCE_TYPES' : types.length > 0 ? 'INCLUSION_BY_RESOURCE_TYPES' : undefined;
  const useOnly = given.recordingStrategy?.useOnly ?? meant ?? 'ALL_SUPPORTED_RESOURCE_TYPES';
  const all = useOnly === 'ALL_SUPPORTED_RESOURCE_TYPES';
  const isSound =
    (given.allSupported ?? all) === all &&
    (!given.includeGlobalResourceTypes || all) &&
    (useOnly === 'INCLUSION_BY_RESOURCE_TYPES') === types.length > 0 &&
    (useOnly === 'EXCLUSION_BY_RESOURCE_TYPES') === excluded.length > 0;
  if (!isSound) throw new AwsError('InvalidRecordingGroupException', 'The recording group provided is not valid.');
  return {
    allSupported: all,
    includeGlobalResourceTypes: given.includeGlobalResourceTypes ?? false,
    resourceTypes: types,
    exclusionByResourceTypes: { resourceTypes: excluded },
    recordingStrategy: { useOnly },
  };
}

/** The role must be there, be of this account, and let AWS Config in. */
function mustBeRole(parts: Parts, caller: Caller, arn: string | undefined): void {
  const role = accountOf(parts, caller).roles[arn?.split('/').at(-1) ?? ''];
  const isUsable =
    role?.arn === arn &&
    role !== undefined &&
    parts.now() - role.madeAt >= parts.lag(consistentAfter) &&
    letsIn(
      role.trust,
      { service },
      {
        action: 'sts:AssumeRole',
        resource: '*',
        context: { 'aws:SourceAccount': caller.accountId },
      },
    );
  if (!isUsable)
    throw new AwsError('InvalidRoleException', `The role ARN ${arn} is not valid, or cannot be assumed by AWS Config.`);
}

function statusOf(parts: Parts, caller: Caller, { recorder, recording, startedAt, stoppedAt }: RecorderState) {
  const isFresh = startedAt === undefined || parts.now() - startedAt < parts.lag(untilStatus);
  const problem = recording && !isFresh ? channelProblemOf(parts, caller) : undefined;
  return {
    arn: recorder.arn,
    name: recorder.name,
    ...(startedAt !== undefined && { lastStartTime: timeOf(startedAt) }),
    ...(stoppedAt !== undefined && { lastStopTime: timeOf(stoppedAt) }),
    recording,
    lastStatus: isFresh ? 'PENDING' : problem ? 'FAILURE' : 'SUCCESS',
    ...(problem && { lastErrorCode: problem.code, lastErrorMessage: problem.message }),
    ...(startedAt !== undefined && { lastStatusChangeTime: timeOf(startedAt) }),
  };
}
