/** The address of a link that may be followed, as it is: http(s) without a name and password; nothing otherwise. */
export function safeUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  return /^https?:$/.test(protocol) && username === '' && password === '' ? href : undefined;
}
