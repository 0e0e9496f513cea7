import type { DeliveryChannel } from '@aws-sdk/client-config-service';
import type { Json } from '../../../src/core/json.ts';
import { channelTo } from '../../definitions/recording.ts';
import type { Item } from '../item.ts';
import { held } from '../looks.ts';
import type { Place, Step } from '../place.ts';
import { findOrUndefined } from './answers.ts';
import { findChannel, findRecorder, isOwn, ownName } from './recorder/found.ts';

/** Where AWS Config delivers in each region: the bucket of the logs. AWS Config API Reference, DeliveryChannel. */
export const channel: Step = (place) => (place.isMember ? [channelOf(place)] : []);

function channelOf(place: Place): Item {
  const { ask, accountId, region } = place;
  return {
    ...{ step: 'channel', object: 'channel', accountId, region },
    look: async () => {
      const found = await findChannel(ask);
      const after = stateOf(await wantedOf(place, found));
      const isMoved = found && found.s3BucketName !== channelTo(place.settings).bucket;
      return held(found && stateOf(found), after, {
        reason: isMoved ? `It delivers to ${found.s3BucketName} now.` : undefined,
      });
    },
    write: async () => {
      await ask('config:PutDeliveryChannel', { DeliveryChannel: await wantedOf(place, await findChannel(ask)) });
    },
    check: () => unwell(place),
    remove: async () => {
      const found = await findChannel(ask);
      if (!found) return 'absent';
      const recorder = await findRecorder(ask);
      const isTheirs = recorder !== undefined && !(await isOwn(ask, recorder));
      if (found.name !== ownName || isTheirs) return { kept: 'It was not made by Noroshi, or what uses it was not.' };
      const asked = ask('config:DeleteDeliveryChannel', { DeliveryChannelName: ownName });
      await findOrUndefined(asked, 'NoSuchDeliveryChannelException');
      return 'removed';
    },
  };
}

/** A write replaces everything, so that what the settings do not speak of is said again: topic, rhythm, a key. */
async function wantedOf({ settings, logKey }: Place, found: DeliveryChannel | undefined): Promise<DeliveryChannel> {
  const { bucket, prefix } = channelTo(settings);
  const { s3KeyPrefix: _, ...present } = found ?? {};
  const named = settings.security.logs?.kmsKey;
  const key = named === undefined ? undefined : ((await logKey?.()) ?? named);
  return {
    ...present,
    ...{ name: found?.name ?? ownName, s3BucketName: bucket },
    ...(prefix && { s3KeyPrefix: prefix }),
    ...(key && { s3KmsKeyArn: key }),
  };
}

function stateOf({ name = '', s3BucketName = '', s3KeyPrefix = '', s3KmsKeyArn }: DeliveryChannel): Json {
  return { name, bucket: s3BucketName, prefix: s3KeyPrefix, key: s3KmsKeyArn ?? null };
}

async function unwell({ ask }: Place): Promise<string | undefined> {
  const { DeliveryChannelsStatus = [] } = await ask('config:DescribeDeliveryChannelStatus', {});
  const [status] = DeliveryChannelsStatus;
  const parts = [
    ['history', status?.configHistoryDeliveryInfo],
    ['snapshot', status?.configSnapshotDeliveryInfo],
    ['stream', status?.configStreamDeliveryInfo],
  ] as const;
  const failed = parts.filter(([, info]) => /^fail/i.test(info?.lastStatus ?? ''));
  const said = failed.map(([what, info]) => `${what} ${info?.lastErrorCode ?? ''} ${info?.lastErrorMessage ?? ''}`);
  return said.length > 0 ? `AWS Config cannot deliver: ${said.map((one) => one.trim()).join('; ')}.` : undefined;
}
