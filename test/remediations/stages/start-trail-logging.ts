import type { Stage } from '../stage.ts';
import { changeItem } from '../watched.ts';

/** The account's trail, stopped. */
export const stage: Stage = {
  id: 'start-trail-logging',
  set(aws) {
    const trail = changeItem(aws, { type: 'AWS::CloudTrail::Trail', id: 'noroshi' }, { isLogging: false });
    return { resource: trail.resource, input: {} };
  },
  remove: (aws, { resource }) => aws.world.remove(resource),
};
