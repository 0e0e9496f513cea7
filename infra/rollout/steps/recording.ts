import type { Item } from '../item.ts';
import { held } from '../looks.ts';
import type { Place, Step } from '../place.ts';
import { findRecorder, findRecording, isOwn, ownName } from './recorder/found.ts';

/** That the recorder records, in each region. AWS Config API Reference, StartConfigurationRecorder. */
export const recording: Step = (place) => (place.isMember ? [recordingOf(place)] : []);

/** How long the first recording may take until it is worth a word, in ms. */
const patience = 15 * 60_000;

function recordingOf(place: Place): Item {
  const { ask, accountId, region, now } = place;
  return {
    ...{ step: 'recording', object: 'recording', accountId, region },
    look: async () => {
      const found = await findRecording(ask);
      return held(found && { recording: found.recording ?? false }, { recording: true });
    },
    write: async () => {
      const name = (await findRecorder(ask))?.name ?? ownName;
      await ask('config:StartConfigurationRecorder', { ConfigurationRecorderName: name });
    },
    check: async () => {
      const found = await findRecording(ask);
      const status = (found?.lastStatus ?? '').toUpperCase();
      const isLate = now() - (found?.lastStartTime?.getTime() ?? 0) > patience;
      if (status === 'SUCCESS' || (status !== 'FAILURE' && !isLate)) return undefined;
      const why = [found?.lastErrorCode, found?.lastErrorMessage].filter(Boolean).join(' ');
      return `The recorder's last status is ${status || 'unknown'}${why && `: ${why}`}.`;
    },
    remove: async () => {
      const found = await findRecorder(ask);
      if (!found || !(await findRecording(ask))?.recording) return 'absent';
      if (!(await isOwn(ask, found))) return { kept: 'The recorder was not made by Noroshi: it goes on.' };
      await ask('config:StopConfigurationRecorder', { ConfigurationRecorderName: found.name });
      return 'removed';
    },
  };
}
