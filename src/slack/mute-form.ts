import * as z from 'zod/mini';
import { parseMuteButton } from '../core/button.ts';
import { userError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import { muteScopes } from '../core/mute-choice.ts';
import { oneLine } from '../core/text/phrase.ts';
import { askerOf, type DoorParts, handOver, keyed, messageTs, type Request, refusal, slackId, tell } from './door.ts';
import { takePress } from './press.ts';
import { renderError } from './render/error.ts';
import { muteForm, muteSpans, renderMuteForm } from './render/mute-form.ts';

/** What the form was opened for, which comes back with its answer. */
const Metadata = z.object({
  alertId: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  channelId: slackId,
  messageTs,
  threadTs: z.optional(messageTs),
});

const chosen = z.object({ selected_option: z.object({ value: z.string() }) });

/** docs.slack.dev/reference/interaction-payloads/view-interactions-payload: the fields that we use. */
const Submission = z.object({
  api_app_id: z.optional(z.string()),
  team: z.object({ id: slackId }),
  user: z.object({ id: slackId, team_id: z.optional(z.string()) }),
  view: z.object({
    private_metadata: z.string(),
    state: z.object({
      values: z.object({
        [muteForm.scope]: z.object({ [muteForm.scope]: chosen }),
        [muteForm.span]: z.object({ [muteForm.span]: chosen }),
        [muteForm.because]: z.object({ [muteForm.because]: z.object({ value: z.nullish(z.string()) }) }),
      }),
    }),
  }),
});

const instead = '/aws-alerts mute rule:RULE resource:RESOURCE for:2h because:"WHY"';

/** A press of the button that mutes: asks what, for how long and why. */
export async function openMuteForm(request: Request, options: DoorParts): Promise<void> {
  const taken = await takePress(request, options);
  if (!taken) return;
  const { asker, messageTs } = taken.pressed;
  const ref = parseMuteButton(taken.value);
  if (!ref) return tell(renderError(userError('STALE_BUTTON')), asker, options);
  const { channelId, threadTs } = asker;
  // Not the response URL: a form's metadata may be seen, and who has that URL can speak as the app.
  const metadata = JSON.stringify({ alertId: ref.alertId, channelId, messageTs, threadTs });
  const isOpen = await options.openModal?.(taken.triggerId, renderMuteForm(ref.scopes, metadata));
  if (!isOpen) await tell(renderError(userError('FORM_NOT_OPENED', { instead })), asker, options);
}

/** Hands over what the form says; what is wrong with it by the input that it is about, or undefined, and the form closes. */
export async function acceptMuteForm(
  request: Request,
  options: DoorParts,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { team, user, view, api_app_id } = Submission.parse(request.body);
  const stranger = refusal({ teams: [team.id, user.team_id ?? team.id], app: api_app_id }, options);
  if (stranger) return { [muteForm.because]: stranger.message };
  const seconds = options.takeClick(user.id);
  if (seconds > 0) return { [muteForm.because]: `${userError('TOO_MANY', { seconds }).message} Wait ${seconds} s.` };
  const { scope, span, because } = view.state.values;
  const why = oneLine(because.because.value ?? '', 200);
  if (why === '') return { [muteForm.because]: 'Say why, for those who wonder tomorrow.' };
  const forMs = muteSpans.find(({ name }) => name === span.span.selected_option.value)?.ms;
  const what = muteScopes.find((one) => one === scope.scope.selected_option.value);
  if (forMs === undefined || !what) return { [muteForm.scope]: 'Choose one of these.' };
  const { alertId, channelId, messageTs, threadTs } = Metadata.parse(JSON.parse(view.private_metadata));
  const job: Job = {
    ...{ kind: 'lookup', ...keyed(request.facts), button: 'mute', alertId, messageTs },
    asker: askerOf({ teamId: team.id, userId: user.id, channelId }, undefined, threadTs),
    mute: { scope: what, forMs, because: why },
  };
  if (await handOver(job, options)) return undefined;
  return { [muteForm.because]: 'This could not be accepted just now; try again in a minute.' };
}
