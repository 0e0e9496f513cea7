import { giveKey } from '../exposed.ts';
import type { Stage } from '../stage.ts';

/** A key of a user, active and in use. */
export const stage: Stage = {
  id: 'deactivate-access-key',
  set(aws) {
    const key = 'AKIAIOSFODNN7EXAMPLE';
    const user = giveKey(aws, { id: key, status: 'Active' });
    return { resource: { ...user.resource, id: user.resource.name ?? '' }, input: { key } };
  },
  remove: (aws) => aws.world.remove(giveKey(aws, undefined).resource),
};
