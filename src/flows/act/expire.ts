import { hasEnded } from '../../core/request-machine.ts';
import { move, tell } from './move.ts';
import type { ActWorld } from './world.ts';

/** "The time of that request to be approved is over", as the queue of remediations brings it back to us after 15 minutes. */
export type Expiry = Readonly<{ expire: string }>;

/** Ends a request that nobody approved in time; sent back when it came too early. */
export async function expire({ expire: id }: Expiry, world: ActWorld): Promise<void> {
  const request = await world.store.findRequest(id);
  if (!request) return;
  // The run that ended it may have been cut off before it told so.
  if (hasEnded(request)) return tell(request, world);
  if (request.state !== 'awaiting') return;
  const left = (request.expiresAt ?? 0) - world.now();
  if (left > 0) return world.sendToQueue('remediations', { expire: id }, Math.ceil(left / 1000));
  await move(request, { kind: 'expire', at: world.now() }, world);
}
