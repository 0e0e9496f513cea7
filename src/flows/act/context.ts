import { createHash } from 'node:crypto';
import type { RemediationRequest } from '../../core/remediation.ts';
import type { Remediation, RemediationContext } from '../../remediations/index.ts';
import { recordCall } from './record.ts';
import type { ActWorld } from './world.ts';

/** What a remediation works with, and a wait for every call of it to be written down. */
export type Working = Readonly<{ ctx: RemediationContext; settled: () => Promise<void>; done: () => number }>;

/**
 * Sessions in the resource's own account and region. Those that change things are in the name of whoever asked, do only what
 * the remediation declared, and each of their calls is an entry in the audit trail.
 */
export function workingOn(request: RemediationRequest, remediation: Remediation, world: ActWorld): Working {
  const { id, resource, requestedBy, undoes } = request;
  const place = { accountId: resource.accountId, region: regionOf(resource.region) };
  const { act = [], undo = [] } = remediation.permissions;
  const declared = undoes === undefined ? act : undo;
  let calls = 0;
  let changed = 0;
  let writing: Promise<void> = Promise.resolve();
  const ctx: RemediationContext = {
    token: tokenOf(id),
    now: world.now,
    read: () => world.members.read(place),
    async act(actions, resources) {
      return world.members.remediate(place, {
        ...{ userId: requestedBy, requestId: id, actions, resources, declared },
        onCall(call) {
          calls += 1;
          if (call.error === undefined) changed += 1;
          const n = calls;
          writing = writing.then(() => recordCall(request, { call, n }, world));
          // It is waited for in the end; until then it must not end the process.
          writing.catch(() => undefined);
        },
      });
    },
  };
  return { ctx, settled: () => writing, done: () => changed };
}

/** Services that are one for all regions speak in us-east-1. */
function regionOf(region: string): string {
  return region === 'global' ? 'us-east-1' : region;
}

/** The request's own UUID, version 5 (RFC 9562) over a name space that is ours. */
function tokenOf(requestId: string): string {
  const hash = createHash('sha1').update(`noroshi|remediation|${requestId}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
