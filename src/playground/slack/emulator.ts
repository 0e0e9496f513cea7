import { createEmulator } from 'emulate';
import { z } from 'zod';
import { createIdMap } from './ids.ts';
import type { Installation, Workspace } from './workspace.ts';

/** Slack's answer: HTTP 200 also when `ok` is false. */
const answerShape = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
export type SlackAnswer = z.infer<typeof answerShape>;

/** The emulated workspace behind the strict door, spoken to in our ids. */
export type SlackEmulator = Readonly<{
  /** Calls a method as the app, or with a token of its own. */
  call: (method: string, body: Readonly<Record<string, unknown>>, token?: string) => Promise<SlackAnswer>;
  /** Uploads and downloads, which are no methods. */
  pass: (
    path: string,
    init: { method: string; contentType: string; body?: Uint8Array<ArrayBuffer> },
  ) => Promise<{ status: number; body: Buffer }>;
  close: () => Promise<void>;
}>;

const listed = z.looseObject({
  members: z.array(z.looseObject({ id: z.string(), name: z.string() })).optional(),
  channels: z.array(z.looseObject({ id: z.string(), name: z.string() })).optional(),
});

/** A member's token that never leaves this file: it lets the app into the channels. */
const insider = 'xoxp-playground-insider';

/** Reads files as the app could with `files:read`; whether somebody may is decided before. */
const viewer = 'xoxb-playground-viewer';

/**
 * Starts emulate's Slack with the workspace in it, scopes enforced and the app in every channel. It invents ids, so that
 * ours are put in their place on the way in and out; `publicUrl` is what its links are made to point at.
 */
export async function startEmulator(
  workspace: Workspace,
  installation: Installation,
  publicUrl: string,
): Promise<SlackEmulator> {
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: { slack: seedOf(workspace, installation) },
  });
  const url = emulator.url.replace('localhost', '127.0.0.1');
  const call = async (method: string, body: string, token: string): Promise<string> => {
    const response = await fetch(`${url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
      body,
    });
    return response.text();
  };
  const all = JSON.stringify({ types: 'public_channel,private_channel', limit: 1_000 });
  const list = async (method: string) => listed.parse(JSON.parse(await call(method, all, insider)));
  const { members = [] } = await list('users.list');
  const { channels = [] } = await list('conversations.list');
  const ids = createIdMap([
    ...pairs(workspace.people, members),
    ...pairs(workspace.channels, channels),
    [workspace.team.id, 'T000000001'],
    [publicUrl, emulator.url],
  ]);
  const mapped: SlackEmulator['call'] = async (method, body, token = installation.botToken) =>
    answerShape.parse(JSON.parse(ids.outward(await call(method, ids.inward(JSON.stringify(body)), token))));
  for (const { id } of workspace.channels) {
    await mapped('conversations.invite', { channel: id, users: workspace.app.botUserId }, insider);
  }
  return {
    call: mapped,
    async pass(path, { contentType, ...init }) {
      const headers = { authorization: `Bearer ${viewer}`, 'content-type': contentType };
      const response = await fetch(url + path, { ...init, headers });
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    },
    close: () => emulator.close(),
  };
}

function seedOf({ team, people, channels, app }: Workspace, { botToken, scopes }: Installation): object {
  return {
    team: { name: team.name, domain: team.domain },
    users: people
      .filter(({ teamId }) => !teamId)
      .map(({ name, realName }) => ({ name, real_name: realName, email: `${name}@example.com` })),
    channels: channels.map(({ name, private: isPrivate = false, topic = '' }) => ({
      name,
      topic,
      is_private: isPrivate,
    })),
    strict_scopes: true,
    oauth_apps: [
      {
        client_id: 'playground',
        client_secret: 'playground',
        app_id: app.id,
        name: app.name,
        redirect_uris: [],
        scopes: [...scopes],
        bot_id: app.botId,
        bot_user_id: app.botUserId,
        bot_name: app.name.toLowerCase(),
      },
    ],
    tokens: [
      { token: botToken, type: 'bot', user_id: app.botUserId, bot_id: app.botId, app_id: app.id, scopes: [...scopes] },
      { token: viewer, type: 'bot', user_id: app.botUserId, bot_id: app.botId, app_id: app.id, scopes: ['files:read'] },
      {
        token: insider,
        type: 'user',
        user: people[0]?.name,
        scopes: ['channels:read', 'groups:read', 'channels:manage', 'groups:write', 'users:read'],
      },
    ],
  };
}

function pairs(
  ours: readonly { id: string; name: string }[],
  theirs: readonly { id: string; name: string }[],
): readonly (readonly [string, string])[] {
  return ours.flatMap(({ id, name }) => {
    const match = theirs.find((candidate) => candidate.name === name);
    return match ? [[id, match.id] as const] : [];
  });
}
