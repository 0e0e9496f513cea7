import type { ConfigurationRecorder, RecordingGroup } from '@aws-sdk/client-config-service';
import { globalRegionOf } from '../../../infra/definitions/recording.ts';
import type { Ask } from '../../../infra/rollout/ask.ts';
import type { StepId } from '../../../infra/rollout/item.ts';
import type { Drift, Planted } from './drift.ts';
import { otherBucket } from './other-bucket.ts';

type Plant = (asks: Readonly<{ global: Ask; other: Ask }>, planted: Planted) => Promise<unknown>;

/** In the region that records what has no region, or in another one: the home region. */
function drift([step, what]: readonly [step: StepId, what: string], plant: Plant, also: Partial<Drift> = {}): Drift {
  return {
    ...{ step, what, object: new RegExp(`^${step}`), accountId: 'member' },
    plant: async (ask, planted) => {
      const { settings, member } = planted;
      const global = ask(member, globalRegionOf(settings));
      await plant({ global, other: ask(member, settings.security.region) }, planted);
    },
    ...also,
  };
}

/** Writes the recorder with something else in it. */
async function record(ask: Ask, changes: Partial<ConfigurationRecorder>): Promise<void> {
  const { ConfigurationRecorders = [] } = await ask('config:DescribeConfigurationRecorders', {});
  const { name, roleARN, recordingGroup, recordingMode } = ConfigurationRecorders[0] ?? {};
  const present = { name, roleARN, recordingGroup, recordingMode };
  await ask('config:PutConfigurationRecorder', { ConfigurationRecorder: { ...present, ...changes } });
}

const everything = (includeGlobalResourceTypes: boolean): { recordingGroup: RecordingGroup } => ({
  recordingGroup: {
    ...{ allSupported: true, includeGlobalResourceTypes },
    recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' },
  },
});

/** What somebody may do to the recorder and where it delivers. */
export const fromConfig: readonly Drift[] = [
  drift(['recorder', 'it records instances only'], ({ other }) => {
    const recordingStrategy = { useOnly: 'INCLUSION_BY_RESOURCE_TYPES' as const };
    const resourceTypes = ['AWS::EC2::Instance' as const];
    return record(other, { recordingGroup: { allSupported: false, resourceTypes, recordingStrategy } });
  }),
  drift(['recorder', 'it leaves out buckets'], ({ other }) => {
    const recordingStrategy = { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' as const };
    const resourceTypes = ['AWS::S3::Bucket' as const];
    const recordingGroup = { allSupported: false, exclusionByResourceTypes: { resourceTypes }, recordingStrategy };
    return record(other, { recordingGroup });
  }),
  drift(['recorder', 'it records once a day'], ({ other }) =>
    record(other, { recordingMode: { recordingFrequency: 'DAILY' } }),
  ),
  drift(['recorder', 'it records groups once a day'], ({ other }) => {
    const daily = { resourceTypes: ['AWS::EC2::SecurityGroup' as const], recordingFrequency: 'DAILY' as const };
    return record(other, { recordingMode: { recordingFrequency: 'CONTINUOUS', recordingModeOverrides: [daily] } });
  }),
  drift(['recorder', 'IAM is recorded nowhere'], ({ global }) => record(global, everything(false))),
  drift(['recorder', 'IAM is recorded twice'], ({ other }) => record(other, everything(true))),
  drift(
    ['channel', 'it delivers to somebody else'],
    async ({ other }, planted) => {
      const { DeliveryChannels = [] } = await other('config:DescribeDeliveryChannels', {});
      const DeliveryChannel = { ...DeliveryChannels[0], s3BucketName: otherBucket(planted) };
      await other('config:PutDeliveryChannel', { DeliveryChannel });
    },
    { reason: /delivers to somebody-elses-logs/ },
  ),
  drift(
    ['channel', 'it is gone'],
    async ({ other }) => {
      await other('config:StopConfigurationRecorder', { ConfigurationRecorderName: 'noroshi' });
      await other('config:DeleteDeliveryChannel', { DeliveryChannelName: 'noroshi' });
    },
    { state: 'missing', also: /^recording$/ },
  ),
  drift(['recording', 'it does not record any more'], ({ other }) =>
    other('config:StopConfigurationRecorder', { ConfigurationRecorderName: 'noroshi' }),
  ),
  drift(
    ['authorization', 'it is gone'],
    ({ other }, { settings }) => {
      const { account: AuthorizedAccountId, region: AuthorizedAwsRegion } = settings.security;
      return other('config:DeleteAggregationAuthorization', { AuthorizedAccountId, AuthorizedAwsRegion });
    },
    { state: 'missing' },
  ),
];
