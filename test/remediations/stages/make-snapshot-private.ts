import { share } from '../exposed.ts';
import type { Stage } from '../stage.ts';

/** A volume's snapshot that everybody may read, and one account by name. */
export const stage: Stage = {
  id: 'make-snapshot-private',
  set(aws) {
    const createVolumePermission = [{ group: 'all' }, { userId: '123456789012' }];
    const snapshot = share(
      aws,
      { type: 'AWS::EC2::Snapshot', id: 'snap-0c0ffee0c0ffee0c0' },
      { createVolumePermission },
    );
    return { resource: snapshot.resource, input: {} };
  },
  remove: (aws, { resource }) => aws.world.remove(resource),
};
