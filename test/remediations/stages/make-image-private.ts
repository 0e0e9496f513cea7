import { share } from '../exposed.ts';
import type { Stage } from '../stage.ts';

/** An image that everybody may launch, and one account by name. */
export const stage: Stage = {
  id: 'make-image-private',
  set(aws) {
    const launchPermission = [{ group: 'all' }, { userId: '123456789012' }];
    const image = share(aws, { type: 'AWS::EC2::Image', id: 'ami-0c0ffee0c0ffee0c0' }, { launchPermission });
    return { resource: image.resource, input: {} };
  },
  remove: (aws, { resource }) => aws.world.remove(resource),
};
