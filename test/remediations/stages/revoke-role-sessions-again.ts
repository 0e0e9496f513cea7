import { makeRole } from '../exposed.ts';
import type { Stage } from '../stage.ts';

/** Somebody revoked older sessions before; taken back, that policy stands again. */
export const stage: Stage = {
  id: 'revoke-role-sessions',
  name: 'revoke-role-sessions, once more',
  set(aws) {
    const revoked = 'revoked-before';
    const { resource } = makeRole(aws, { name: revoked, path: '/', revokedUntil: '2026-01-02T03:04:05.678Z' });
    return { resource: { ...resource, id: revoked }, input: {} };
  },
};
