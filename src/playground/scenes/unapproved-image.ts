import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { noLongerCompliant, prod } from './events.ts';

/** The first minute's second fire, which one click puts out. */
export const unapprovedImage: Scene = {
  id: 'unapproved-image',
  title: 'Instance from an unapproved image',
  shows: 'AWS Config finds payments-batch-3 non-compliant, and the alert has a button that stops it.',
  events: (at) => [
    noLongerCompliant({ ...prod, rule: 'approved-amis-by-id', type: 'AWS::EC2::Instance', id: scene.instance.id }, at),
  ],
};
