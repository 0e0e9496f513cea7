import type { Message } from '../core/message.ts';

const hosts = ['hooks.slack.com', 'hooks.slack-gov.com'];
/** Slack allows 30 minutes and five uses; nobody waits longer than this for one answer. */
const timeoutMs = 3000;

/**
 * True for URLs that we may answer to: https on exactly Slack's hosts, without user, port or trailing dot. Where `apiUrl` (the
 * base of the Web API) is not Slack's, a stand-in is in use, and its own origin is taken as well.
 */
export function isResponseUrl(url: string, apiUrl: string): boolean {
  if (url.length > 500 || /[^!-~]/.test(url) || /[\\@%]/.test(url.split('?')[0] ?? '') || !URL.canParse(url))
    return false;
  const { protocol, host, origin, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  const isSlack = protocol === 'https:' && hosts.includes(host) && url.startsWith(`https://${host}/`);
  return isSlack || (isStandIn(apiUrl) && origin === new URL(apiUrl).origin && url.startsWith(`${origin}/`));
}

function isStandIn(apiUrl: string): boolean {
  return URL.canParse(apiUrl) && !/(^|\.)(slack|slack-gov)\.com$/.test(new URL(apiUrl).hostname.replace(/\.$/, ''));
}

/** Tells the asker alone, through the response URL, in the thread where there is one. False when it was refused, redirected, or took longer than 3 s. */
export async function answerByUrl(url: string, message: Message, threadTs?: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...ephemeral(message), ...inThread(threadTs) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** Where Slack shows it: below the root of that thread, or in the channel. */
export function inThread(threadTs: string | undefined): Readonly<{ thread_ts?: string }> {
  return threadTs === undefined ? {} : { thread_ts: threadTs };
}

/** A message as the answer to a slash command or response URL: for the asker alone, and never in place of another message. */
export function ephemeral({ text, blocks }: Message): Readonly<Record<string, unknown>> {
  return { response_type: 'ephemeral', replace_original: false, text, blocks, ...quiet };
}

/** Nothing in our messages is to be looked up, linked or shown as a preview (docs.slack.dev/reference/methods/chat.postMessage). */
export const quiet = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;
