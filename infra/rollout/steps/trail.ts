import type { Trail } from '@aws-sdk/client-cloudtrail';
import type { Json } from '../../../src/core/json.ts';
import { channelTo } from '../../definitions/recording.ts';
import type { Ask } from '../ask.ts';
import type { Item, Lack, Look } from '../item.ts';
import { held, lacks } from '../looks.ts';
import type { Place, Step } from '../place.ts';
import { findOrUndefined, unlessThere } from './answers.ts';
import { isTagged, keyed, notOurs } from './ours.ts';
import { logsEverything, type Selectors, withEverything } from './trail/selectors.ts';

const name = 'noroshi';

/**
 * One trail for all regions of a listed account, which tells of what has no region once. One that logs the same already, an
 * organization's above all, is left to it. AWS CloudTrail User Guide, "Multi-Region trails".
 */
export const trail: Step = (place) => (place.isMember && place.isGlobal ? [multiRegionTrail(place)] : []);

function multiRegionTrail(place: Place): Item {
  const { accountId, region } = place;
  return {
    ...{ step: 'trail', object: `trail ${name}`, accountId, region },
    look: () => look(place),
    write: (lack) => write(place, lack),
    check: async () => {
      const { ours, respected } = await findTrails(place);
      const used = ours ?? respected;
      return used && unwell(place, used);
    },
    remove: async () => {
      const { ours } = await findTrails(place);
      if (!ours) return 'absent';
      const { home, arn } = idsOf(ours, place);
      const { ResourceTagList = [] } = await home('cloudtrail:ListTags', { ResourceIdList: [arn] });
      const isOurs = ResourceTagList.some(({ TagsList }) => isTagged(TagsList));
      if (!isOurs) return { kept: notOurs };
      await findOrUndefined(home('cloudtrail:DeleteTrail', { Name: arn }), 'TrailNotFoundException');
      return 'removed';
    },
  };
}

/** A trail answers in its home region only (InvalidHomeRegionException), and by its ARN everywhere. */
function idsOf({ TrailARN, HomeRegion }: Trail, { askIn, region }: Place): Readonly<{ home: Ask; arn: string }> {
  return { home: askIn(HomeRegion ?? region), arn: TrailARN ?? name };
}

type Trails = Readonly<{ ours?: Trail; respected?: Trail; reason?: string }>;

/** Ours by its name, else one that does what ours would; `reason` says what was found of others. */
async function findTrails(place: Place): Promise<Trails> {
  const { trailList = [] } = await place.ask('cloudtrail:DescribeTrails', { includeShadowTrails: true });
  const ours = trailList.find((one) => one.Name === name && !one.IsOrganizationTrail);
  if (ours) return { ours };
  const others = trailList.filter((one) => one.IsMultiRegionTrail && one.IncludeGlobalServiceEvents);
  const fitting = others.filter((one) => one.IsOrganizationTrail || isEqual(one, place));
  for (const respected of fitting) {
    if (await isWhole(place, respected)) return { respected, reason: whyRespected(respected, place) };
  }
  const [first] = others;
  return first ? { reason: `The trail ${first.Name} does not log the same: all events, checked, to our bucket.` } : {};
}

function isEqual(one: Trail, { settings }: Place): boolean {
  const { bucket, prefix } = channelTo(settings);
  return (
    one.S3BucketName === bucket && (one.S3KeyPrefix ?? '') === (prefix ?? '') && one.LogFileValidationEnabled === true
  );
}

async function isWhole(place: Place, one: Trail): Promise<boolean> {
  const { home, arn } = idsOf(one, place);
  const { IsLogging } = await home('cloudtrail:GetTrailStatus', { Name: arn });
  if (!IsLogging) return false;
  // Without selectors of its own a trail logs all management events.
  return one.HasCustomEventSelectors
    ? logsEverything(await home('cloudtrail:GetEventSelectors', { TrailName: arn }))
    : true;
}

function whyRespected(one: Trail, { settings }: Place): string {
  const { bucket } = channelTo(settings);
  const who = one.IsOrganizationTrail ? "The organization's trail" : 'The trail';
  const where = one.S3BucketName === bucket ? '' : `, into the bucket ${one.S3BucketName} which is not the settings'`;
  return `${who} ${one.Name} logs this account already${where}: there is no second one.`;
}

function wantedOf({ settings }: Place, key: string | undefined): Json {
  const { bucket, prefix } = channelTo(settings);
  return {
    ...{ bucket, prefix: prefix ?? '', multiRegion: true, globalEvents: true, validation: true },
    ...{ key: key ?? null, managementEvents: 'all', logging: true },
  };
}

async function look(place: Place): Promise<Look> {
  const { ours, respected, reason } = await findTrails(place);
  if (respected) return { state: 'same', before: { trail: respected.Name ?? '' }, ...(reason && { reason }) };
  const key = await wantedKey(place);
  if (!ours) return held(undefined, wantedOf(place, key), { reason });
  const { before, logging } = await stateOf(place, ours);
  // What is encrypted with a key that the settings do not name stays so.
  const after = wantedOf(place, key ?? ours.KmsKeyId);
  return held(before, after, { reason: logging ? undefined : 'It does not log.' });
}

async function stateOf(place: Place, ours: Trail): Promise<Readonly<{ before: Json; logging: boolean }>> {
  const { home, arn } = idsOf(ours, place);
  const { IsLogging: logging = false } = await home('cloudtrail:GetTrailStatus', { Name: arn });
  const selectors = await home('cloudtrail:GetEventSelectors', { TrailName: arn });
  // Without selectors of its own a trail logs all management events.
  const logsAll = ours.HasCustomEventSelectors === false || logsEverything(selectors);
  const before = {
    ...{ bucket: ours.S3BucketName ?? '', prefix: ours.S3KeyPrefix ?? '' },
    multiRegion: ours.IsMultiRegionTrail ?? false,
    globalEvents: ours.IncludeGlobalServiceEvents ?? false,
    validation: ours.LogFileValidationEnabled ?? false,
    key: ours.KmsKeyId ?? null,
    ...{ managementEvents: logsAll ? 'all' : 'some', logging },
  };
  return { before, logging };
}

/** Only a key that the settings name: the bucket has its own default. */
async function wantedKey({ settings, logKey }: Place): Promise<string | undefined> {
  const { logs } = settings.security;
  return logs?.kmsKey === undefined ? undefined : ((await logKey?.()) ?? logs.kmsKey);
}

const settingsOfTrail = ['bucket', 'prefix', 'multiRegion', 'globalEvents', 'validation', 'key'] as const;

async function write(place: Place, lack: Lack): Promise<void> {
  const { bucket: S3BucketName, prefix: S3KeyPrefix } = channelTo(place.settings);
  const KmsKeyId = await wantedKey(place);
  const input = {
    ...{ S3BucketName, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true, EnableLogFileValidation: true },
    ...(KmsKeyId && { KmsKeyId }),
  };
  if (lack.state === 'missing') {
    const create = { ...input, Name: name, TagsList: keyed, ...(S3KeyPrefix && { S3KeyPrefix }) };
    await unlessThere(place.ask('cloudtrail:CreateTrail', create), 'TrailAlreadyExistsException');
    await place.ask('cloudtrail:StartLogging', { Name: name });
    return;
  }
  const { ours } = await findTrails(place);
  if (!ours) return;
  const { home, arn } = idsOf(ours, place);
  if (settingsOfTrail.some((key) => lacks(lack, key))) {
    await home('cloudtrail:UpdateTrail', { ...input, Name: arn, S3KeyPrefix: S3KeyPrefix ?? '' });
  }
  if (lacks(lack, 'managementEvents')) {
    const present: Selectors = await home('cloudtrail:GetEventSelectors', { TrailName: arn });
    await home('cloudtrail:PutEventSelectors', { TrailName: arn, ...withEverything(present) });
  }
  if (lacks(lack, 'logging')) await home('cloudtrail:StartLogging', { Name: arn });
}

async function unwell(place: Place, used: Trail): Promise<string | undefined> {
  const { home, arn } = idsOf(used, place);
  const status = await home('cloudtrail:GetTrailStatus', { Name: arn });
  if (!status.IsLogging) return `The trail ${used.Name} does not log.`;
  const error = status.LatestDeliveryError || status.LatestDigestDeliveryError;
  return error && `The trail ${used.Name} cannot deliver: ${error}.`;
}
