import * as z from 'zod/mini';
import { userError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import { askerOf, type DoorParts, handOver, keyed, messageTs, type Request, refusal, slackId, tell } from './door.ts';
import { renderError, renderNotAccepted } from './render/error.ts';

const Place = z.object({
  ts: messageTs,
  thread_ts: z.optional(messageTs),
  text: z.catch(z.optional(z.string()), undefined),
});

/** docs.slack.dev/reference/interaction-payloads/block_actions-payload: the fields that we use. */
const Click = z.object({
  api_app_id: z.optional(z.string()),
  team: z.object({ id: slackId }),
  user: z.object({ id: slackId, team_id: z.optional(z.string()) }),
  channel: z.object({ id: slackId }),
  // Not there for what only one person sees; the container is.
  message: z.optional(Place),
  container: z.optional(z.object({ message_ts: z.optional(messageTs), thread_ts: z.optional(messageTs) })),
  actions: z.array(z.object({ action_id: z.string(), value: z.optional(z.string()) })).check(z.minLength(1)),
  response_url: z.optional(z.string()),
  trigger_id: z.optional(z.string()),
});

/** What every press says. */
export type Pressed = Pick<Job, 'key' | 'askedAt' | 'asker'> & Readonly<{ messageTs: string }>;
/** The job of a press; `value` is what the button holds, opaque to us here. */
export type ToJob = (pressed: Pressed, value: string) => Job;

/** A press that may be taken, with what its button holds, what a form may be opened with, and the text of the message that it is on. */
export type TakenPress = Readonly<{ pressed: Pressed; value: string; triggerId: string; said?: string }>;

/** Reads a press; undefined when it was refused, and whoever pressed told why. */
export async function takePress(request: Request, options: DoorParts): Promise<TakenPress | undefined> {
  const click = Click.parse(request.body);
  const { team, user, channel, actions, response_url, api_app_id, trigger_id = '' } = click;
  const { message_ts: ts, thread_ts } = click.container ?? {};
  const message = click.message ?? Place.parse({ ts, ...(thread_ts !== undefined && { thread_ts }) });
  const stranger = refusal({ teams: [team.id, user.team_id ?? team.id], app: api_app_id }, options);
  const value = actions[0]?.value ?? '';
  const seconds = stranger ? 0 : options.takeClick(user.id);
  const tooMany = seconds > 0 ? userError('TOO_MANY', { seconds }) : undefined;
  const stale = value === '' || value.length > 255 ? userError('STALE_BUTTON') : undefined;
  const problem = stranger ?? tooMany ?? stale;
  const asker = askerOf({ teamId: team.id, userId: user.id, channelId: channel.id }, response_url, threadOf(message));
  if (problem) {
    await tell(renderError(problem), asker, options);
    return undefined;
  }
  const pressed = { ...keyed(request.facts), asker, messageTs: message.ts };
  return { pressed, value, triggerId: trigger_id, ...(message.text !== undefined && { said: message.text }) };
}

/** Hands a press over. The answer to it shows nothing, so what went wrong is told through the response URL. */
export async function acceptPress(request: Request, toJob: ToJob, options: DoorParts): Promise<void> {
  const taken = await takePress(request, options);
  if (!taken || (await handOver(toJob(taken.pressed, taken.value), options))) return;
  await tell(renderNotAccepted(), taken.pressed.asker, options);
}

/** The thread that a message was pressed in, below its root. */
function threadOf({ ts, thread_ts }: z.infer<typeof Place>): string | undefined {
  return thread_ts === ts ? undefined : thread_ts;
}
