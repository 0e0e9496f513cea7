import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Now } from '../../core/ports.ts';
import { type HttpReply, json } from '../http.ts';
import { type ApiParts, callAsApp, emitEphemeral } from './api.ts';
import { findBlockProblem } from './blocks.ts';
import { parseJson } from './fields.ts';
import type { Ephemeral } from './happenings.ts';
import { blocksOf, slackMessage, withBlockIds } from './message.ts';
import type { ResponseTarget, ResponseUrls } from './response-urls.ts';

const posted = z.looseObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});
export type ResponseBody = z.infer<typeof posted>;

/** Answers a POST to a response URL: post, replace or delete, as docs.slack.dev/interactivity/handling-user-interaction says. */
export async function answerResponse(
  request: Readonly<{ path: string; body: Buffer }>,
  urls: ResponseUrls,
  parts: ApiParts & { now: Now },
): Promise<HttpReply> {
  const parsed = posted.safeParse(parseJson(request.body.toString('utf8')));
  if (!parsed.success) return json(400, { ok: false, error: 'invalid_payload' });
  const target = urls.use(request.path);
  if (typeof target === 'string') return json(404, { ok: false, error: target });
  const error = await respond(parsed.data, target, parts);
  return error
    ? json(400, { ok: false, error })
    : { status: 200, body: 'ok', headers: { 'content-type': 'text/html' } };
}

/** Does what the body of a response URL, or of the answer to a command, says; the error where Slack would refuse. */
export async function respond(
  body: ResponseBody,
  target: ResponseTarget,
  parts: ApiParts & { now: Now },
): Promise<string | undefined> {
  const { channel, user, messageTs } = target;
  if (body.delete_original && messageTs && !target.ephemeral) {
    return errorOf(await callAsApp('chat.delete', { channel, ts: messageTs }, parts));
  }
  if (!body.text && body.blocks === undefined) return 'no_text';
  const problem = body.blocks === undefined ? undefined : findBlockProblem(body.blocks);
  if (problem) return problem.error;
  const content = { text: body.text ?? '', ...(body.blocks !== undefined && { blocks: body.blocks }) };
  if (body.replace_original && messageTs && !target.ephemeral) {
    return errorOf(await callAsApp('chat.update', { channel, ts: messageTs, ...content }, parts));
  }
  const thread = body.thread_ts ? { thread_ts: body.thread_ts } : {};
  if (body.response_type === 'in_channel') {
    return errorOf(await callAsApp('chat.postMessage', { channel, ...thread, ...content }, parts));
  }
  const replaced = body.replace_original && target.ephemeral ? messageTs : undefined;
  const at = { channel, user, ts: replaced ?? newTs(parts.now) };
  emitEphemeral(ephemeralOf(at, { ...content, ...thread }), parts);
  return undefined;
}

/** What a command's immediate answer says, if anything: empty bodies and plain acknowledgements say nothing. */
export function readImmediate(body: string): ResponseBody | undefined {
  const parsed = posted.safeParse(parseJson(body));
  return parsed.success && (parsed.data.text || parsed.data.blocks !== undefined) ? parsed.data : undefined;
}

function ephemeralOf(
  at: Pick<Ephemeral, 'channel' | 'user' | 'ts'>,
  content: Readonly<Record<string, unknown>>,
): Ephemeral {
  const { text, blocks, thread_ts } = slackMessage.parse({ ...withBlockIds(content), ts: at.ts });
  return { ...at, ...(thread_ts && { threadTs: thread_ts }), message: { text, blocks: blocksOf({ blocks }) } };
}

function newTs(now: Now): string {
  const at = now();
  return `${Math.floor(at / 1_000)}.${String((at % 1_000) * 1_000 + randomInt(1_000)).padStart(6, '0')}`;
}

function errorOf({ ok, error }: { ok: boolean; error?: string | undefined }): string | undefined {
  return ok ? undefined : (error ?? 'unknown_error');
}
