import * as z from 'zod/mini';
import { userError } from '../core/errors.ts';
import type { Asker, Job } from '../core/job.ts';
import { readSearchForm, type SearchForm, searchInputs } from '../core/search/search-form.ts';
import { escapeSlack } from '../core/text/slack-text.ts';
import { type DoorParts, keyed, type Request } from './door.ts';
import { formAsker, formPlace, handOverForm, type Mistakes, refuseForm, submissionOf } from './form.ts';
import { renderSearchForm } from './render/search-modal.ts';

const instead = '/aws-trail sg-0123456789abcdef0 since:6h';

/** Where the form was opened: there the result goes, if that is private. */
const Metadata = z.object(formPlace);

const Held = z.object({
  value: z.nullish(z.string()),
  selected_option: z.nullish(z.object({ value: z.string() })),
  selected_options: z.nullish(z.array(z.object({ value: z.string() }))),
});

const Submission = submissionOf(z.record(z.string(), z.record(z.string(), Held)));

/** What may open the form: who is where, and Slack's trigger. */
type Opening = Readonly<{ asker: Asker; triggerId: string }>;

/** Asks what to search for; the error that tells how to do without, where Slack did not show it in time. */
export async function openSearchForm({ asker, triggerId }: Opening, { openModal, settings }: DoorParts) {
  const { channelId, threadTs } = asker;
  const view = renderSearchForm(settings, JSON.stringify({ channelId, threadTs }));
  return (await openModal?.(triggerId, view)) ? undefined : userError('FORM_NOT_OPENED', { instead });
}

/** Hands over the command that the form says; what is wrong with it by its input, or undefined, and the form closes. */
export async function acceptSearchForm(request: Request, options: DoorParts): Promise<Mistakes | undefined> {
  const sent = Submission.parse(request.body);
  const refused = refuseForm(sent, options.takeCommand, options);
  if (refused !== undefined) return { words: refused };
  const { askedAt } = keyed(request.facts);
  const read = readSearchForm(formIn(sent.view.state.values), { askedAt, settings: options.settings });
  if ('errors' in read) return read.errors;
  const place = Metadata.parse(JSON.parse(sent.view.private_metadata));
  const job: Job = {
    ...{ kind: 'search', ...keyed(request.facts), command: '/aws-trail', text: escapeSlack(read.text) },
    asker: formAsker(sent, place),
  };
  return handOverForm(job, 'words', options);
}

type Values = z.infer<typeof Submission>['view']['state']['values'];

/** What was filled in, on one line; absent where there is nothing. */
function formIn(values: Values): SearchForm {
  const entries = searchInputs.flatMap((name) => {
    const { value, selected_option, selected_options } = values[name]?.[name] ?? {};
    const text = (value ?? selected_option?.value ?? selected_options?.[0]?.value ?? '').replace(/\s+/g, ' ').trim();
    return text === '' ? [] : [[name, text] as const];
  });
  return Object.fromEntries(entries);
}
