import { shareRestore } from '../exposed.ts';
import type { Stage } from '../stage.ts';

/** A cluster's snapshot that everybody may restore, and one account by name. */
export const stage: Stage = {
  id: 'make-snapshot-private',
  name: 'make-snapshot-private of a cluster',
  set: (aws) => ({ resource: shareRestore(aws, 'DBClusterSnapshot').resource, input: {} }),
  remove: (aws, { resource }) => aws.world.remove(resource),
};
