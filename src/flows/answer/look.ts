import { mayInvestigate } from '../../core/access.ts';
import type { Alert } from '../../core/alert.ts';
import { nameInCalls } from '../../core/cloudtrail/calls-on.ts';
import { UserError, userError } from '../../core/errors.ts';
import { exactWords } from '../../core/items/asked-resource.ts';
import type { Job } from '../../core/job.ts';
import type { Look, LookKind } from '../../core/look.ts';
import type { Resource } from '../../core/resource.ts';
import { findAccount } from '../../core/settings.ts';
import { renderBroken, renderError } from '../../slack/render/error.ts';
import { renderReply } from '../../slack/render/reply.ts';
import { type AnswerWorld, answer, type Question } from '../answer.ts';
import { causeless } from '../notify/cause.ts';
import { isOnOurMessage } from '../press.ts';
import { say } from './say.ts';

/** A press of an alert's button that only looks, as the front door handed it over. */
export type LookPress = Extract<Job, { button: LookKind }>;

export type LookWorld = AnswerWorld;

const marks: Readonly<Partial<Record<LookKind, string>>> = { acknowledge: '👀', mute: '🔕' };

/** Who did it, and what else, is looked for from an hour before to a quarter of an hour after, in ms. */
const before = 60 * 60_000;
const after = 15 * 60_000;

/** What can be asked of an alert by its buttons: nothing in an account that is not ours, and only what its resource has. */
export function looksOf(alert: Alert): readonly Look[] {
  const { id: alertId, resources, unlisted } = alert;
  const [resource] = resources;
  if (unlisted || !resource || !isTypable(resource.id)) return [];
  const isRecorded = /^AWS::\w+::\w+$/.test(resource.type);
  const kinds: readonly LookKind[] = isRecorded ? ['configuration', 'history'] : [];
  return [...searchesOf(alert), ...kinds].map((what) => ({ what, alertId }));
}

/** Who did it is no question where the event itself says so; what else they did is one. */
function searchesOf({ kind, actor, finding }: Alert): readonly LookKind[] {
  if (!actor || causeless.has(kind)) return ['who'];
  if (actor.arn !== undefined && isTypable(actor.arn)) return ['deeds'];
  return finding === undefined ? [] : ['who'];
}

/**
 * A press of a button that changes nothing in AWS, answered to whoever pressed. Those that look are the commands with their
 * arguments filled in, with the rights and the privacy of those.
 */
export async function look(press: LookPress, world: LookWorld): Promise<void> {
  if (press.button === 'members') return showMembers(press, world);
  if (press.button === 'acknowledge' || press.button === 'mute') {
    return alone(press, world, async () => {
      await world.slack.answer(press.asker, renderReply(await say(press, world), marks[press.button]));
    });
  }
  const checked = await check(press, world).catch(asMistake);
  if (checked instanceof UserError) return alone(press, world, () => Promise.reject(checked));
  return answer(questionOf(press, checked.alert, checked.resource), world);
}

/** The alerts of a digest, where the button is one that we posted there. */
async function showMembers(press: LookPress, world: LookWorld): Promise<void> {
  const { kind, key, askedAt, asker, alertId: id } = press;
  const slots = /^[\w-]{1,100}$/.test(id) ? await world.store.listSlots(`DIGEST#${id}`) : [];
  if (!isOnOurMessage(press, slots)) return alone(press, world, () => Promise.reject(userError('STALE_BUTTON')));
  return answer({ kind, key, askedAt, asker, command: '/aws-alerts', text: `storm ${id}` }, world);
}

/** The command that says the same. */
function questionOf(press: LookPress, alert: Alert, resource: Resource): Question {
  const { kind, key, askedAt, asker, button } = press;
  const base = { kind, key, askedAt, asker };
  switch (button) {
    case 'who':
    case 'deeds': {
      const at = Date.parse(alert.occurredAt);
      const until = Math.min(at + after, askedAt);
      // An alert that was not seen for long is asked of as it was; the clock of its source may be ahead of ours.
      const since = Math.min(at, until) - before;
      return {
        ...base,
        command: '/aws-trail',
        text: `${button === 'who' ? termFor(resource) : alert.actor?.arn} since:${iso(since)} until:${iso(until)}`,
      };
    }
    case 'history':
      return { ...base, command: '/aws-resource', text: `${exactWords(resource) ?? resource.id} history` };
    default:
      return {
        ...base,
        command: '/aws-resource',
        text: resource.arn && isTypable(resource.arn) ? resource.arn : resource.id,
      };
  }
}

type Checked = Readonly<{ alert: Alert; resource: Resource }>;

/** That Slack could not be asked who this is, is told as well; anything else is thrown. */
function asMistake(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

/** What was pressed on, when the button is one that we posted there, and this person may ask. */
async function check(press: LookPress, { store, settings, people }: LookWorld): Promise<Checked | UserError> {
  const { asker, alertId, button } = press;
  if (asker.teamId !== settings.slack.team) return userError('OTHER_WORKSPACE');
  const state = /^[\w-]{1,100}$/.test(alertId) ? await store.findAlert(alertId) : undefined;
  const resource = state?.alert.resources[0];
  if (!state || !resource) return userError('STALE_BUTTON');
  const slots = await store.listSlots(`ALERT#${alertId}`);
  if (!isOnOurMessage(press, slots) || !looksOf(state.alert).some(({ what }) => what === button))
    return userError('STALE_BUTTON');
  if (!findAccount(settings, resource.accountId))
    return userError('UNKNOWN_ACCOUNT', { accountId: resource.accountId });
  if (!(await mayInvestigate(settings, asker, people))) return userError('NOT_ALLOWED', { what: 'look into alerts' });
  return { alert: state.alert, resource };
}

/** Does it once however often the press is delivered, and tells whoever pressed what went wrong. */
async function alone(press: LookPress, world: LookWorld, work: () => Promise<void>): Promise<void> {
  const { store, slack, log, reference } = world;
  if ((await store.putJob(press)) === 'known') return;
  try {
    await work();
    await store.updateJob(press.key, { state: 'done' });
  } catch (error) {
    const isTheirs = error instanceof UserError;
    if (!isTheirs) log.error('A press could not be answered', { reference, job: press.key, error: String(error) });
    await slack.answer(press.asker, isTheirs ? renderError(error) : renderBroken(reference));
    await store.updateJob(press.key, { state: 'failed' });
    if (!isTheirs) throw error;
  }
}

/** As calls name it, where that can be typed. */
function termFor(resource: Resource): string {
  const name = nameInCalls(resource);
  return isTypable(name) ? name : resource.id;
}

/** What can stand in a command as one word that is neither an option nor an operator of the search; an ARN can. */
function isTypable(text: string): boolean {
  const isOption = /^(?:-|\w+[:=])/.test(text) && !text.startsWith('arn:');
  const isOperator = /^(?:AND|OR|NOT)$/.test(text);
  return /^[\w.:/+=@,-]{1,300}$/.test(text) && !isOption && !isOperator;
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
