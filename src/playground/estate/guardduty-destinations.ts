import type {
  CreatePublishingDestinationRequest,
  DescribePublishingDestinationRequest,
  DestinationProperties,
  ListPublishingDestinationsRequest,
  UpdatePublishingDestinationRequest,
} from '@aws-sdk/client-guardduty';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { findBucketProblem, findKeyProblem } from './deliveries.ts';
import { bad, loadDetector } from './guardduty-detector.ts';
import { type Actions, hereOf, type Parts } from './parts.ts';
import type { DestinationState, DetectorState } from './state.ts';

const service = 'guardduty.amazonaws.com';
/** How long a destination is verified, in ms. */
const verifies = 5_000;

type Named = Checked<DescribePublishingDestinationRequest>;

/** Where a detector exports its findings to. */
export function destinationActions(parts: Parts): Actions {
  const load = (caller: Caller, { DetectorId, DestinationId }: Named) => {
    const detector = loadDetector(parts, caller, DetectorId);
    const destination = detector.destinations.find(({ id }) => id === DestinationId);
    if (!destination) throw bad('the input destinationId is not owned by the current account');
    return { detector, destination };
  };
  const keep = (caller: Caller, detector: DetectorState, destinations: readonly DestinationState[]) => {
    hereOf(parts, caller).detector = { ...detector, destinations };
  };
  return {
    CreatePublishingDestination: (input: Checked<CreatePublishingDestinationRequest>, caller: Caller) => {
      const detector = loadDetector(parts, caller, input.DetectorId);
      if (input.DestinationType !== 'S3') throw bad('the destination type is not valid');
      if (detector.destinations.length > 0) throw bad('a publishing destination of that type already exists');
      const target = mustPublish(parts, caller, { detector, properties: input.DestinationProperties });
      const made = { id: parts.mint(32), ...target, setAt: parts.now(), tags: { ...input.Tags } };
      keep(caller, detector, [made]);
      return { DestinationId: made.id };
    },
    UpdatePublishingDestination: (input: Checked<UpdatePublishingDestinationRequest>, caller: Caller) => {
      const { detector, destination } = load(caller, input);
      const properties = {
        DestinationArn: input.DestinationProperties?.DestinationArn ?? destination.bucketArn,
        KmsKeyArn: input.DestinationProperties?.KmsKeyArn ?? destination.keyArn,
      };
      const target = mustPublish(parts, caller, { detector, properties });
      keep(caller, detector, [{ ...destination, ...target, setAt: parts.now() }]);
      return {};
    },
    ListPublishingDestinations: (input: Checked<ListPublishingDestinationsRequest>, caller: Caller) => {
      const detector = loadDetector(parts, caller, input.DetectorId);
      return {
        Destinations: detector.destinations.map((one) => ({
          DestinationId: one.id,
          DestinationType: 'S3',
          Status: statusOf(parts, caller, { detector, destination: one }),
        })),
      };
    },
    DescribePublishingDestination: (input: Named, caller: Caller) => {
      const { detector, destination } = load(caller, input);
      const Status = statusOf(parts, caller, { detector, destination });
      return {
        DestinationId: destination.id,
        DestinationType: 'S3',
        Status,
        PublishingFailureStartTimestamp: Status.startsWith('UNABLE') ? destination.setAt : 0,
        DestinationProperties: { DestinationArn: destination.bucketArn, KmsKeyArn: destination.keyArn },
        Tags: destination.tags,
      };
    },
    DeletePublishingDestination: (input: Named, caller: Caller) => {
      const { detector } = load(caller, input);
      keep(caller, detector, []);
      return {};
    },
  };
}

type Target = Pick<DestinationState, 'bucketArn' | 'keyArn'>;

/** GuardDuty tries bucket and key before it takes them. Docs: GuardDuty, "Exporting findings to Amazon S3". */
function mustPublish(
  parts: Parts,
  caller: Caller,
  { detector, properties }: Readonly<{ detector: DetectorState; properties: Checked<DestinationProperties> }>,
): Target {
  const { DestinationArn: bucketArn = '', KmsKeyArn: keyArn = '' } = properties;
  if (!bucketArn.startsWith('arn:aws:s3:::')) throw bad('the destinationArn is not valid');
  if (!keyArn.startsWith('arn:aws:kms:')) throw bad('the kmsKeyArn is not valid');
  const bucket = parts.state().buckets[bucketOf(bucketArn).bucket];
  if (bucket && keyArn.split(':')[3] !== bucket.region) throw bad('the KMS key is not in the region of the bucket');
  if (isPublishable(parts, caller, { detector, target: { bucketArn, keyArn } })) return { bucketArn, keyArn };
  throw bad(
    'the GuardDuty service principal does not have permission to the KMS key or the resource specified by the destinationArn parameter',
  );
}

function isPublishable(
  parts: Parts,
  { accountId, region }: Caller,
  { detector, target }: Readonly<{ detector: DetectorState; target: Target }>,
): boolean {
  const sourceArn = `arn:aws:guardduty:${region}:${accountId}:detector/${detector.id}`;
  const from = { service, accountId, region, sourceArn };
  return !findBucketProblem(parts, from, bucketOf(target.bucketArn)) && !findKeyProblem(parts, from, target.keyArn);
}

function bucketOf(arn: string): Readonly<{ bucket: string; prefix: string }> {
  const [bucket = '', ...prefix] = arn.replace('arn:aws:s3:::', '').split('/');
  return { bucket, prefix: prefix.join('/') };
}

function statusOf(
  parts: Parts,
  caller: Caller,
  { detector, destination }: Readonly<{ detector: DetectorState; destination: DestinationState }>,
): string {
  if (!detector.enabled) return 'STOPPED';
  if (parts.now() - destination.setAt < parts.lag(verifies)) return 'PENDING_VERIFICATION';
  const isFine = isPublishable(parts, caller, { detector, target: destination });
  return isFine ? 'PUBLISHING' : 'UNABLE_TO_PUBLISH_FIX_DESTINATION_PROPERTY';
}
