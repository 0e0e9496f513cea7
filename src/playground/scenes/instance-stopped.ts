import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { bridged, prod } from './events.ts';

/** EC2's own notice, which says what happened but not who did it. */
export const instanceStopped: Scene = {
  id: 'instance-stopped',
  title: 'Instance stopped',
  shows: 'payments-batch-3 is stopped: a quiet alert with the Name tag looked up.',
  events: (at) => [
    bridged(
      {
        ...prod,
        source: 'aws.ec2',
        detailType: 'EC2 Instance State-change Notification',
        resources: [`arn:aws:ec2:${prod.region}:${prod.account}:instance/${scene.instance.id}`],
      },
      { 'instance-id': scene.instance.id, state: 'stopped' },
      at,
    ),
  ],
};
