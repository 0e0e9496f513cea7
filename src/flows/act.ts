import { UserError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import { renderBroken, renderError } from '../slack/render/error.ts';
import { carryOut } from './act/carry-out.ts';
import { requestOfClick } from './act/click.ts';
import { decide } from './act/decide.ts';
import { recordRefusal } from './act/record.ts';
import type { ActWorld } from './act/world.ts';

export type { Click } from './act/click.ts';
export type { ActWorld } from './act/world.ts';

/** A button of an alert, or of a request's own message. */
export type Press = Extract<Job, { kind: 'remediation'; messageTs: string }>;

/**
 * click → remediation request → approval → plan → outcome → status. A refused click is told to whoever clicked, written into
 * the audit trail, and nothing is called. What comes twice (a redelivery, a crash) goes on where it was.
 */
export async function act(press: Press, world: ActWorld): Promise<void> {
  if ((await world.store.putJob(press)) === 'known') return;
  try {
    await doWhatIsAsked(press, world);
    await world.store.updateJob(press.key, { state: 'done' });
  } catch (error) {
    if (!(error instanceof UserError)) {
      const { reference, log, slack } = world;
      log.error('A click could not be carried out', { reference, job: press.key, error: String(error) });
      await slack.answer(press.asker, renderBroken(reference)).catch(() => undefined);
      throw error;
    }
    // Neither waits for the other: a trail that is out of reach must not keep a person waiting, nor the other way round.
    const done = await Promise.allSettled([
      recordRefusal({ ...press, what: whatOf(press) }, error.message, world),
      world.slack.answer(press.asker, renderError(error)),
    ]);
    for (const one of done) if (one.status === 'rejected') throw one.reason;
    await world.store.updateJob(press.key, { state: 'failed' });
  }
}

async function doWhatIsAsked(press: Press, world: ActWorld): Promise<void> {
  // Delivered again, it goes on where it was, whatever the alert or the settings say by now; that is looked at there.
  const own = await world.store.findRequestByClick(press.key);
  if (own) return carryOut(own, world);
  if ('decision' in press) return decide(press, world);
  return carryOut(await requestOfClick(press, world), world);
}

/** What was asked for, as the audit trail names it; a button's value may be anything, so it is cut. */
function whatOf(press: Press): string {
  const pressed = 'decision' in press ? `${press.decision} on ${press.ticket}` : press.offer;
  return `pressed ${pressed.slice(0, 200)}`;
}
