import type { Now } from '../../core/ports.ts';
import { type HttpReply, type HttpRequest, json, serve } from '../http.ts';
import { type ApiParts, answerCall, callAsApp } from './api.ts';
import { type SlackAnswer, startEmulator } from './emulator.ts';
import { type Fields, readFields, textOf } from './fields.ts';
import { type Bus, createBus, type Ephemeral } from './happenings.ts';
import type { HomeTab } from './home-tab.ts';
import type { Modal } from './modal.ts';
import { createRates } from './rates.ts';
import { answerResponse, readImmediate, respond } from './respond.ts';
import { createResponseUrls, type ResponseTarget } from './response-urls.ts';
import type { Installation, Workspace } from './workspace.ts';

/** Slack as Noroshi and a person see it. */
export type SlackStandIn = Readonly<{
  workspace: Workspace;
  installation: Installation;
  /** The Web API's base, for `SLACK_API_URL`. */
  apiUrl: string;
  listen: Bus['listen'];
  /** A method as the app calls it, without the rates: for the page and for people who look. */
  call: (method: string, fields?: Readonly<Record<string, unknown>>) => Promise<SlackAnswer>;
  /** What single persons were shown, oldest first, a replaced one in its new words. */
  ephemerals: () => readonly Ephemeral[];
  /** The modal that a person has open. */
  modalOf: (userId: string) => Modal | undefined;
  closeModal: (userId: string) => void;
  /** What a person's Home tab of the app shows, once something was published there. */
  homeOf: (userId: string) => HomeTab | undefined;
  /** The content of a file that was shared, by its `url_private`. */
  readFile: (url: string) => Promise<string>;
  /** A new response URL, good for five uses within 30 minutes. */
  grantResponseUrl: (target: ResponseTarget) => string;
  /** A trigger id, good for one modal within 3 s. */
  grantTriggerId: (userId: string) => Promise<string>;
  /** Shows what the immediate answer to a command says, as Slack does. */
  showImmediate: (body: string, target: ResponseTarget) => Promise<void>;
  close: () => Promise<void>;
}>;

/** Starts Slack on one loopback port: the Web API under `/api`, uploads and downloads, and response URLs. */
export async function startSlack(
  options: Readonly<{ workspace: Workspace; installation: Installation; now: Now; failed?: (error: unknown) => void }>,
): Promise<SlackStandIn> {
  const { workspace, installation, now, failed } = options;
  const bus = createBus();
  const urls = createResponseUrls(now);
  const later: { parts?: ApiParts & { now: Now } } = {};
  const door = await serve(async (request) => (later.parts ? route(request, later.parts) : { status: 503 }), {
    ...(failed && { failed }),
  });
  const emulator = await startEmulator(workspace, installation, door.url);
  const parts = {
    workspace,
    installation,
    emulator,
    bus,
    take: createRates(now),
    now,
    owners: new Map<string, string>(),
  };
  later.parts = parts;
  const ephemerals = keepEphemerals(bus);
  const modals = keepModals(bus);
  const homes = keepHomes(bus);

  const grantResponseUrl = (target: ResponseTarget) => door.url + urls.grant(target);
  const extras: Readonly<Record<string, Extra>> = {
    'playground.ephemerals': () => ({ messages: [...ephemerals.values()] }),
    'playground.responseUrl': (fields) => {
      const messageTs = textOf(fields, 'ts');
      const target = { channel: textOf(fields, 'channel'), user: textOf(fields, 'user') };
      return { response_url: grantResponseUrl({ ...target, ...(messageTs && { messageTs }) }) };
    },
  };

  async function route(request: HttpRequest, at: ApiParts & { now: Now }): Promise<HttpReply> {
    if (request.path.startsWith('/api/')) return callOf(request, at, extras);
    if (request.path.startsWith('/response/') && request.method === 'POST') return answerResponse(request, urls, at);
    return pass(request, at);
  }

  return {
    workspace,
    installation,
    apiUrl: `${door.url}/api`,
    listen: bus.listen,
    call: (method, fields = {}) => callAsApp(method, fields, parts),
    ephemerals: () => [...ephemerals.values()],
    modalOf: (userId) => modals.get(userId),
    homeOf: (userId) => homes.get(userId),
    closeModal: (user) => bus.emit({ kind: 'view', user }),
    async readFile(url) {
      const path = new URL(url).pathname;
      const { status, body } = await emulator.pass(path, { method: 'GET', contentType: 'text/plain' });
      if (status !== 200) throw new Error(`Slack answered ${status} for the file ${path}.`);
      return body.toString('utf8');
    },
    grantResponseUrl,
    async grantTriggerId(userId) {
      const answer = await callAsApp('views.generateTriggerId', { user_id: userId }, parts);
      return textOf(answer, 'trigger_id');
    },
    async showImmediate(body, target) {
      const said = readImmediate(body);
      if (said) await respond(said, target, parts);
    },
    async close() {
      await Promise.all([door.close(), emulator.close()]);
    },
  };
}

/** What Slack has no method for and a script that plays a person needs. */
type Extra = (fields: Fields) => Readonly<Record<string, unknown>>;

function callOf(
  request: HttpRequest,
  parts: ApiParts,
  extras: Readonly<Record<string, Extra>>,
): Promise<HttpReply> | HttpReply {
  const method = request.path.slice('/api/'.length);
  const fields = readFields(request.headers['content-type'] ?? '', request.body, request.query);
  if (!fields) return json(200, { ok: false, error: 'invalid_form_data' });
  const bearer = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
  const token = bearer ?? textOf(fields, 'token');
  const extra = Object.hasOwn(extras, method) && token === parts.installation.botToken ? extras[method] : undefined;
  return extra ? json(200, { ok: true, ...extra(fields) }) : answerCall(method, { ...fields, token }, parts);
}

/** Uploads carry their right in the URL; a file is only given to who has the token and `files:read`. */
async function pass(request: HttpRequest, { emulator, installation }: ApiParts): Promise<HttpReply> {
  const { method, path, body, headers } = request;
  const known = headers['authorization'] === `Bearer ${installation.botToken}`;
  const uploads = method === 'POST' && path.startsWith('/upload/');
  const downloads = method === 'GET' && path.startsWith('/files-pri/') && known;
  if (!uploads && !downloads) return { status: 404, body: 'not_found' };
  if (downloads && !installation.scopes.includes('files:read'))
    return { status: 403, body: 'missing_scope: files:read' };
  const contentType = headers['content-type'] ?? 'application/octet-stream';
  return emulator.pass(path, { method, contentType, ...(uploads && { body: new Uint8Array(body) }) });
}

function keepEphemerals(bus: Bus): ReadonlyMap<string, Ephemeral> {
  const kept = new Map<string, Ephemeral>();
  bus.listen((happening) => {
    if (happening.kind === 'ephemeral') kept.set(happening.ephemeral.ts, happening.ephemeral);
  });
  return kept;
}

function keepModals(bus: Bus): ReadonlyMap<string, Modal> {
  const open = new Map<string, Modal>();
  bus.listen((happening) => {
    if (happening.kind !== 'view') return;
    if (happening.view) open.set(happening.user, happening.view);
    else open.delete(happening.user);
  });
  return open;
}

function keepHomes(bus: Bus): ReadonlyMap<string, HomeTab> {
  const shown = new Map<string, HomeTab>();
  bus.listen((happening) => {
    if (happening.kind === 'home') shown.set(happening.user, happening.home);
  });
  return shown;
}
