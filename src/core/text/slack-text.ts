/**
 * What a person typed, without what Slack made of it: links that it made by itself out of addresses and domains become text
 * again, mentions become their id, `&amp;` becomes `&`. The result is still as hostile as whoever typed it.
 * Docs: docs.slack.dev/messaging/formatting-message-text.
 */
export function unescapeSlack(text: string): string {
  return text
    .replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => typedOf(target, label))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Text of ours, or one that was read with `unescapeSlack`, so that reading it again gives the same. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function typedOf(target: string, label: string | undefined): string {
  const mention = /^(?:[@#]|!subteam\^)([A-Z0-9]+)$/.exec(target);
  if (mention?.[1]) return mention[1];
  const bare = target.replace(/^(?:https?:\/\/|mailto:)/, '');
  return label !== undefined && bare.replace(/\/$/, '') === label ? label : target.replace(/^mailto:/, '');
}
