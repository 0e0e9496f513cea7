import type { Settings } from '../../core/settings.ts';
import { type HttpReply, type HttpRequest, json, type Served, serve } from '../http.ts';
import type { Scenario } from '../scenarios.ts';
import { scenes } from '../scenes/index.ts';
import type { StoryRecord } from '../seed-story.ts';
import { parseJson } from '../slack/fields.ts';
import type { People } from '../slack/person.ts';
import type { SlackStandIn } from '../slack/start.ts';
import { answerAct } from './acts.ts';
import { loadBundle } from './bundle.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { document, icon } from './document.ts';
import { refuse, secured } from './door.ts';
import { createFeed, type Feed } from './feed.ts';
import { sendFile } from './files.ts';
import type { Command } from './wire.ts';
import { describeWorkspace } from './workspace.ts';

type PageParts = Readonly<{
  slack: SlackStandIn;
  people: People;
  /** Delivers an event in any envelope, or an array of them, as its topic would; says how many messages that made. */
  deliver: (input: unknown) => number;
  /** The ARN of that topic. */
  topic: string;
  settings: Settings;
  /** The slash commands that Slack suggests. */
  commands: readonly Command[];
  /** What happens by itself when the page is opened for the first time. */
  scenario: Scenario;
  /** What happened before, as it stands in the logs. */
  story: readonly StoryRecord[];
  /** The ids of the alerts that a storm's message tells of. */
  membersOf?: (digest: string) => Promise<readonly string[]>;
  now: () => number;
  failed: (error: unknown) => void;
}>;

/** The page with everything behind it; it answers from when it has its parts. */
export type Page = Served & Readonly<{ show: (parts: PageParts) => Promise<void> }>;

type Room = Readonly<{ parts: PageParts; feed: Feed; deliveries: Deliveries; close: () => void }>;

/** Holds the page's port on loopback. Rejects when it is taken. */
export async function startPage(options: Readonly<{ port: number; failed: (error: unknown) => void }>): Promise<Page> {
  const later: { room?: Room } = {};
  const served = await serve(async (request) => {
    const refused = refuse(request);
    if (refused) return secured(refused);
    if (!later.room) return secured(json(503, { error: 'The playground is still starting.' }, { 'retry-after': '1' }));
    return secured(await answer(request, later.room));
  }, options);
  return {
    ...served,
    async show(parts) {
      later.room = await openRoom(parts);
    },
    async close() {
      later.room?.close();
      await served.close();
    },
  };
}

async function openRoom(parts: PageParts): Promise<Room> {
  const { scenario } = parts;
  const timers: NodeJS.Timeout[] = [];
  const workspace = await describeWorkspace({ ...parts, scenes, guided: scenario.guided });
  const deliveries = createDeliveries({ ...parts, changed: () => feed.tellDeliveries() });
  const begin = () => {
    for (const { afterMs, scene } of scenario.scenes) {
      const events = () => scene.seeded?.(parts.story) ?? scene.events(parts.now());
      timers.push(setTimeout(() => deliveries.send(scene.title, events()), afterMs));
    }
  };
  const feed: Feed = createFeed({ ...parts, workspace, deliveries: deliveries.list, visited: begin });
  const close = () => {
    for (const timer of timers) clearTimeout(timer);
    feed.close();
  };
  return { parts, feed, deliveries, close };
}

async function answer(request: HttpRequest, { parts, feed, deliveries }: Room): Promise<HttpReply> {
  const { method, path, body } = request;
  const route = `${method} ${path}`;
  switch (route) {
    case 'GET /':
      return asset('text/html', document);
    case 'GET /page.js':
      return asset('text/javascript', (await loadBundle()).script);
    case 'GET /page.css':
      return asset('text/css', (await loadBundle()).style);
    case 'GET /icon.svg':
      return asset('image/svg+xml', icon);
    case 'GET /feed':
      return feed.open();
    case 'POST /events':
      return deliver(body, deliveries);
  }
  if (method === 'GET' && path.startsWith('/files/')) return sendFile(path.slice('/files/'.length), parts);
  if (method === 'POST' && path.startsWith('/act/')) {
    return answerAct(path.slice('/act/'.length), body, { ...parts, deliveries, scenes });
  }
  return json(404, { error: `There is no ${route}; there are GET / and POST /events.` });
}

/** For scripts: `noroshi send`. */
function deliver(body: Buffer, deliveries: Deliveries): HttpReply {
  const input = parseJson(body.toString('utf8'));
  const events = Array.isArray(input) ? input : [input];
  const wrong = events.some((event) => typeof event !== 'object' || event === null || Array.isArray(event));
  if (wrong)
    return json(400, { error: 'The body must be JSON: an event in any envelope that we accept, or an array.' });
  return json(200, { delivered: deliveries.send('Sent to the page', input).delivered });
}

function asset(type: string, body: string): HttpReply {
  return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body };
}
