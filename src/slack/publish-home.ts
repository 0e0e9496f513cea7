import * as z from 'zod/mini';
import type { Slack } from '../core/ports.ts';
import type { Call } from './call.ts';

const Linked = z.object({ permalink: z.string() });

/** views.publish: the hash goes along only where one is known. Throws the SDK's errors. */
export async function publishHome(
  call: Call,
  ...[{ userId, hash }, view]: Parameters<Slack['publishHome']>
): Promise<Readonly<{ kind: 'ok' }>> {
  await call('views.publish', { user_id: userId, view, ...(hash !== undefined && { hash }) });
  return { kind: 'ok' };
}

/** chat.getPermalink; only an address of Slack's, or of the stand-in that we speak to, is taken for one. */
export async function findPermalink(
  call: Call,
  { channel, ts }: Readonly<{ channel: string; ts: string }>,
  apiUrl: string,
): Promise<string | undefined> {
  try {
    const { permalink } = Linked.parse(await call('chat.getPermalink', { channel, message_ts: ts }));
    return isSlackLink(permalink, apiUrl) ? permalink : undefined;
  } catch {
    return undefined;
  }
}

function isSlackLink(link: string, apiUrl: string): boolean {
  if (!URL.canParse(link)) return false;
  const { protocol, hostname, origin, username, password } = new URL(link);
  const isSlack = protocol === 'https:' && /^(?:[a-z0-9-]+\.)+slack\.com$/.test(hostname);
  return (isSlack || origin === new URL(apiUrl).origin) && username === '' && password === '';
}
