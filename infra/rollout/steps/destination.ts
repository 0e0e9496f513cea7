import type { DescribePublishingDestinationCommandOutput } from '@aws-sdk/client-guardduty';
import type { Json } from '../../../src/core/json.ts';
import { channelTo } from '../../definitions/recording.ts';
import { tag } from '../../definitions/tag.ts';
import type { Ask } from '../ask.ts';
import type { Item } from '../item.ts';
import { held } from '../looks.ts';
import { everyPage } from '../pages.ts';
import type { Place, Step } from '../place.ts';
import { isOneOf } from './answers.ts';
import { bucketPolicy, keyPolicy } from './destination/policies.ts';
import { findDetector } from './detector.ts';
import { isTagged, notOurs } from './ours.ts';

/**
 * Where GuardDuty writes its findings in each region of a listed account, and, in the security account, that what CloudTrail,
 * AWS Config and GuardDuty deliver is taken and encrypted there. Nothing where the settings name no bucket of logs
 * (`security.logs`): GuardDuty needs its key.
 */
export const destination: Step = (place) => {
  const { security } = place.settings;
  if (!security.logs) return [];
  const isHome = place.isSecurity && place.region === security.region;
  return [
    ...(isHome ? [bucketPolicy(place, security.logs.bucket), keyPolicy(place)] : []),
    ...(place.isMember ? [destinationOf(place)] : []),
  ];
};

type Destination = Omit<DescribePublishingDestinationCommandOutput, '$metadata'>;
type Found = Readonly<{ detector: string; present?: Destination }>;

function destinationOf(place: Place): Item {
  const { ask, accountId, region } = place;
  return {
    ...{ step: 'destination', object: 'findings', accountId, region },
    look: async () => {
      const present = (await find(ask))?.present;
      const after = await wantedOf(place);
      const before = present && stateOf(present);
      const at = present?.DestinationProperties?.DestinationArn;
      return held(before, after, { reason: at && at !== after.bucket ? `Findings go to ${at} now.` : undefined });
    },
    write: () => write(place),
    check: () => unwell(place),
    remove: async () => {
      const { detector, present } = (await find(ask)) ?? {};
      if (!present) return 'absent';
      if (!isTagged(present.Tags)) return { kept: notOurs };
      const ids = { DetectorId: detector, DestinationId: present.DestinationId };
      await ask('guardduty:DeletePublishingDestination', ids);
      return 'removed';
    },
  };
}

/** The destination of the region's detector, which takes one; undefined where there is no detector. */
async function find(ask: Ask): Promise<Found | undefined> {
  const detector = await findDetector(ask);
  if (detector === undefined) return undefined;
  const all = await everyPage(async (NextToken) => {
    const asked = { DetectorId: detector, ...(NextToken && { NextToken }) };
    const page = await ask('guardduty:ListPublishingDestinations', asked);
    return { list: page.Destinations, next: page.NextToken };
  });
  const DestinationId = all.find(({ DestinationType }) => DestinationType === 'S3')?.DestinationId;
  if (DestinationId === undefined) return { detector };
  return {
    detector,
    present: await ask('guardduty:DescribePublishingDestination', { DetectorId: detector, DestinationId }),
  };
}

async function wantedOf({ settings, logKey }: Place) {
  const { bucket, prefix } = channelTo(settings);
  const key = (await logKey?.()) ?? settings.security.logs?.kmsKey ?? 'alias/noroshi-logs';
  return { bucket: `arn:aws:s3:::${bucket}${prefix ? `/${prefix}` : ''}`, key };
}

function stateOf({ DestinationProperties }: Destination): Json {
  const { DestinationArn = '', KmsKeyArn = '' } = DestinationProperties ?? {};
  return { bucket: DestinationArn.replace(/\/$/, ''), key: KmsKeyArn };
}

async function write(place: Place): Promise<void> {
  const { ask } = place;
  const { bucket, key } = await wantedOf(place);
  const { detector, present } = (await find(ask)) ?? {};
  if (detector === undefined) throw new Error('There is no detector here yet: set up GuardDuty first (step detector).');
  const DestinationProperties = { DestinationArn: bucket, KmsKeyArn: key };
  if (present) {
    const ids = { DetectorId: detector, DestinationId: present.DestinationId };
    await ask('guardduty:UpdatePublishingDestination', { ...ids, DestinationProperties });
    return;
  }
  try {
    await ask('guardduty:CreatePublishingDestination', {
      ...{ DetectorId: detector, DestinationType: 'S3', DestinationProperties },
      Tags: { [tag.key]: tag.value },
    });
  } catch (error) {
    // It may be there already: its maker's answer was lost.
    if (!isOneOf(error, ['BadRequestException']) || !(await find(ask))?.present) throw error;
  }
}

/** How long GuardDuty may try a new destination, look by look; in ms. */
const waits = [0, 2_000, 5_000] as const;

async function unwell({ ask, pause }: Place): Promise<string | undefined> {
  let status: string | undefined;
  for (const wait of waits) {
    if (wait > 0) await pause(wait);
    status = (await find(ask))?.present?.Status;
    if (status !== 'PENDING_VERIFICATION') break;
  }
  if (status === 'PUBLISHING') return undefined;
  const why =
    status === 'UNABLE_TO_PUBLISH_FIX_DESTINATION_PROPERTY'
      ? ': look at the policies of the bucket and of its key (step destination in the security account)'
      : '';
  return `GuardDuty does not write its findings: ${status}${why}.`;
}
