import * as z from 'zod/mini';
import type { Call } from './call.ts';

const Ticket = z.object({ upload_url: z.string(), file_id: z.string() });
const Shares = z.record(z.string(), z.array(z.object({ ts: z.string() })));
const Info = z.object({
  file: z.object({ shares: z.optional(z.object({ public: z.optional(Shares), private: z.optional(Shares) })) }),
});

/** Files may be a few MB, so the transfer gets more than the 3 s of a call. */
const transferMs = 15_000;

/**
 * files.getUploadURLExternal and the transfer: Slack has the file, and nobody sees it yet. Its id, or nothing when the
 * transfer failed, which may be repeated as often as it takes.
 */
export async function prepareFile(
  call: Call,
  { name, content }: Readonly<{ name: string; content: string }>,
): Promise<string | undefined> {
  const bytes = Buffer.from(content, 'utf8');
  const ticket = Ticket.parse(await call('files.getUploadURLExternal', { filename: name, length: bytes.length }));
  return (await transfer(ticket.upload_url, bytes)) ? ticket.file_id : undefined;
}

/** files.completeUploadExternal: the file appears in the channel or thread, once Slack has made its message. */
export async function shareFile(
  call: Call,
  { channel, threadTs }: Readonly<{ channel: string; threadTs?: string }>,
  { id, title }: Readonly<{ id: string; title: string }>,
): Promise<void> {
  await call('files.completeUploadExternal', {
    files: [{ id, title }],
    channel_id: channel,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
}

/** files.info: the ts of the message that shows a file in a channel; undefined when there is none (yet). */
export async function findShared(call: Call, channel: string, file: string): Promise<string | undefined> {
  const { shares } = Info.parse(await call('files.info', { file })).file;
  return shares?.private?.[channel]?.[0]?.ts ?? shares?.public?.[channel]?.[0]?.ts;
}

/** The upload URL is a secret of its own and needs no token. */
async function transfer(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(transferMs);
    const response = await fetch(url, { method: 'POST', body: bytes, redirect: 'error', signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
