import { z } from 'zod';
import { messageAsText } from '../slack/render/as-text.ts';
import { type HttpReply, type HttpRequest, json, type Served, serve } from './http.ts';
import { parseJson } from './slack/fields.ts';
import { blocksOf, slackMessage } from './slack/message.ts';
import type { SlackStandIn } from './slack/start.ts';

export type PageParts = Readonly<{
  slack: SlackStandIn;
  /** Delivers an event in any envelope, or an array of them, as its topic would; says how many messages that made. */
  deliver: (input: unknown) => number;
}>;

const shown = 20;
const security = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The playground's page on loopback: what runs, what stands in the channels, and `POST /events`. Rejects when the port is taken. */
export function startPage(
  find: () => PageParts | undefined,
  options: Readonly<{ port: number; failed: (error: unknown) => void }>,
): Promise<Served> {
  return serve(async (request) => {
    const parts = find();
    return parts ? answer(request, parts) : json(503, { error: 'The playground is still starting.' });
  }, options);
}

/** Only who speaks to this machine by its own name is answered, so that no other site's page can reach it through a browser. */
async function answer(request: HttpRequest, parts: PageParts): Promise<HttpReply> {
  const { host = '', origin } = request.headers;
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) return json(403, { error: `This page is not ${host}.` });
  if (origin !== undefined && origin !== `http://${host}`) return json(403, { error: `${origin} may not ask here.` });
  const route = `${request.method} ${request.path}`;
  if (route === 'GET /') return page(parts.slack);
  if (route === 'POST /events') return deliver(request.body, parts);
  return json(404, { error: `There is no ${route}; there are GET / and POST /events.` });
}

function deliver(body: Buffer, parts: PageParts): HttpReply {
  const input = parseJson(body.toString('utf8'));
  const events = Array.isArray(input) ? input : [input];
  const wrong = events.some((event) => typeof event !== 'object' || event === null || Array.isArray(event));
  if (wrong)
    return json(400, { error: 'The body must be JSON: an event in any envelope that we accept, or an array.' });
  return json(200, { delivered: parts.deliver(input) });
}

async function page(slack: SlackStandIn): Promise<HttpReply> {
  const { channels, team } = slack.workspace;
  const sections = await Promise.all(channels.map((channel) => channelAsHtml(channel, slack)));
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<title>${escaped(team.name)}</title><style>body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}
pre{white-space:pre-wrap;border-left:3px solid #999;padding-left:.75rem}</style></head><body><h1>${escaped(team.name)}</h1>
<p>Noroshi runs here, with stand-ins for Slack and AWS. Send it an event:
<code>npm run noroshi -- send FILE</code>. What it posts appears below and at the terminal.</p>
${sections.join('\n')}</body></html>`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...security }, body: html };
}

async function channelAsHtml({ id, name }: { id: string; name: string }, slack: SlackStandIn): Promise<string> {
  const answered = await slack.call('conversations.history', { channel: id, limit: shown });
  const messages = z.array(slackMessage).parse(answered['messages'] ?? []);
  const texts = messages.map((message) => messageAsText({ text: message.text, blocks: blocksOf(message) }));
  const body = texts.length > 0 ? texts.map((text) => `<pre>${escaped(text)}</pre>`).join('') : '<p>Nothing yet.</p>';
  return `<section><h2>#${escaped(name)}</h2>${body}</section>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
