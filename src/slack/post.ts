import * as z from 'zod/mini';
import { userError } from '../core/errors.ts';
import type { Asker } from '../core/job.ts';
import type { Message } from '../core/message.ts';
import type { PostOutcome, Slack, SlackTrouble } from '../core/ports.ts';
import { type Call, type CallOptions, createCall } from './call.ts';
import { findCopies } from './copies.ts';
import { tagged } from './metadata.ts';
import { outcomeOf } from './outcome.ts';
import { findPermalink, publishHome } from './publish-home.ts';
import { answerByUrl, inThread, isResponseUrl, quiet } from './response-url.ts';
import { findShared, prepareFile, shareFile } from './upload.ts';

const Posted = z.object({ ts: z.string() });
const Opened = z.object({ channel: z.object({ id: z.string() }) });
const flag = z._default(z.boolean(), false);
const Conversation = z.object({
  channel: z.object({
    is_private: flag,
    is_im: flag,
    is_mpim: flag,
    is_ext_shared: flag,
    is_pending_ext_shared: flag,
    is_archived: flag,
    is_member: z._default(z.boolean(), true),
  }),
});

/** Everything that we ask of Slack's Web API. Calls are made once: what to do about a failure is the queue's to decide. */
export function createSlack(options: CallOptions): Slack {
  const call = createCall(options);
  return {
    post: ({ channel, threadTs, slot, rev }, message) => {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      return written(call('chat.postMessage', { channel, ...thread, ...contentOf(message), ...tagged(slot, rev) }));
    },
    update: ({ channel, ts, slot, rev }, message) =>
      written(call('chat.update', { channel, ts, ...contentOf(message), ...tagged(slot, rev) })),
    remove: (at) => outcome(removed(call, at)),
    prepareFile: (file) =>
      outcome(
        prepareFile(call, file).then((id) =>
          id === undefined ? { kind: 'unclear', why: 'the upload was not taken' } : { kind: 'ok', file: id },
        ),
      ),
    shareFile: (to, file) => outcome(shared(call, to, file)),
    findFile: (channel, file) =>
      outcome(findShared(call, channel, file).then((ts) => ({ kind: 'ok' as const, ...(ts !== undefined && { ts }) }))),
    findCopies: (at) => outcome(findCopies(call, at)),
    openDirect: (userId) => openDirect(call, userId).catch(asRefused),
    isPrivate: (channel) => isPrivate(call, channel),
    isShared: (channel) => isShared(call, channel),
    findPermalink: (at) => findPermalink(call, at, options.apiUrl),
    publishHome: (to, view) => outcome(publishHome(call, to, view)),
    answer: (asker, message) => answer(asker, message, { ...options, call }),
  };
}

/** An empty list of blocks is sent as well: `chat.update` would keep the old ones. */
function contentOf({ text, blocks }: Message): Readonly<Record<string, unknown>> {
  return { text, blocks, mrkdwn: false, ...quiet };
}

function written(answer: Promise<unknown>): Promise<PostOutcome> {
  return outcome(
    answer.then((body): PostOutcome => {
      const posted = Posted.safeParse(body);
      return posted.success ? { kind: 'ok', ts: posted.data.ts } : { kind: 'unclear', why: 'no ts in the answer' };
    }),
  );
}

async function outcome<Answer>(attempt: Promise<Answer>): Promise<Answer | SlackTrouble> {
  try {
    return await attempt;
  } catch (error) {
    const known = outcomeOf(error);
    if (known === undefined) throw error;
    return known;
  }
}

/** chat.delete; what is gone already need not go. */
async function removed(call: Call, at: Readonly<{ channel: string; ts: string }>): Promise<PostOutcome> {
  try {
    await call('chat.delete', at);
  } catch (error) {
    const known = outcomeOf(error);
    if (known?.kind !== 'refused' || known.error !== 'message_not_found') throw error;
  }
  return { kind: 'ok', ts: at.ts };
}

async function shared(call: Call, ...[to, file]: Parameters<Slack['shareFile']>): Promise<PostOutcome> {
  await shareFile(call, to, file);
  // It is there now; which message shows it is good to know and no more.
  const ts = await findShared(call, to.channel, file.id).catch(() => undefined);
  return { kind: 'ok', ts: ts ?? '' };
}

/** conversations.open: the direct message channel with a user; opening it twice is the same. */
async function openDirect(call: Call, userId: string): Promise<string> {
  return Opened.parse(await call('conversations.open', { users: userId })).channel.id;
}

/** That somebody has no direct messages is said by `REFUSED`; whatever else went wrong may go right later. */
function asRefused(error: unknown): never {
  const known = outcomeOf(error);
  throw known?.kind === 'refused' ? userError('REFUSED', { what: 'Slack', why: known.error }) : error;
}

/** conversations.info. What cannot be asked, or is shared with another organisation, counts as public. */
async function isPrivate(call: Call, channel: string): Promise<boolean> {
  try {
    const info = Conversation.parse(await call('conversations.info', { channel })).channel;
    const closed = info.is_im || info.is_mpim || (info.is_private && info.is_member);
    return closed && !info.is_ext_shared && !info.is_pending_ext_shared && !info.is_archived;
  } catch {
    return false;
  }
}

/** conversations.info. What cannot be asked counts as shared; so does a channel that another organisation is invited to. */
async function isShared(call: Call, channel: string): Promise<boolean> {
  try {
    const info = Conversation.parse(await call('conversations.info', { channel })).channel;
    return info.is_ext_shared || info.is_pending_ext_shared;
  } catch {
    return true;
  }
}

/** Tries the response URL, then an ephemeral message, then a direct one; throws when none of them went out. */
async function answer(
  asker: Asker,
  message: Message,
  { apiUrl, log, call }: CallOptions & { call: Call },
): Promise<void> {
  const { responseUrl, channelId, userId, threadTs } = asker;
  if (responseUrl !== undefined && isResponseUrl(responseUrl, apiUrl)) {
    if (await answerByUrl(responseUrl, message, threadTs)) return;
    log.warn('The response URL was not taken, so the answer goes another way');
  }
  try {
    await call('chat.postEphemeral', {
      channel: channelId,
      user: userId,
      ...inThread(threadTs),
      ...contentOf(message),
    });
  } catch {
    const channel = await openDirect(call, userId);
    await call('chat.postMessage', { channel, ...contentOf(message) });
  }
}
