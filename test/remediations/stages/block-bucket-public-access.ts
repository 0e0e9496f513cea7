import { makeBucketPublic } from '../exposed.ts';
import type { Stage } from '../stage.ts';

/** A bucket that its policy opens to everybody, with no block of its own. */
export const stage: Stage = {
  id: 'block-bucket-public-access',
  set: (aws) => ({ resource: makeBucketPublic(aws).resource, input: {} }),
  remove: (aws, { resource }) => aws.world.remove(resource),
};
