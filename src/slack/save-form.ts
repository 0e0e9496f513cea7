import * as z from 'zod/mini';
import { UserError, userError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import { parseSavedName } from '../core/search/saved-search.ts';
import { type DoorParts, keyed, messageTs, type Request, tell } from './door.ts';
import { formAsker, formPlace, handOverForm, type Mistakes, refuseForm, submissionOf } from './form.ts';
import { takePress } from './press.ts';
import { renderError } from './render/error.ts';
import { renderSaveForm, saveInput } from './render/save-form.ts';

/** Which answer's search it is, and where its button was pressed. */
const Metadata = z.object({
  ...formPlace,
  jobKey: z.string().check(z.regex(/^[\w=+/-]{8,200}$/)),
  messageTs,
});

const Submission = submissionOf(
  z.object({ [saveInput]: z.object({ [saveInput]: z.object({ value: z.nullish(z.string()) }) }) }),
);

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
export async function acceptSaveForm(request: Request, options: DoorParts): Promise<Mistakes | undefined> {
  const sent = Submission.parse(request.body);
  const refused = refuseForm(sent, options.takeClick, options);
  if (refused !== undefined) return { [saveInput]: refused };
  const name = nameIn(sent.view.state.values[saveInput][saveInput].value ?? '');
  if (name instanceof UserError) return { [saveInput]: name.message };
  const { jobKey, messageTs, ...place } = Metadata.parse(JSON.parse(sent.view.private_metadata));
  const job: Job = {
    ...{ kind: 'lookup', ...keyed(request.facts), press: 'save', value: jobKey, messageTs, name },
    asker: formAsker(sent, place),
  };
  return handOverForm(job, saveInput, options);
}

function nameIn(typed: string): string | UserError {
  try {
    return parseSavedName(typed);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
