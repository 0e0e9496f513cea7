import * as z from 'zod/mini';
import type { PostOutcome } from '../core/ports.ts';
import type { Call } from './call.ts';

const Ticket = z.object({ upload_url: z.string(), file_id: z.string() });
const Shares = z.record(z.string(), z.array(z.object({ ts: z.string() })));
const Info = z.object({
  file: z.object({ shares: z.optional(z.object({ public: z.optional(Shares), private: z.optional(Shares) })) }),
});

/** Files may be a few MB, so the transfer gets more than the 3 s of a call. */
const transferMs = 15_000;

type Target = Readonly<{ channel: string; threadTs?: string }>;

/**
 * files.getUploadURLExternal, the transfer, files.completeUploadExternal: the file appears in the channel or thread. `ts` is
 * that of the message that shows it, or empty when Slack has not made it yet (it does so in its own time).
 */
export async function uploadFile(
  call: Call,
  { channel, threadTs }: Target,
  { name, title, content }: Readonly<{ name: string; title: string; content: string }>,
): Promise<PostOutcome> {
  const bytes = Buffer.from(content, 'utf8');
  const ticket = Ticket.parse(await call('files.getUploadURLExternal', { filename: name, length: bytes.length }));
  if (!(await transfer(ticket.upload_url, bytes))) return { kind: 'unclear', why: 'the upload was not taken' };
  await call('files.completeUploadExternal', {
    files: [{ id: ticket.file_id, title }],
    channel_id: channel,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
  return { kind: 'ok', ts: await findTs(call, ticket.file_id, channel) };
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

async function findTs(call: Call, file: string, channel: string): Promise<string> {
  try {
    const { shares } = Info.parse(await call('files.info', { file })).file;
    return shares?.private?.[channel]?.[0]?.ts ?? shares?.public?.[channel]?.[0]?.ts ?? '';
  } catch {
    return '';
  }
}
