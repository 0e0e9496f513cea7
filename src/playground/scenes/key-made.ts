import { draw, makeRandom } from '../random.ts';
import { keyAlphabet } from '../seed-records.ts';
import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { apiCall, iso, prod } from './events.ts';

/** How an intruder stays: with a key for somebody else's user. */
export const keyMade: Scene = {
  id: 'key-made',
  title: 'An access key for somebody else',
  shows: 'Hana makes a key for the backup agent’s user; Deactivate access key ends it, and can be taken back.',
  events: (at) => {
    const {
      robot: userName,
      person: { email: person, address },
    } = scene;
    const accessKeyId = `AKIA${draw(makeRandom(at, 'key'), { alphabet: keyAlphabet, length: 16 })}`;
    const accessKey = { accessKeyId, userName, status: 'Active', createDate: iso(at) };
    const call = {
      ...{ service: 'iam', eventName: 'CreateAccessKey', person, address },
      ...{ requestParameters: { userName }, responseElements: { accessKey } },
    };
    return [apiCall({ ...prod, region: 'us-east-1', ...call }, at)];
  },
};
