import { launch } from '../instances.ts';
import type { Stage } from '../stage.ts';

/** An instance that runs. */
export const stage: Stage = {
  id: 'stop-instance',
  set: (aws) => ({ resource: launch(aws).resource, input: {} }),
  remove: (aws, { resource }) => aws.world.remove(resource),
  takesMs: 10_000,
};
