import type { Ask } from '../../../infra/rollout/ask.ts';
import type { StepId } from '../../../infra/rollout/item.ts';
import type { Drift, Planted } from './drift.ts';
import { otherBucket } from './other-bucket.ts';

type Plant = (here: Readonly<{ ask: Ask; DetectorId: string }>, planted: Planted) => Promise<unknown>;

function drift([step, what]: readonly [step: StepId, what: string], plant: Plant, also: Partial<Drift> = {}): Drift {
  return {
    ...{ step, what, object: /^(detector|findings)$/, accountId: 'member' },
    plant: async (ask, planted) => {
      const here = ask(planted.member, planted.settings.security.region);
      const { DetectorIds = [] } = await here('guardduty:ListDetectors', {});
      await plant({ ask: here, DetectorId: DetectorIds[0] ?? '' }, planted);
    },
    ...also,
  };
}

async function destinationOf(ask: Ask, DetectorId: string) {
  const { Destinations = [] } = await ask('guardduty:ListPublishingDestinations', { DetectorId });
  const ids = { DetectorId, DestinationId: Destinations[0]?.DestinationId };
  const { DestinationProperties } = await ask('guardduty:DescribePublishingDestination', ids);
  return { ids, DestinationProperties };
}

/** What somebody may do to GuardDuty and to where it writes its findings. */
export const fromGuardDuty: readonly Drift[] = [
  drift(
    ['detector', 'it is suspended'],
    ({ ask, DetectorId }) => ask('guardduty:UpdateDetector', { DetectorId, Enable: false }),
    { reason: /suspended/ },
  ),
  drift(['detector', 'it tells of repeats four times a day'], ({ ask, DetectorId }) =>
    ask('guardduty:UpdateDetector', { DetectorId, FindingPublishingFrequency: 'SIX_HOURS' }),
  ),
  drift(['detector', 'it does not watch buckets any more'], ({ ask, DetectorId }) =>
    ask('guardduty:UpdateDetector', { DetectorId, Features: [{ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }] }),
  ),
  drift(['detector', 'it is gone'], ({ ask, DetectorId }) => ask('guardduty:DeleteDetector', { DetectorId }), {
    state: 'missing',
    also: /^findings$/,
  }),
  drift(
    ['destination', 'it is gone'],
    async ({ ask, DetectorId }) => {
      const { ids } = await destinationOf(ask, DetectorId);
      await ask('guardduty:DeletePublishingDestination', ids);
    },
    { state: 'missing' },
  ),
  drift(
    ['destination', 'findings go to somebody else'],
    async ({ ask, DetectorId }, planted) => {
      const { ids, DestinationProperties } = await destinationOf(ask, DetectorId);
      const DestinationArn = `arn:aws:s3:::${otherBucket(planted)}`;
      await ask('guardduty:UpdatePublishingDestination', {
        ...ids,
        DestinationProperties: { ...DestinationProperties, DestinationArn },
      });
    },
    { reason: /Findings go to arn:aws:s3:::somebody-elses-logs/ },
  ),
];
