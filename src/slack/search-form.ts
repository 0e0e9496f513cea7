import * as z from 'zod/mini';
import { userError } from '../core/errors.ts';
import type { Asker, Job } from '../core/job.ts';
import { readSearchForm, type SearchForm, searchInputs } from '../core/search/search-form.ts';
import { escapeSlack } from '../core/text/slack-text.ts';
import { askerOf, type DoorParts, handOver, keyed, messageTs, type Request, refusal, slackId } from './door.ts';
import { renderSearchForm } from './render/search-modal.ts';

const instead = '/aws-trail sg-0123456789abcdef0 since:6h';

/** Where the form was opened, which comes back with its answer: there the result goes, if that is private. */
const Metadata = z.object({ channelId: slackId, threadTs: z.optional(messageTs) });

const Held = z.object({
  value: z.nullish(z.string()),
  selected_option: z.nullish(z.object({ value: z.string() })),
  selected_options: z.nullish(z.array(z.object({ value: z.string() }))),
});

/** docs.slack.dev/reference/interaction-payloads/view-interactions-payload: the fields that we use. */
const Submission = z.object({
  api_app_id: z.optional(z.string()),
  team: z.object({ id: slackId }),
  user: z.object({ id: slackId, team_id: z.optional(z.string()) }),
  view: z.object({
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Held)) }),
  }),
});

/** What may open the form: who is where, and Slack's trigger. */
type Opening = Readonly<{ asker: Asker; triggerId: string }>;

/** Asks what to search for; the error that tells how to do without, where Slack did not show it in time. */
export async function openSearchForm({ asker, triggerId }: Opening, { openModal, settings }: DoorParts) {
  const { channelId, threadTs } = asker;
  // Not the response URL: a form's metadata may be seen, and who has that URL can speak as the app.
  const view = renderSearchForm(settings, JSON.stringify({ channelId, threadTs }));
  return (await openModal?.(triggerId, view)) ? undefined : userError('FORM_NOT_OPENED', { instead });
}

/** Hands over the command that the form says; what is wrong with it by its input, or undefined, and the form closes. */
export async function acceptSearchForm(
  request: Request,
  options: DoorParts,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { team, user, view, api_app_id } = Submission.parse(request.body);
  const stranger = refusal({ teams: [team.id, user.team_id ?? team.id], app: api_app_id }, options);
  if (stranger) return { words: stranger.message };
  const seconds = options.takeCommand(user.id);
  if (seconds > 0) return { words: `${userError('TOO_MANY', { seconds }).message} Wait ${seconds} s.` };
  const { askedAt } = keyed(request.facts);
  const read = readSearchForm(formIn(view.state.values), { askedAt, settings: options.settings });
  if ('errors' in read) return read.errors;
  const { channelId, threadTs } = Metadata.parse(JSON.parse(view.private_metadata));
  const job: Job = {
    ...{ kind: 'search', ...keyed(request.facts), command: '/aws-trail', text: escapeSlack(read.text) },
    asker: askerOf({ teamId: team.id, userId: user.id, channelId }, undefined, threadTs),
  };
  return (await handOver(job, options))
    ? undefined
    : { words: 'This could not be accepted just now; try again in a minute.' };
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
