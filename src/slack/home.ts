import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { HomeAct } from '../core/home.ts';
import type { Job } from '../core/job.ts';
import { askerOf, type DoorParts, handOver, keyed, type Request, refusal, slackId } from './door.ts';

/** What Slack showed when something happened there: views.publish takes it back as `hash`. */
const Shown = z.object({ hash: z.optional(z.string().check(z.maxLength(100))) });

/** docs.slack.dev/reference/events/app_home_opened within the Events API's envelope: the fields that we use. */
const Opened = z.object({
  team_id: slackId,
  api_app_id: z.optional(z.string()),
  event_id: z.string().check(z.minLength(1), z.maxLength(200)),
  event: z.object({ user: slackId, tab: z.optional(z.string()), view: z.optional(Shown) }),
});

/** docs.slack.dev/reference/interaction-payloads/block_actions-payload, of a button in a Home tab: the fields that we use. */
const HomeClick = z.object({
  api_app_id: z.optional(z.string()),
  team: z.object({ id: slackId }),
  user: z.object({ id: slackId, team_id: z.optional(z.string()) }),
  view: z.extend(Shown, { type: z.literal('home') }),
  actions: z.array(z.object({ value: z.optional(z.string().check(z.maxLength(255))) })).check(z.minLength(1)),
  trigger_id: z.optional(z.string()),
});

/** A press in App Home that may be taken. There is no channel to answer in, so it names the person's own messages. */
export type HomePressed = Pick<Job, 'key' | 'askedAt' | 'asker'> &
  Readonly<{ value?: string; hash?: string; triggerId: string }>;

/**
 * Somebody opened App Home. Slack sends an event again whose answer was no good, signed anew: its own id makes it the same.
 * Throws when it could not be handed over, so that Slack does.
 */
export async function acceptHomeOpened(request: Request, options: DoorParts): Promise<void> {
  const { team_id, api_app_id, event_id, event } = Opened.parse(request.body);
  if (event.tab !== undefined && event.tab !== 'home') return;
  if (refusal({ teams: [team_id], app: api_app_id }, options) || isTooMuch(event.user, options)) return;
  const key = createHash('sha256').update(`event|${event_id}`).digest('hex').slice(0, 32);
  const asker = askerOf({ teamId: team_id, userId: event.user, channelId: event.user });
  const { askedAt } = request.facts;
  await mustHandOver({ kind: 'lookup', key, askedAt, asker, home: 'show', ...hashOf(event.view) }, options);
}

/** Reads a press in App Home; undefined when it was refused: there is nowhere to tell why. */
export function takeHomePress(request: Request, options: DoorParts): HomePressed | undefined {
  const { team, user, view, actions, api_app_id, trigger_id = '' } = HomeClick.parse(request.body);
  const stranger = refusal({ teams: [team.id, user.team_id ?? team.id], app: api_app_id }, options);
  if (stranger || isTooMuch(user.id, options)) return undefined;
  const asker = askerOf({ teamId: team.id, userId: user.id, channelId: user.id });
  const value = actions[0]?.value;
  return {
    ...{ ...keyed(request.facts), asker, triggerId: trigger_id },
    ...{ ...(value !== undefined && { value }), ...hashOf(view) },
  };
}

/** Hands such a press over. Throws when that could not be done: Slack then shows a sign beside the button. */
export async function acceptHomePress(home: HomeAct, request: Request, options: DoorParts): Promise<void> {
  const taken = takeHomePress(request, options);
  if (!taken) return;
  const { triggerId: _, ...pressed } = taken;
  await mustHandOver({ kind: home === 'run' ? 'search' : 'lookup', ...pressed, home }, options);
}

async function mustHandOver(job: Job, options: DoorParts): Promise<void> {
  if (!(await handOver(job, options))) throw new Error('A job of App Home could not be handed over');
}

function isTooMuch(userId: string, { takeClick, log }: DoorParts): boolean {
  const seconds = takeClick(userId);
  if (seconds > 0) log.warn('Somebody asks for App Home too often', { seconds });
  return seconds > 0;
}

function hashOf(view: z.infer<typeof Shown> | undefined): Readonly<{ hash?: string }> {
  return view?.hash === undefined ? {} : { hash: view.hash };
}
