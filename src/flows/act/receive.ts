import * as z from 'zod/mini';
import { UserError } from '../../core/errors.ts';
import { parseJob } from '../../core/parse-job.ts';
import { renderError } from '../../slack/render/error.ts';
import { act } from '../act.ts';
import { type AskPress, commandOf } from '../answer/ask-again.ts';
import { actAlone, readTransition } from './auto.ts';
import type { CommandWorld } from './command/world.ts';
import { command } from './command.ts';
import { expire } from './expire.ts';
import { follow } from './follow.ts';

const Look = z.object({ request: z.string(), n: z.number() });
const Expiry = z.object({ expire: z.string() });

/** Whatever the queue of remediations brings: presses and commands, openings for a policy to act upon, and what follows them. */
export async function receive(body: unknown, world: CommandWorld): Promise<void> {
  const look = Look.safeParse(body);
  if (look.success) return follow(look.data, world);
  const expiry = Expiry.safeParse(body);
  if (expiry.success) return expire(expiry.data, world);
  const transition = readTransition(body);
  if (transition) return actAlone(transition, world);
  const job = parseJob(body);
  if (job.kind !== 'remediation') throw new Error('A question came to the remediations');
  if ('press' in job) return askAgain(job, world);
  return 'command' in job ? command(job, world) : act(job, world);
}

/** A button of an answer that asks for a change: the command that it stands for, with the rights of whoever pressed. */
async function askAgain(pressed: AskPress, world: CommandWorld): Promise<void> {
  try {
    const asked = await commandOf(pressed, { store: world.store, kind: 'remediation' });
    await command(asked, world);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await world.slack.answer(pressed.asker, renderError(error));
  }
}
