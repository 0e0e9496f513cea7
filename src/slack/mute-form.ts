import * as z from 'zod/mini';
import { parseMuteButton } from '../core/button.ts';
import { userError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import { muteScopes } from '../core/mute-choice.ts';
import { oneLine } from '../core/text/phrase.ts';
import { type DoorParts, keyed, messageTs, type Request, tell } from './door.ts';
import { formAsker, formPlace, handOverForm, type Mistakes, refuseForm, submissionOf } from './form.ts';
import { takePress } from './press.ts';
import { renderError } from './render/error.ts';
import { muteForm, muteSpans, renderMuteForm } from './render/mute-form.ts';

/** What the form was opened for, which comes back with its answer. */
const Metadata = z.object({
  ...formPlace,
  alertId: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  messageTs,
});

const chosen = z.object({ selected_option: z.object({ value: z.string() }) });

const Submission = submissionOf(
  z.object({
    [muteForm.scope]: z.object({ [muteForm.scope]: chosen }),
    [muteForm.span]: z.object({ [muteForm.span]: chosen }),
    [muteForm.because]: z.object({ [muteForm.because]: z.object({ value: z.nullish(z.string()) }) }),
  }),
);

const instead = '/aws-alerts mute rule:RULE resource:RESOURCE for:2h because:"WHY"';

/** A press of the button that mutes: asks what, for how long and why. */
export async function openMuteForm(request: Request, options: DoorParts): Promise<void> {
  const taken = await takePress(request, options);
  if (!taken) return;
  const { asker, messageTs } = taken.pressed;
  const ref = parseMuteButton(taken.value);
  if (!ref) return tell(renderError(userError('STALE_BUTTON')), asker, options);
  const { channelId, threadTs } = asker;
  const metadata = JSON.stringify({ alertId: ref.alertId, channelId, messageTs, threadTs });
  const view = renderMuteForm({ ...ref.choices, ...(taken.said !== undefined && { said: taken.said }) }, metadata);
  const isOpen = await options.openModal?.(taken.triggerId, view);
  if (!isOpen) await tell(renderError(userError('FORM_NOT_OPENED', { instead })), asker, options);
}

/** Hands over what the form says; what is wrong with it by the input that it is about, or undefined, and the form closes. */
export async function acceptMuteForm(request: Request, options: DoorParts): Promise<Mistakes | undefined> {
  const sent = Submission.parse(request.body);
  const refused = refuseForm(sent, options.takeClick, options);
  if (refused !== undefined) return { [muteForm.because]: refused };
  const { scope, span, because } = sent.view.state.values;
  const why = oneLine(because.because.value ?? '', 200);
  if (why === '') return { [muteForm.because]: 'Say why, for those who wonder tomorrow.' };
  const forMs = muteSpans.find(({ name }) => name === span.span.selected_option.value)?.ms;
  const what = muteScopes.find((one) => one === scope.scope.selected_option.value);
  if (forMs === undefined || !what) return { [muteForm.scope]: 'Choose one of these.' };
  const { alertId, messageTs, ...place } = Metadata.parse(JSON.parse(sent.view.private_metadata));
  const job: Job = {
    ...{ kind: 'lookup', ...keyed(request.facts), button: 'mute', alertId, messageTs },
    asker: formAsker(sent, place),
    mute: { scope: what, forMs, because: why },
  };
  return handOverForm(job, muteForm.because, options);
}
