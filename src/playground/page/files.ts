import { z } from 'zod';
import { type HttpReply, json } from '../http.ts';
import type { SlackStandIn } from '../slack/start.ts';

const info = z.looseObject({ file: z.looseObject({ name: z.string(), url_private: z.string() }) });

/** A file that was shared, as a download, whatever is in it: never as something that a browser would run. */
export async function sendFile(id: string, { slack }: { slack: SlackStandIn }): Promise<HttpReply> {
  const answer = info.safeParse(/^\w{1,40}$/.test(id) ? await slack.call('files.info', { file: id }) : undefined);
  if (!answer.success) return json(404, { error: 'There is no such file.' });
  const { name, url_private } = answer.data.file;
  return {
    status: 200,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
    body: await slack.readFile(url_private),
  };
}
