import type { CreateDetectorRequest, GetDetectorCommandOutput } from '@aws-sdk/client-guardduty';
import type { Settings } from '../../../src/core/settings.ts';
import { tag } from '../../definitions/tag.ts';
import type { Ask } from '../ask.ts';
import type { Item, Lack, Look } from '../item.ts';
import { held } from '../looks.ts';
import { everyPage } from '../pages.ts';
import type { Place, Step } from '../place.ts';
import { findOrUndefined, isOneOf } from './answers.ts';
import { isTagged, notOurs } from './ours.ts';

type Detector = Omit<GetDetectorCommandOutput, '$metadata'>;
type Feature = NonNullable<NonNullable<CreateDetectorRequest['Features']>[number]['Name']>;

/** What GuardDuty may watch beside what it always does, each of which costs. GuardDuty API Reference, DetectorFeatureConfiguration. */
const features: readonly Feature[] = [
  ...(['AI_ANALYST', 'AI_PROTECTION', 'EBS_MALWARE_PROTECTION', 'EKS_AUDIT_LOGS', 'EKS_RUNTIME_MONITORING'] as const),
  ...(['LAMBDA_NETWORK_LOGS', 'RDS_LOGIN_EVENTS', 'RUNTIME_MONITORING', 'S3_DATA_EVENTS'] as const),
];
/** Off unless it is asked for, and one of them may be named only: the other one contains it. */
const runtime: readonly string[] = ['RUNTIME_MONITORING', 'EKS_RUNTIME_MONITORING'];

/** GuardDuty's detector in each region: on, telling of repeats as often as it can, with the features of the settings. */
export const detector: Step = (place) => (place.isMember ? [detectorOf(place)] : []);

function detectorOf(place: Place): Item {
  const { ask, accountId, region } = place;
  return {
    ...{ step: 'detector', object: 'detector', accountId, region },
    look: () => look(place),
    write: (lack) => write(place, lack),
    remove: async () => {
      const id = await findDetector(ask);
      if (id === undefined) return 'absent';
      const { Tags } = await ask('guardduty:GetDetector', { DetectorId: id });
      if (!isTagged(Tags)) return { kept: notOurs };
      await ask('guardduty:DeleteDetector', { DetectorId: id });
      return 'removed';
    },
  };
}

/** The region's detector, by its id. */
export async function findDetector(ask: Ask): Promise<string | undefined> {
  const ids = await everyPage(async (NextToken) => {
    const page = await ask('guardduty:ListDetectors', { ...(NextToken && { NextToken }) });
    return { list: page.DetectorIds, next: page.NextToken };
  });
  return ids[0];
}

async function look({ ask, settings }: Place): Promise<Look> {
  const wanted = wantedFeatures(settings);
  const id = await findDetector(ask);
  const always = { status: 'ENABLED', findings: 'FIFTEEN_MINUTES' };
  if (id === undefined) return held(undefined, { ...always, features: wanted });
  const found = await ask('guardduty:GetDetector', { DetectorId: id });
  // What a region does not have cannot be turned on there; what is on beside ours stays on.
  const known = (found.Features ?? []).map(({ Name = '' }) => Name);
  const absent = wanted.filter((name) => !known.includes(name));
  const before = {
    ...{ status: found.Status ?? 'DISABLED', findings: found.FindingPublishingFrequency ?? 'SIX_HOURS' },
    features: featuresOn(found).filter((name) => wanted.includes(name)),
  };
  const after = { ...always, features: wanted.filter((name) => known.includes(name)) };
  const sameReason = absent.length > 0 ? `GuardDuty has no ${absent.join(', ')} in this region.` : undefined;
  const said = held(before, after, { sameReason, reason: isOff(found) ? 'GuardDuty is suspended.' : undefined });
  const administrator = said.state === 'different' ? await findAdministrator(ask, id) : undefined;
  if (administrator === undefined) return said;
  const reason = `GuardDuty is managed by the account ${administrator}: it decides what is watched here.`;
  return { state: 'foreign', before, reason: isOff(found) ? `GuardDuty is suspended. ${reason}` : reason };
}

function wantedFeatures({ rollout }: Settings): readonly string[] {
  return [...new Set(rollout?.guarddutyFeatures ?? [])].sort();
}

function featuresOn({ Features = [] }: Detector): readonly string[] {
  return Features.filter(({ Status }) => Status === 'ENABLED')
    .map(({ Name = '' }) => Name)
    .sort();
}

function isOff({ Status }: Detector): boolean {
  return Status !== 'ENABLED';
}

/** A member of somebody's GuardDuty may not change what its administrator decides. GuardDuty User Guide, "Managing multiple accounts". */
async function findAdministrator(ask: Ask, id: string): Promise<string | undefined> {
  // Some regions and accounts answer BadRequest where there is none.
  const asked = ask('guardduty:GetAdministratorAccount', { DetectorId: id });
  const found = await findOrUndefined(asked, 'BadRequestException');
  const { AccountId, RelationshipStatus } = found?.Administrator ?? {};
  return RelationshipStatus === 'Enabled' ? AccountId : undefined;
}

async function write({ ask, settings }: Place, lack: Lack): Promise<void> {
  const wanted = wantedFeatures(settings);
  const always = { Enable: true, FindingPublishingFrequency: 'FIFTEEN_MINUTES' as const };
  if (lack.state === 'missing') {
    const create = { ...always, Features: [...explicitly(wanted)], Tags: { [tag.key]: tag.value } };
    try {
      await ask('guardduty:CreateDetector', create);
    } catch (error) {
      // It may be there already: its maker's answer was lost.
      if (!isOneOf(error, ['BadRequestException']) || (await findDetector(ask)) === undefined) throw error;
    }
    return;
  }
  const id = await findDetector(ask);
  if (id === undefined) return;
  const found = await ask('guardduty:GetDetector', { DetectorId: id });
  const off = (found.Features ?? []).filter(({ Name = '', Status }) => wanted.includes(Name) && Status !== 'ENABLED');
  const Features = features
    .filter((Name) => off.some((one) => one.Name === Name))
    .map((Name) => ({ Name, Status: 'ENABLED' as const }));
  await ask('guardduty:UpdateDetector', { DetectorId: id, ...always, ...(Features.length > 0 && { Features }) });
}

/** Each by its name: CreateDetector turns on, and has paid for, what it is not told of. */
function explicitly(wanted: readonly string[]): NonNullable<CreateDetectorRequest['Features']> {
  return features
    .filter((Name) => wanted.includes(Name) || !runtime.includes(Name))
    .map((Name) => ({ Name, Status: wanted.includes(Name) ? 'ENABLED' : 'DISABLED' }));
}
