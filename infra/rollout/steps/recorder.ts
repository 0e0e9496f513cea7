import type { ConfigurationRecorder, RecordingGroup } from '@aws-sdk/client-config-service';
import type { Json } from '../../../src/core/json.ts';
import { globalRegionOf, recordingGroup, serviceRoleArn } from '../../definitions/recording.ts';
import type { Item, Look } from '../item.ts';
import { held } from '../looks.ts';
import type { Place, Step } from '../place.ts';
import { again, findOrUndefined, isOneOf } from './answers.ts';
import { keyed, notOurs } from './ours.ts';
import { findRecorder, findRecording, isOwn, ownName } from './recorder/found.ts';

/**
 * The recorder of AWS Config in each region: everything, at once, and what has no region in one region only. One that is
 * there under another name is taken over. AWS Config API Reference, ConfigurationRecorder.
 */
export const recorder: Step = (place) => (place.isMember ? [recorderOf(place)] : []);

function recorderOf(place: Place): Item {
  const { ask, accountId, region } = place;
  return {
    ...{ step: 'recorder', object: 'recorder', accountId, region },
    look: () => look(place),
    write: () => write(place),
    remove: async () => {
      const found = await findRecorder(ask);
      if (!found) return 'absent';
      if (!(await isOwn(ask, found))) return { kept: notOurs };
      const asked = ask('config:DeleteConfigurationRecorder', { ConfigurationRecorderName: found.name });
      await findOrUndefined(asked, 'NoSuchConfigurationRecorderException');
      return 'removed';
    },
  };
}

async function look(place: Place): Promise<Look> {
  const found = await findRecorder(place.ask);
  const after = wantedOf(place, found);
  if (!found) return held(undefined, after);
  const before = stateOf(found);
  const wouldLose = !place.isGlobal && recordsGlobals(found.recordingGroup) && !(await isRecordedElsewhere(place));
  return held(before, after, {
    reason: found.name === ownName ? undefined : `It is there under the name ${found.name}, which it keeps.`,
    weakens: wouldLose
      ? `What has no region (IAM) would be recorded nowhere: ${globalRegionOf(place.settings)} does not record it yet.`
      : undefined,
  });
}

/** With `rules.credentials: execution-role` the rules work under the recorder's role, which is then its owner's to choose. */
function roleOf({ settings, accountId }: Place, found: ConfigurationRecorder | undefined): string {
  const theirs = settings.rules.credentials === 'execution-role' ? found?.roleARN : undefined;
  return theirs ?? serviceRoleArn(accountId);
}

function wantedOf(place: Place, found: ConfigurationRecorder | undefined): Json {
  return {
    ...{ name: found?.name ?? ownName, role: roleOf(place, found), records: 'everything' },
    ...{ globalTypes: place.isGlobal, frequency: 'CONTINUOUS', daily: [] },
  };
}

function stateOf({ name = '', roleARN = '', recordingGroup: group, recordingMode: mode }: ConfigurationRecorder): Json {
  const overrides = (mode?.recordingModeOverrides ?? []).filter((one) => one.recordingFrequency === 'DAILY');
  return {
    ...{ name, role: roleARN, records: group?.allSupported === false ? 'some' : 'everything' },
    globalTypes: recordsGlobals(group),
    frequency: mode?.recordingFrequency ?? 'CONTINUOUS',
    daily: overrides.flatMap(({ resourceTypes }) => resourceTypes ?? []).sort(),
  };
}

/** The only types that have no region and are recorded where one says so. AWS Config Developer Guide, "Global resources". */
const globalTypes = ['AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::User'] as const;

/** Whether it records any of them, in whichever of the three ways its types are chosen. */
function recordsGlobals(group: RecordingGroup | undefined): boolean {
  const strategy = group?.recordingStrategy?.useOnly;
  const excluded = group?.exclusionByResourceTypes?.resourceTypes ?? [];
  if (strategy === 'EXCLUSION_BY_RESOURCE_TYPES') return globalTypes.some((type) => !excluded.includes(type));
  if (group?.allSupported === false) return globalTypes.some((type) => (group.resourceTypes ?? []).includes(type));
  return group?.includeGlobalResourceTypes ?? false;
}

async function isRecordedElsewhere({ askIn, settings }: Place): Promise<boolean> {
  const ask = askIn(globalRegionOf(settings));
  if (!recordsGlobals((await findRecorder(ask))?.recordingGroup)) return false;
  return (await findRecording(ask))?.recording ?? false;
}

async function write(place: Place): Promise<void> {
  const { ask, pause, isGlobal } = place;
  const found = await findRecorder(ask);
  const ConfigurationRecorder = {
    name: found?.name ?? ownName,
    roleARN: roleOf(place, found),
    recordingGroup: {
      ...recordingGroup(isGlobal),
      recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' as const },
    },
    recordingMode: { recordingFrequency: 'CONTINUOUS' as const },
  };
  // A recorder takes tags only when it is made.
  const tags = found ? {} : { Tags: keyed };
  await again(
    { pause },
    () => ask('config:PutConfigurationRecorder', { ConfigurationRecorder, ...tags }),
    (error) => isOneOf(error, ['InvalidRoleException']),
  );
}
