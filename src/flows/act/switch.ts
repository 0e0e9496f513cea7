import { maySwitch } from '../../core/access.ts';
import { userError } from '../../core/errors.ts';
import type { Job } from '../../core/job.ts';
import type { Reply } from '../../core/reply.ts';
import { announce, type SwitchWorld, switchReply, type Turn, turnSwitch } from './turn-switch.ts';
import { takeUpWishes } from './wishes.ts';

/** `/aws-remediate off` and `on`: refused to who may not, else done and told in the operations channel. */
export async function switchByCommand(
  { to, reason }: Pick<Turn, 'to' | 'reason'>,
  { key, asker: { userId, teamId } }: Pick<Job, 'key' | 'asker'>,
  world: SwitchWorld,
): Promise<Reply> {
  if (!(await maySwitch(world.settings, { userId, teamId, to }, world.people))) {
    throw userError('NOT_ALLOWED', { what: `switch remediations ${to}` });
  }
  // What was wanted at a terminal before holds on, unless it is taken up first.
  if (to === 'on') await takeUpWishes(world);
  const before = await world.store.findSwitch();
  const reply = switchReply({ to, by: userId, reason }, before);
  try {
    await turnSwitch({ to, reason, key, by: userId }, world);
  } catch (error) {
    // It may be off and not written down: everybody is told all the same, and it is written when this comes again.
    if (to === 'off' && (await world.store.findSwitch()).state === 'off') await announce(reply, key, world);
    throw error;
  }
  await announce(reply, key, world);
  return reply;
}
