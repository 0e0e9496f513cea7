import { makeRole } from '../exposed.ts';
import type { Stage } from '../stage.ts';

/** A role, somebody else's session of which is not wanted. */
export const stage: Stage = {
  id: 'revoke-role-sessions',
  set(aws) {
    const { resource } = makeRole(aws, { name: 'ledger-batch', path: '/app/' });
    return { resource: { ...resource, id: 'ledger-batch' }, input: {} };
  },
  remove: (aws) => aws.world.remove(makeRole(aws, { name: 'ledger-batch', path: '/app/' }).resource),
};
