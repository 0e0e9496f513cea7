import type {
  DeleteDeliveryChannelRequest,
  DeliveryChannel,
  DescribeDeliveryChannelsRequest,
  PutDeliveryChannelRequest,
} from '@aws-sdk/client-config-service';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { findBucketProblem, findKey, findKeyProblem } from './deliveries.ts';
import { type Actions, hereOf, type Parts, timeOf, without } from './parts.ts';

const service = 'config.amazonaws.com';
/** AWS Config's limits: one channel in a region. */
const maxChannels = 1;
const frequencies = ['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours'];

/** Where AWS Config delivers to. */
export function channelActions(parts: Parts): Actions {
  const listed = (names: readonly string[] | undefined, caller: Caller): readonly Checked<DeliveryChannel>[] => {
    const { channels } = hereOf(parts, caller);
    return names?.length ? names.map((name) => channels[name] ?? noSuch(name)) : Object.values(channels);
  };
  return {
    PutDeliveryChannel: ({ DeliveryChannel: given }: Checked<PutDeliveryChannelRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      const name = given.name ?? 'default';
      if (Object.keys(here.recorders).length === 0) {
        const text = 'Configuration recorder is not available to put delivery channel.';
        throw new AwsError('NoAvailableConfigurationRecorderException', text);
      }
      if (!here.channels[name] && Object.keys(here.channels).length >= maxChannels) {
        const text = `Failed to put delivery channel '${name}' because the maximum number of delivery channels: ${maxChannels} is reached.`;
        throw new AwsError('MaxNumberOfDeliveryChannelsExceededException', text);
      }
      mustDeliver(parts, caller, given);
      here.channels[name] = { ...given, name };
      return {};
    },
    DescribeDeliveryChannels: (input: DescribeDeliveryChannelsRequest, caller: Caller) => ({
      DeliveryChannels: listed(input.DeliveryChannelNames, caller),
    }),
    DescribeDeliveryChannelStatus: (input: DescribeDeliveryChannelsRequest, caller: Caller) => ({
      DeliveryChannelsStatus: listed(input.DeliveryChannelNames, caller).map((one) => statusOf(parts, caller, one)),
    }),
    DeleteDeliveryChannel: ({ DeliveryChannelName: name }: Checked<DeleteDeliveryChannelRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      if (!here.channels[name]) noSuch(name);
      if (Object.values(here.recorders).some(({ recording }) => recording)) {
        const text = `Failed to delete last specified delivery channel with name '${name}', because there is a running configuration recorder.`;
        throw new AwsError('LastDeliveryChannelDeleteFailedException', text);
      }
      here.channels = without(here.channels, name);
      return {};
    },
  };
}

function noSuch(name: string): never {
  const text = `Cannot find delivery channel with specified name '${name}'.`;
  throw new AwsError('NoSuchDeliveryChannelException', text);
}

/** AWS Config tries bucket and key before it takes a channel. Docs: "Permissions for the Amazon S3 Bucket for the AWS Config Delivery Channel". */
function mustDeliver(parts: Parts, caller: Caller, channel: Checked<DeliveryChannel>): void {
  if (!channel.s3BucketName) throw new AwsError('ValidationException', 's3BucketName must not be null.');
  const frequency = channel.configSnapshotDeliveryProperties?.deliveryFrequency;
  if (frequency !== undefined && !frequencies.includes(frequency)) {
    throw new AwsError('ValidationException', `The delivery frequency ${frequency} is not known.`);
  }
  if (/^(?:\/|AWSLogs)/.test(channel.s3KeyPrefix ?? '')) {
    throw new AwsError('InvalidS3KeyPrefixException', `The prefix ${channel.s3KeyPrefix} is not valid.`);
  }
  const key = channel.s3KmsKeyArn;
  if (key !== undefined && !(key.startsWith('arn:aws:kms:') && findKey(parts, key, caller))) {
    throw new AwsError('InvalidS3KmsKeyArnException', `The key ${key} is not valid.`);
  }
  const problem = problemOf(parts, caller, channel);
  if (problem) throw new AwsError(problem.code, problem.message);
}

/** What keeps files of the region from arriving, in the words of PutDeliveryChannel. */
export function channelProblemOf(
  parts: Parts,
  caller: Caller,
): Readonly<{ code: string; message: string }> | undefined {
  const [channel] = Object.values(hereOf(parts, caller).channels);
  if (!channel) return { code: 'NoAvailableDeliveryChannelException', message: 'There is no delivery channel.' };
  return problemOf(parts, caller, channel);
}

function problemOf(parts: Parts, { accountId, region }: Caller, channel: Checked<DeliveryChannel>) {
  const { s3BucketName: bucket = '', s3KeyPrefix: prefix, s3KmsKeyArn: key } = channel;
  const from = { service, accountId, region };
  const problem = findBucketProblem(parts, from, { bucket, prefix });
  if (problem === 'no-bucket') {
    return { code: 'NoSuchBucketException', message: `Cannot find a S3 bucket with an empty bucket name '${bucket}'.` };
  }
  const message = `Insufficient delivery policy to s3 bucket: ${bucket}, unable to write to bucket.`;
  const isKept = problem || (key !== undefined && findKeyProblem(parts, from, key));
  return isKept ? { code: 'InsufficientDeliveryPolicyException', message } : undefined;
}

function statusOf(parts: Parts, caller: Caller, channel: Checked<DeliveryChannel>) {
  const isRecording = Object.values(hereOf(parts, caller).recorders).some(({ recording }) => recording);
  if (!isRecording) return { name: channel.name };
  const problem = problemOf(parts, caller, channel);
  const at = timeOf(parts.now());
  const info = problem
    ? { lastStatus: 'FAILURE', lastErrorCode: problem.code, lastErrorMessage: problem.message, lastAttemptTime: at }
    : { lastStatus: 'SUCCESS', lastAttemptTime: at, lastSuccessfulTime: at };
  const stream = { lastStatus: channel.snsTopicARN ? 'SUCCESS' : 'NOT_APPLICABLE', lastStatusChangeTime: at };
  return {
    name: channel.name,
    configSnapshotDeliveryInfo: channel.configSnapshotDeliveryProperties ? info : {},
    configHistoryDeliveryInfo: info,
    configStreamDeliveryInfo: stream,
  };
}
