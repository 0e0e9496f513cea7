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
  const asked = { status: 'ENABLED', findings: 'FIFTEEN_MINUTES' };
  if (id === undefined) return held(undefined, { ...asked, features: wanted });
  const found = await ask('guardduty:GetDetector', { DetectorId: id });
  // What a region does not have cannot be turned on there; what is on beside ours stays on.
  const known = (found.Features ?? []).map(({ Name = '' }) => Name);
  const absent = wanted.filter((name) => !known.includes(name));
  const before = {
    ...{ status: found.Status ?? 'DISABLED', findings: found.FindingPublishingFrequency ?? 'SIX_HOURS' },
    features: featuresOn(found).filter((name) => wanted.includes(name)),
  };
  const after = { ...asked, features: wanted.filter((name) => known.includes(name)) };
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

const always = { Enable: true, FindingPublishingFrequency: 'FIFTEEN_MINUTES' } as const;

async function write({ ask, settings }: Place, lack: Lack): Promise<void> {
  const wanted = wantedFeatures(settings);
  if (lack.state === 'missing') return create(ask, wanted);
  const id = await findDetector(ask);
  if (id === undefined) return;
  const found = await ask('guardduty:GetDetector', { DetectorId: id });
  const Features = (found.Features ?? [])
    .filter(({ Name = '', Status }) => wanted.includes(Name) && Status !== 'ENABLED')
    .flatMap(({ Name }) => explicitly([Name ?? ''], 'ENABLED'));
  await ask('guardduty:UpdateDetector', { DetectorId: id, ...always, ...(Features.length > 0 && { Features }) });
}

type Configured = NonNullable<CreateDetectorRequest['Features']>;

/** Features by their names, on or off. */
function explicitly(names: readonly string[], Status: 'ENABLED' | 'DISABLED'): Configured {
  return features.filter((Name) => names.includes(Name)).map((Name) => ({ Name, Status }));
}

/** Each feature by its name: CreateDetector turns on, and has paid for, what it is not told of. */
async function create(ask: Ask, wanted: readonly string[]): Promise<void> {
  const off = features.filter((name) => !wanted.includes(name) && !runtime.includes(name));
  const Tags = { [tag.key]: tag.value };
  const on = explicitly(wanted, 'ENABLED');
  if (await isMade(ask, { ...always, Tags, Features: [...on, ...explicitly(off, 'DISABLED')] })) return;
  // A region does not know all of them: it is made asleep, says what it knows, and only then starts.
  await ask('guardduty:CreateDetector', { ...always, Enable: false, Tags, ...(on.length > 0 && { Features: on }) });
  const id = await findDetector(ask);
  if (id === undefined) return;
  const unasked = featuresOn(await ask('guardduty:GetDetector', { DetectorId: id })).filter(
    (name) => !wanted.includes(name),
  );
  await ask('guardduty:UpdateDetector', { DetectorId: id, ...always, Features: explicitly(unasked, 'DISABLED') });
}

/** Makes it; it may be there already, when its maker's answer was lost. False where a name is not known. */
async function isMade(ask: Ask, input: CreateDetectorRequest): Promise<boolean> {
  try {
    await ask('guardduty:CreateDetector', input);
    return true;
  } catch (error) {
    if (!isOneOf(error, ['BadRequestException'])) throw error;
    return (await findDetector(ask)) !== undefined;
  }
}
