import type {
  CreateDetectorRequest,
  DetectorFeatureConfiguration,
  GetAdministratorAccountRequest,
  GetDetectorRequest,
  TagResourceRequest,
  UpdateDetectorRequest,
} from '@aws-sdk/client-guardduty';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { destinationActions } from './guardduty-destinations.ts';
import { bad, loadDetector } from './guardduty-detector.ts';
import { type Actions, hereOf, type Parts } from './parts.ts';
import type { DetectorState } from './state.ts';

const frequencies = ['FIFTEEN_MINUTES', 'ONE_HOUR', 'SIX_HOURS'];
/** Always on, and not to be set. Docs: GuardDuty, "Foundational data sources". */
const foundational = ['CLOUD_TRAIL', 'DNS_LOGS', 'FLOW_LOGS'];
/** What a new detector does when nobody says otherwise. Docs: GuardDuty, CreateDetector. */
const defaults: Readonly<Record<string, 'ENABLED' | 'DISABLED'>> = {
  AI_ANALYST: 'ENABLED',
  AI_PROTECTION: 'ENABLED',
  EBS_MALWARE_PROTECTION: 'ENABLED',
  EKS_AUDIT_LOGS: 'ENABLED',
  EKS_RUNTIME_MONITORING: 'DISABLED',
  LAMBDA_NETWORK_LOGS: 'ENABLED',
  RDS_LOGIN_EVENTS: 'ENABLED',
  RUNTIME_MONITORING: 'DISABLED',
  S3_DATA_EVENTS: 'ENABLED',
};
type Feature = Checked<DetectorFeatureConfiguration>;

/** GuardDuty's detector, of which a region has one. */
export function makeGuardduty(parts: Parts): Actions {
  return {
    ...destinationActions(parts),
    ListDetectors: (_: object, caller: Caller) => {
      const { detector } = hereOf(parts, caller);
      return { DetectorIds: detector ? [detector.id] : [] };
    },
    CreateDetector: (input: Checked<CreateDetectorRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      if (here.detector) throw bad('a detector already exists for the current account');
      const initial = Object.entries(defaults).map(([Name, Status]) => ({ Name, Status }) as Feature);
      const at = parts.now();
      here.detector = {
        id: parts.mint(32),
        madeAt: at,
        changedAt: at,
        enabled: input.Enable,
        frequency: mustBeFrequency(input.FindingPublishingFrequency ?? 'SIX_HOURS'),
        features: merged(initial, input),
        featuresAt: at,
        tags: { ...input.Tags },
        destinations: [],
      };
      return { DetectorId: here.detector.id };
    },
    GetDetector: ({ DetectorId }: Checked<GetDetectorRequest>, caller: Caller) =>
      toDetector(loadDetector(parts, caller, DetectorId)),
    GetAdministratorAccount: ({ DetectorId }: Checked<GetAdministratorAccountRequest>, caller: Caller) => {
      loadDetector(parts, caller, DetectorId);
      const { administrator: AccountId } = hereOf(parts, caller);
      return { ...(AccountId && { Administrator: { AccountId, RelationshipStatus: 'Enabled' } }) };
    },
    UpdateDetector: (input: Checked<UpdateDetectorRequest>, caller: Caller) => {
      const held = loadDetector(parts, caller, input.DetectorId);
      const here = hereOf(parts, caller);
      if (here.administrator !== undefined) {
        throw bad('the account is a member: only its GuardDuty administrator account may change the detector');
      }
      here.detector = {
        ...held,
        enabled: input.Enable ?? held.enabled,
        frequency: mustBeFrequency(input.FindingPublishingFrequency ?? held.frequency),
        features: merged(held.features, input),
        featuresAt: parts.now(),
        changedAt: parts.now(),
      };
      return {};
    },
    DeleteDetector: ({ DetectorId }: Checked<GetDetectorRequest>, caller: Caller) => {
      loadDetector(parts, caller, DetectorId);
      const here = hereOf(parts, caller);
      if (here.administrator !== undefined) {
        throw bad('the account is associated with an administrator account, and must be disassociated first');
      }
      delete here.detector;
      return {};
    },
    TagResource: ({ ResourceArn, Tags }: Checked<TagResourceRequest>, caller: Caller) => {
      const [, id = '', , destinationId] = ResourceArn.split(':').at(-1)?.split('/') ?? [];
      const held = loadDetector(parts, caller, id);
      const tagged = destinationId
        ? {
            ...held,
            destinations: held.destinations.map((one) =>
              one.id === destinationId ? { ...one, tags: { ...one.tags, ...Tags } } : one,
            ),
          }
        : { ...held, tags: { ...held.tags, ...Tags } };
      hereOf(parts, caller).detector = tagged;
      return {};
    },
  };
}

/** The features with those given in place of what they were. Docs: GuardDuty, DetectorFeatureConfiguration. */
function merged(
  held: readonly Feature[],
  { Features: given = [], DataSources }: Pick<Checked<UpdateDetectorRequest>, 'Features' | 'DataSources'>,
): readonly Feature[] {
  if (DataSources && given.length > 0) throw bad('both features and data sources were given');
  for (const { Name, Status } of given) {
    if (!Name || defaults[Name] === undefined || !Status || !['ENABLED', 'DISABLED'].includes(Status)) {
      throw bad(`an invalid or out-of-range value is specified as an input parameter: ${Name}, ${Status}`);
    }
  }
  const after = held.map((one) => ({ ...one, ...given.find(({ Name }) => Name === one.Name) }));
  const isOn = (name: string) => after.some(({ Name, Status }) => Name === name && Status === 'ENABLED');
  if (isOn('EKS_RUNTIME_MONITORING') && isOn('RUNTIME_MONITORING')) {
    throw bad('EKS_RUNTIME_MONITORING and RUNTIME_MONITORING cannot be on together');
  }
  return after;
}

function mustBeFrequency(frequency: string): string {
  if (frequencies.includes(frequency)) return frequency;
  throw bad(`an invalid or out-of-range value is specified as an input parameter: ${frequency}`);
}

function toDetector(detector: DetectorState) {
  const UpdatedAt = new Date(detector.featuresAt);
  const always = foundational.map((Name) => ({ Name, Status: 'ENABLED', UpdatedAt }));
  return {
    CreatedAt: new Date(detector.madeAt).toISOString(),
    FindingPublishingFrequency: detector.frequency,
    ServiceRole: 'arn:aws:iam::aws:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty',
    Status: detector.enabled ? 'ENABLED' : 'DISABLED',
    UpdatedAt: new Date(detector.changedAt).toISOString(),
    Tags: detector.tags,
    Features: [...always, ...detector.features.map((one) => ({ ...one, UpdatedAt }))],
  };
}
