import { z } from 'zod';
import { type HttpReply, json } from '../http.ts';
import { findBlockProblem } from './blocks.ts';
import type { SlackAnswer, SlackEmulator } from './emulator.ts';
import { type Fields, textOf } from './fields.ts';
import type { Bus, Ephemeral } from './happenings.ts';
import { publishHome } from './home.ts';
import { blocksOf, filterMessages, slackMessage, withBlockIds } from './message.ts';
import { perChannel, type TakeRate, tier2, tier3, tier4 } from './rates.ts';
import { listGroupUsers, showUser } from './users.ts';
import { generateTrigger, showView } from './views.ts';
import type { Installation, Workspace } from './workspace.ts';

export type ApiParts = Readonly<{
  workspace: Workspace;
  installation: Installation;
  emulator: SlackEmulator;
  bus: Bus;
  take: TakeRate;
  /** Whose a trigger or a modal is, by its id. */
  owners: Map<string, string>;
}>;

type Method = (fields: Fields, parts: ApiParts) => Promise<SlackAnswer>;

/** Methods that are more than passed on: checked harder than emulate does, told on the bus, or missing there. */
const methods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': updateMessage,
  'chat.delete': deleteMessage,
  'chat.postEphemeral': postEphemeral,
  'conversations.history': readMessages('conversations.history'),
  'conversations.replies': readMessages('conversations.replies'),
  'files.completeUploadExternal': completeUpload,
  'usergroups.users.list': listGroupUsers,
  'users.info': showUser,
  'views.generateTriggerId': generateTrigger,
  'views.open': showView('views.open'),
  'views.publish': publishHome,
  'views.push': showView('views.push'),
  'views.update': showView('views.update'),
};

/** Answers one call of the Web API: token, rate, blocks, then emulate, then everybody who watches. */
export async function answerCall(
  method: string,
  fields: Fields & { token: string },
  parts: ApiParts,
): Promise<HttpReply> {
  const { token, ...args } = fields;
  if (!token) return json(200, refusal('not_authed'));
  if (token !== parts.installation.botToken) return json(200, refusal('invalid_auth'));
  const waitSeconds = takeRate(method, args, parts.take);
  if (waitSeconds > 0) return json(429, refusal('ratelimited'), { 'retry-after': String(waitSeconds) });
  const problem = args['blocks'] === undefined ? undefined : findBlockProblem(args['blocks']);
  if (problem) return json(200, { ...refusal(problem.error), response_metadata: { messages: problem.messages } });
  return json(200, await (methods[method]?.(args, parts) ?? parts.emulator.call(method, args)));
}

/** The app's own call without the door's limits, for response URLs, which have limits of their own, and for the page. */
export function callAsApp(method: string, fields: Fields, parts: ApiParts): Promise<SlackAnswer> {
  return methods[method]?.(fields, parts) ?? parts.emulator.call(method, fields);
}

/** Tells of a message that only one person sees. */
export function emitEphemeral(ephemeral: Ephemeral, { bus }: Pick<ApiParts, 'bus'>): void {
  bus.emit({ kind: 'ephemeral', ephemeral });
}

function takeRate(method: string, fields: Fields, take: TakeRate): number {
  if (method === 'chat.postMessage') return take(`post ${textOf(fields, 'channel')}`, perChannel);
  if (method === 'files.completeUploadExternal') return take(`post ${textOf(fields, 'channel_id')}`, perChannel);
  if (method === 'users.info' || method === 'views.publish') return take(method, tier4);
  if (method === 'usergroups.users.list') return take(method, tier2);
  return method === 'chat.update' ? take('update', tier3) : 0;
}

async function postMessage(fields: Fields, { emulator, bus }: ApiParts): Promise<SlackAnswer> {
  const answer = await emulator.call('chat.postMessage', withBlockIds(fields));
  if (answer.ok) bus.emit({ kind: 'posted', ...told(answer) });
  return answer;
}

async function updateMessage(fields: Fields, { emulator, bus }: ApiParts): Promise<SlackAnswer> {
  const answer = await emulator.call('chat.update', withBlockIds(fields));
  if (answer.ok) bus.emit({ kind: 'edited', ...told(answer) });
  return answer;
}

async function deleteMessage(fields: Fields, { emulator, bus }: ApiParts): Promise<SlackAnswer> {
  const answer = await emulator.call('chat.delete', fields);
  if (answer.ok) bus.emit({ kind: 'deleted', channel: textOf(fields, 'channel'), ts: textOf(fields, 'ts') });
  return answer;
}

async function postEphemeral(fields: Fields, parts: ApiParts): Promise<SlackAnswer> {
  const prepared = withBlockIds(fields);
  const answer = await parts.emulator.call('chat.postEphemeral', prepared);
  if (!answer.ok) return answer;
  const ts = z.string().parse(answer['message_ts']);
  const { text, blocks, thread_ts } = slackMessage.parse({ ...prepared, ts });
  const message = { text, blocks: blocksOf({ blocks }) };
  const at = { ts, channel: textOf(fields, 'channel'), user: textOf(fields, 'user') };
  emitEphemeral({ ...at, ...(thread_ts && { threadTs: thread_ts }), message }, parts);
  return answer;
}

/** A range of times is read whole and cut here, with a cursor that says where the next page begins. */
function readMessages(method: string): Method {
  return async (fields, { emulator }) => {
    const timed = fields['oldest'] !== undefined || fields['latest'] !== undefined;
    if (!timed) {
      const answer = await emulator.call(method, fields);
      return answer.ok ? { ...answer, messages: filterMessages(answer['messages'], fields) } : answer;
    }
    const { cursor, ...asked } = fields;
    const answer = await emulator.call(method, { ...asked, limit: 1_000 });
    if (!answer.ok) return answer;
    const messages = filterMessages(answer['messages'], fields);
    const from = typeof cursor === 'string' ? Number(/^from:(\d+)$/.exec(cursor)?.[1] ?? 0) : 0;
    const to = from + Number(fields['limit'] ?? 100);
    const isMore = messages.length > to;
    const more = isMore ? { response_metadata: { next_cursor: `from:${to}` } } : {};
    return { ...answer, messages: messages.slice(from, to), has_more: isMore, ...more };
  };
}

const completed = z.array(z.looseObject({ id: z.string(), name: z.string(), title: z.string(), size: z.number() }));

async function completeUpload(fields: Fields, { emulator, bus }: ApiParts): Promise<SlackAnswer> {
  const answer = await emulator.call('files.completeUploadExternal', fields);
  const channel = textOf(fields, 'channel_id');
  if (!answer.ok || !channel) return answer;
  const files = completed.parse(answer['files']).map(({ id, name, title, size }) => ({ id, name, title, size }));
  const threadTs = textOf(fields, 'thread_ts');
  bus.emit({ kind: 'uploaded', channel, ...(threadTs && { threadTs }), files });
  return answer;
}

const written = z.looseObject({ channel: z.string(), ts: z.string(), message: slackMessage });

function told(answer: SlackAnswer) {
  const { channel, ts, message } = written.parse(answer);
  const threadTs = message.thread_ts;
  return {
    channel,
    ts,
    ...(threadTs && { threadTs }),
    message: { text: message.text, blocks: blocksOf(message) },
  };
}

function refusal(error: string): { ok: false; error: string } {
  return { ok: false, error };
}
