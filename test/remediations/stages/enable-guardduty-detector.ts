import { scene } from '../../../src/playground/seed-scene.ts';
import type { Stage } from '../stage.ts';
import { changeItem } from '../watched.ts';

/** A suspended detector. That it was deleted is a failure, not an end: nobody watches then. */
export const stage: Stage = {
  id: 'enable-guardduty-detector',
  set(aws) {
    const type = 'AWS::GuardDuty::Detector';
    const detector = changeItem(aws, { type, id: scene.detectorId }, { status: 'DISABLED' });
    return { resource: detector.resource, input: {} };
  },
};
