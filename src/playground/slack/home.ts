import { z } from 'zod';
import { findHomeProblem } from './blocks.ts';
import type { SlackAnswer, SlackEmulator } from './emulator.ts';
import { type Fields, textOf } from './fields.ts';
import type { Bus } from './happenings.ts';
import { withBlockIds } from './message.ts';
import type { Installation, Workspace } from './workspace.ts';

type Parts = Readonly<{
  emulator: SlackEmulator;
  bus: Bus;
  workspace: Workspace;
  installation: Installation;
}>;

/** docs.slack.dev/reference/views/home-tab-views; what only a modal has is as wrong as a misspelt field. */
const homeView = z.strictObject({
  type: z.literal('home'),
  blocks: z.array(z.unknown()).max(100),
  private_metadata: z.string().max(3_000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
});
const asked = z.strictObject({ user_id: z.string(), view: z.unknown(), hash: z.string().optional() });
const published = z.looseObject({
  view: z.looseObject({ id: z.string(), hash: z.string(), blocks: z.array(z.looseObject({ type: z.string() })) }),
});
/** views.publish: a larger view is refused. */
const mostBytes = 250_000;

/** views.publish: for one person of the workspace, over what they see; with `hash` only when they still see that. */
export async function publishHome(fields: Fields, parts: Parts): Promise<SlackAnswer> {
  const problem = problemOf(fields, parts);
  if (problem) return { ok: false, ...problem };
  const { view, ...rest } = asked.parse(fields);
  const answer = await parts.emulator.call('views.publish', { ...rest, view: withBlockIds(homeView.parse(view)) });
  if (!answer.ok) return answer;
  const { id, hash, blocks } = published.parse(answer).view;
  parts.bus.emit({ kind: 'home', user: rest.user_id, home: { id, hash, blocks } });
  return answer;
}

type Problem = Readonly<{ error: string; response_metadata?: object }>;

function problemOf(fields: Fields, { workspace, installation }: Parts): Problem | undefined {
  if (!installation.homeTab) return { error: 'not_enabled' };
  const args = asked.safeParse(fields);
  const view = homeView.safeParse(fields['view']);
  const issue = args.error?.issues[0] ?? view.error?.issues[0];
  if (issue) {
    const messages = [`[ERROR] ${issue.message} [json-pointer:/view/${issue.path.map(String).join('/')}]`];
    return { error: 'invalid_arguments', response_metadata: { messages } };
  }
  const isOurs = workspace.people.some(({ id, teamId }) => id === textOf(fields, 'user_id') && teamId === undefined);
  if (!isOurs) return { error: 'user_not_found' };
  if (Buffer.byteLength(JSON.stringify(view.data)) > mostBytes) return { error: 'view_too_large' };
  const wrong = findHomeProblem(view.data?.blocks);
  return wrong && { error: 'invalid_arguments', response_metadata: { messages: wrong.messages } };
}
