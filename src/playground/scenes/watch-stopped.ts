import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { apiCall, prod } from './events.ts';

/** Somebody switches off what watches payments-prod: the trail, the recorder, the detector. */
export const watchStopped: Scene = {
  id: 'watch-stopped',
  title: 'Somebody stops who watches',
  shows:
    'The trail, the recorder and GuardDuty of payments-prod are switched off; each alert can switch its own on again.',
  events: (at) => [
    stop({ service: 'cloudtrail', eventName: 'StopLogging', requestParameters: { name: trail } }, at),
    stop({ service: 'config', eventName: 'StopConfigurationRecorder', requestParameters: recorder }, at),
    stop({ service: 'guardduty', eventName: 'UpdateDetector', requestParameters: detector }, at),
  ],
};

const trail = `arn:aws:cloudtrail:${prod.region}:${prod.account}:trail/noroshi`;
const recorder = { configurationRecorderName: 'default' };
const detector = { detectorId: scene.detectorId, enable: false };

function stop(call: { service: string; eventName: string; requestParameters: object }, at: number): object {
  const { email: person, address } = scene.person;
  return apiCall({ ...prod, ...call, person, address }, at);
}
