import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { compliantAgain, prod } from './events.ts';

/** What the unapproved image led to is gone; play that one again, and it is back. */
export const imageApproved: Scene = {
  id: 'image-approved',
  title: 'The image is approved now',
  shows: 'AWS Config finds payments-batch-3 compliant: its alert resolves itself. Play its scene again: it is back.',
  events: (at) => [
    compliantAgain({ ...prod, rule: 'approved-amis-by-id', type: 'AWS::EC2::Instance', id: scene.instance.id }, at),
  ],
};
