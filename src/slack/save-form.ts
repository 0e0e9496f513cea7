import * as z from 'zod/mini';
import { UserError, userError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import { parseSavedName } from '../core/search/saved-search.ts';
import { askerOf, type DoorParts, handOver, keyed, messageTs, type Request, refusal, slackId, tell } from './door.ts';
import { takePress } from './press.ts';
import { renderError } from './render/error.ts';
import { renderSaveForm, saveInput } from './render/save-form.ts';

/** Which answer's search it is, and where its button was pressed. */
const Metadata = z.object({
  jobKey: z.string().check(z.regex(/^[\w=+/-]{8,200}$/)),
  channelId: slackId,
  messageTs,
  threadTs: z.optional(messageTs),
});

/** docs.slack.dev/reference/interaction-payloads/view-interactions-payload: the fields that we use. */
const Submission = z.object({
  api_app_id: z.optional(z.string()),
  team: z.object({ id: slackId }),
  user: z.object({ id: slackId, team_id: z.optional(z.string()) }),
  view: z.object({
    private_metadata: z.string(),
    state: z.object({
      values: z.object({ [saveInput]: z.object({ [saveInput]: z.object({ value: z.nullish(z.string()) }) }) }),
    }),
  }),
});

const instead = '/aws-trail … save:NAME';

/** A press of an answer's Save button: asks by which name. */
export async function openSaveForm(request: Request, options: DoorParts): Promise<void> {
  const taken = await takePress(request, options);
  if (!taken) return;
  const { asker, messageTs } = taken.pressed;
  const { channelId, threadTs } = asker;
  const metadata = JSON.stringify({ jobKey: taken.value, channelId, messageTs, threadTs });
  const isOpen = await options.openModal?.(taken.triggerId, renderSaveForm(metadata));
  if (!isOpen) await tell(renderError(userError('FORM_NOT_OPENED', { instead })), asker, options);
}

/** Hands over the name; what is wrong with it, or undefined, and the form closes. */
export async function acceptSaveForm(
  request: Request,
  options: DoorParts,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { team, user, view, api_app_id } = Submission.parse(request.body);
  const stranger = refusal({ teams: [team.id, user.team_id ?? team.id], app: api_app_id }, options);
  if (stranger) return { [saveInput]: stranger.message };
  const seconds = options.takeClick(user.id);
  if (seconds > 0) return { [saveInput]: `${userError('TOO_MANY', { seconds }).message} Wait ${seconds} s.` };
  const name = nameIn(view.state.values[saveInput][saveInput].value ?? '');
  if (name instanceof UserError) return { [saveInput]: name.message };
  const { jobKey, channelId, messageTs, threadTs } = Metadata.parse(JSON.parse(view.private_metadata));
  const job: Job = {
    ...{ kind: 'lookup', ...keyed(request.facts), press: 'save', value: jobKey, messageTs, name },
    asker: askerOf({ teamId: team.id, userId: user.id, channelId }, undefined, threadTs),
  };
  return (await handOver(job, options))
    ? undefined
    : { [saveInput]: 'This could not be accepted just now; try again in a minute.' };
}

function nameIn(typed: string): string | UserError {
  try {
    return parseSavedName(typed);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
