import type { Settings } from '../../core/settings.ts';
import { policyOf, roleOf } from './seed-role.ts';
import type { AccountState, Denial, RegionState, State } from './state.ts';

/** What is special about an account. */
export type Quirk = Readonly<{
  suspended?: boolean;
  /** What its organisation denies. */
  denials?: readonly Denial[];
  /** Its enabled regions, where they are not those of the others. */
  regions?: readonly string[];
  notOptedIn?: readonly string[];
  /** An organisation's trail that is seen here: the management account, and where the trail is at home. */
  organizationTrail?: Readonly<{ owner: string; region: string }>;
  /** A recorder and a channel of this name are there already, in every region. */
  recorder?: string;
  /** The account that manages its GuardDuty. */
  guarddutyAdministrator?: string;
  /** Nobody made the role of the rollout yet. */
  withoutRole?: boolean;
}>;

/** Makes an account as special as it is. */
export function applyQuirk(
  state: State,
  account: AccountState | undefined,
  { quirk, settings }: Readonly<{ quirk: Quirk; settings: Settings }>,
): void {
  if (!account) return;
  account.suspended = quirk.suspended ?? false;
  account.denials = quirk.denials ?? [];
  account.notOptedIn = quirk.notOptedIn ?? [];
  const { organizationTrail: trail, recorder, guarddutyAdministrator: administratorId } = quirk;
  const home = trail && account.regions[trail.region];
  if (trail && home) addOrganizationTrail(home, trail.owner, settings.trail.bucket);
  for (const here of Object.values(account.regions)) {
    if (recorder !== undefined) addRecorder(account.id, here, { name: recorder, bucket: settings.trail.bucket });
    if (administratorId !== undefined) addManaged(state, here, administratorId);
  }
  if (recorder !== undefined) {
    const path = '/aws-service-role/config.amazonaws.com/';
    const name = 'AWSServiceRoleForConfig';
    const Principal = { Service: 'config.amazonaws.com' };
    const trust = policyOf([{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }]);
    account.roles[name] = { ...roleOf(account.id, name, { path, trust }), arn: serviceRoleOf(account.id) };
  }
}

function serviceRoleOf(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
}

function addOrganizationTrail(home: RegionState, owner: string, bucket: string): void {
  const Name = 'organization';
  home.trails[Name] = {
    trail: {
      Name,
      S3BucketName: bucket,
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: true,
      HomeRegion: home.region,
      TrailARN: `arn:aws:cloudtrail:${home.region}:${owner}:trail/${Name}`,
      LogFileValidationEnabled: true,
      HasCustomEventSelectors: false,
      HasInsightSelectors: false,
      IsOrganizationTrail: true,
    },
    selectors: [
      { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
    ],
    tags: {},
    isLogging: true,
    startedAt: 0,
  };
}

function addRecorder(
  accountId: string,
  here: RegionState,
  { name, bucket }: Readonly<{ name: string; bucket: string }>,
): void {
  here.recorders[name] = {
    recorder: {
      arn: `arn:aws:config:${here.region}:${accountId}:configuration-recorder/${name}/${accountId.slice(-6)}`,
      name,
      roleARN: serviceRoleOf(accountId),
      recordingGroup: {
        allSupported: true,
        includeGlobalResourceTypes: false,
        resourceTypes: [],
        exclusionByResourceTypes: { resourceTypes: [] },
        recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' },
      },
      recordingMode: { recordingFrequency: 'CONTINUOUS', recordingModeOverrides: [] },
      recordingScope: 'PAID',
    },
    recording: true,
    startedAt: 0,
  };
  here.channels[name] = { name, s3BucketName: bucket };
}

function addManaged(state: State, here: RegionState, administratorId: string): void {
  here.administrator = administratorId;
  here.detector = {
    id: String(state.ids++).padStart(32, '0'),
    madeAt: 0,
    changedAt: 0,
    enabled: true,
    frequency: 'SIX_HOURS',
    features: [{ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }],
    featuresAt: 0,
    tags: {},
    destinations: [],
  };
}
