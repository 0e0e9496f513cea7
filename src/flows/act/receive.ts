import * as z from 'zod/mini';
import { isDay } from '../../core/audit/day.ts';
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
import { takeUpWishes } from './wishes.ts';

const Look = z.object({ request: z.string(), n: z.number() });
const Expiry = z.object({ expire: z.string() });
const Seal = z.object({ seal: z.string() });
const Wishes = z.object({ wishes: z.literal('switch') });

/** `sealDay` writes the audit trail's manifest of a day (`core/audit/manifest.ts`). */
type ReceiveWorld = CommandWorld & Readonly<{ sealDay: (day: string) => Promise<string> }>;

/**
 * Whatever the queue of remediations brings: presses and commands, openings for a policy to act upon, what follows them, and
 * what the sweep asks of the one function that may write the audit trail.
 */
export async function receive(body: unknown, world: ReceiveWorld): Promise<void> {
  const look = Look.safeParse(body);
  if (look.success) return follow(look.data, world);
  const expiry = Expiry.safeParse(body);
  if (expiry.success) return expire(expiry.data, world);
  const seal = Seal.safeParse(body);
  if (seal.success) return sealDay(seal.data.seal, world);
  if (Wishes.safeParse(body).success) return takeUpWishes(world);
  const transition = readTransition(body);
  if (transition) return actAlone(transition, world);
  const job = parseJob(body);
  if (job.kind !== 'remediation') throw new Error('A question came to the remediations');
  if ('press' in job) return askAgain(job, world);
  return 'command' in job ? command(job, world) : act(job, world);
}

async function sealDay(day: string, world: ReceiveWorld): Promise<void> {
  if (!isDay(day)) throw new Error('What is to be sealed is no day');
  const came = await world.sealDay(day);
  if (came === 'written') world.log.info('The audit trail was sealed up to a day', { day });
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
