import type { ConfigurationRecorder, DeliveryChannel } from '@aws-sdk/client-config-service';
import type { Ask } from '../../ask.ts';
import { findOrUndefined } from '../answers.ts';
import { isTagged } from '../ours.ts';

/** What the recorder and the channel are called that we make; AWS Config takes one of each in a region, and others keep their name. */
export const ownName = 'noroshi';

/** The region's recorder; those that services of AWS keep for themselves are none of ours to see. */
export async function findRecorder(ask: Ask): Promise<ConfigurationRecorder | undefined> {
  const { ConfigurationRecorders = [] } = await ask('config:DescribeConfigurationRecorders', {});
  return ConfigurationRecorders.find(({ servicePrincipal }) => !servicePrincipal);
}

/** The region's delivery channel. */
export async function findChannel(ask: Ask): Promise<DeliveryChannel | undefined> {
  return (await ask('config:DescribeDeliveryChannels', {})).DeliveryChannels?.[0];
}

/** How recording goes; undefined where there is no recorder. */
export async function findRecording(ask: Ask) {
  const { ConfigurationRecordersStatus = [] } = await ask('config:DescribeConfigurationRecorderStatus', {});
  return ConfigurationRecordersStatus.find(({ servicePrincipal }) => !servicePrincipal);
}

/** Whether we made this recorder: by its name and its tag. */
export async function isOwn(ask: Ask, { name, arn }: ConfigurationRecorder): Promise<boolean> {
  if (name !== ownName || arn === undefined) return false;
  const found = await findOrUndefined(
    ask('config:ListTagsForResource', { ResourceArn: arn }),
    'ResourceNotFoundException',
  );
  return isTagged(found?.Tags);
}
