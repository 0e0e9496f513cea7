/** Where a link of Slack's to a message leads: `…/archives/CHANNEL/p1795192800000100`, in a thread with `thread_ts`. */
export function readMessageLink(url: string): Readonly<{ channel: string; ts: string; thread?: string }> | undefined {
  if (!URL.canParse(url)) return undefined;
  const { pathname, searchParams } = new URL(url);
  const [, channel, seconds, rest] = /^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/.exec(pathname) ?? [];
  if (channel === undefined || seconds === undefined || rest === undefined) return undefined;
  const thread = searchParams.get('thread_ts');
  return { channel, ts: `${seconds}.${rest}`, ...(thread && { thread }) };
}
