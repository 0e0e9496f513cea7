import * as z from 'zod/mini';
import { userError } from '../core/errors.ts';
import type { Asker, Job } from '../core/job.ts';
import type { Take } from './allowance.ts';
import { askerOf, type DoorOptions, handOver, messageTs, refusal, slackId } from './door.ts';

/** What is wrong with a form, by the input that it is about. */
export type Mistakes = Readonly<Record<string, string>>;

/**
 * Where a form was opened, which comes back with its answer. Not the response URL: a form's metadata may be seen, and who has
 * that URL can speak as the app.
 */
export const formPlace = { channelId: slackId, threadTs: z.optional(messageTs) };
type FormPlace = z.infer<z.ZodMiniObject<typeof formPlace>>;

const sender = {
  api_app_id: z.optional(z.string()),
  team: z.object({ id: slackId }),
  user: z.object({ id: slackId, team_id: z.optional(z.string()) }),
};
type Sender = z.infer<z.ZodMiniObject<typeof sender>>;

/**
 * The answer to a form whose inputs hold `values`; docs.slack.dev/reference/interaction-payloads/view-interactions-payload: the
 * fields that we use.
 */
export function submissionOf<Values extends z.ZodMiniType>(values: Values) {
  return z.object({ ...sender, view: z.object({ private_metadata: z.string(), state: z.object({ values }) }) });
}

/** Why a form is not taken from who sent it: a stranger, or one who asks too much, which `take` says; otherwise undefined. */
export function refuseForm({ team, user, api_app_id }: Sender, take: Take, options: DoorOptions): string | undefined {
  const stranger = refusal({ teams: [team.id, user.team_id ?? team.id], app: api_app_id }, options);
  if (stranger) return stranger.message;
  const seconds = take(user.id);
  return seconds > 0 ? `${userError('TOO_MANY', { seconds }).message} Wait ${seconds} s.` : undefined;
}

/** Who sent a form, and where it was opened. */
export function formAsker({ team, user }: Sender, { channelId, threadTs }: FormPlace): Asker {
  return askerOf({ teamId: team.id, userId: user.id, channelId }, undefined, threadTs);
}

/** Puts the job of a form on its topic: undefined, and the form closes; what went wrong by this input when that failed. */
export async function handOverForm(job: Job, input: string, options: DoorOptions): Promise<Mistakes | undefined> {
  if (await handOver(job, options)) return undefined;
  return { [input]: 'This could not be accepted just now; try again in a minute.' };
}
