import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mayApprove, mayInvestigate, mayRemediate } from '../../src/core/access.ts';
import { startFrontDoor } from '../../src/playground/front-door.ts';
import type { Served } from '../../src/playground/http.ts';
import { cast } from '../../src/playground/slack/cast.ts';
import { readScopes } from '../../src/playground/slack/manifest.ts';
import { createPeople as createPressers } from '../../src/playground/slack/person.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start.ts';
import { loadSettings } from '../../src/settings.ts';
import { createPeople } from '../../src/slack/people.ts';
import { quiet } from '../flows/world.ts';
import { installation } from './workspace.ts';

const clock = { now: 1_800_000_000_000 };
const scopes = readScopes(readFileSync('manifest.yml', 'utf8'));
const started: SlackStandIn[] = [];
let slack: SlackStandIn;

async function start(scopes: readonly string[]): Promise<SlackStandIn> {
  const one = await startSlack({ workspace: cast, installation: { ...installation, scopes }, now: () => clock.now });
  started.push(one);
  return one;
}

beforeAll(async () => {
  slack = await start(scopes);
});
afterAll(async () => {
  await Promise.all(started.map((one) => one.close()));
});
beforeEach(() => {
  clock.now += 120_000;
});

const askedOf = (at: SlackStandIn) =>
  createPeople({
    loadToken: async () => installation.botToken,
    apiUrl: `${at.apiUrl}/`,
    log: quiet,
    now: () => clock.now,
  });

describe('the people of the playground, asked as the bot asks', () => {
  it('are who they are, with the scopes of the manifest', async () => {
    const people = askedOf(slack);
    const all = await Promise.all(
      ['U0ALICE', 'U0ALICE2', 'U0GUEST', 'U0STRANGER', 'U0NOROSHI', 'U0NOBODY'].map(people.findPerson),
    );

    expect(all).toEqual([
      { id: 'U0ALICE', teamId: cast.team.id, email: 'alice@example.com', isGuest: false, isBot: false, isGone: false },
      { id: 'U0ALICE2', teamId: cast.team.id, email: 'alice@example.com', isGuest: false, isBot: false, isGone: false },
      expect.objectContaining({ isGuest: true, teamId: cast.team.id }),
      { id: 'U0STRANGER', teamId: 'T0ELSEWHERE', isGuest: true, isBot: false, isGone: false },
      expect.objectContaining({ isBot: true }),
      undefined,
    ]);
    expect(await people.listMembers('S0SECLEADS')).toEqual(['U0BOB', 'U0ALICE2']);
    expect(await people.listMembers('S0NONE')).toEqual([]);
  });

  it('have the rights that the settings of the playground give them', async () => {
    const { settings } = await loadSettings({ file: 'src/playground/noroshi.yml' });
    const people = askedOf(slack);
    const deed = { accountId: settings.accounts[0]?.id ?? '', remediation: 'config-remediation' };
    const rights = async (userId: string) => [
      await mayInvestigate(settings, { userId }, people),
      await mayRemediate(settings, { userId, ...deed }, people),
      await mayApprove(settings, { approverId: userId, requesterId: 'U0ALICE', ...deed }, people),
    ];

    expect(await rights('U0ALICE')).toEqual([true, true, expect.stringContaining('cannot approve it as well')]);
    expect(await rights('U0ALICE2')).toEqual([false, false, expect.stringContaining('same e-mail address')]);
    expect(await rights('U0BOB')).toEqual([true, false, 'yes']);
    for (const nobody of ['U0CAROL', 'U0GUEST', 'U0STRANGER']) {
      expect(await rights(nobody)).toEqual([false, false, expect.not.stringMatching(/^yes$/)]);
    }
  });

  it.each(['users:read', 'usergroups:read'])('are not to be asked without %s', async (missing) => {
    const people = askedOf(await start(scopes.filter((scope) => scope !== missing)));
    const ask = missing === 'users:read' ? people.findPerson('U0ALICE') : people.listMembers('S0SECURITY');

    await expect(ask).rejects.toMatchObject({ code: 'UNREACHABLE', message: expect.stringContaining('missing_scope') });
  });

  it('keep their addresses to themselves without users:read.email', async () => {
    const people = askedOf(await start(scopes.filter((scope) => scope !== 'users:read.email')));

    expect(await people.findPerson('U0ALICE')).not.toHaveProperty('email');
  });

  it('are asked 100 times a minute, and groups 20 times', async () => {
    const ask = (method: string, fields: object) =>
      fetch(`${slack.apiUrl}/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${installation.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(fields),
      });
    const groups = await Promise.all(
      Array.from({ length: 21 }, () => ask('usergroups.users.list', { usergroup: 'S0SECURITY' })),
    );
    const users = await Promise.all(Array.from({ length: 101 }, () => ask('users.info', { user: 'U0BOB' })));

    expect(groups.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(users.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

describe('a button in a thread', () => {
  let door: Served;
  const pressed: string[] = [];
  beforeAll(async () => {
    const handler = async (event: unknown) => {
      const { body } = event as { body: string };
      pressed.push(new URLSearchParams(Buffer.from(body, 'base64').toString('utf8')).get('payload') ?? '');
      return { statusCode: 200 };
    };
    door = await startFrontDoor({ name: 'slack', handler, timeoutMs: 1_000 }, { failed: () => undefined });
  });
  afterAll(() => door.close());

  it('can be pressed by anybody who sees it, and says which message it stands in', async () => {
    const text = { type: 'plain_text', text: 'Approve', emoji: false };
    const button = { type: 'button', action_id: 'request_approve', value: 'ticket', text };
    const root = await slack.call('chat.postMessage', { channel: 'C0SECURITY', text: 'an alert' });
    const reply = await slack.call('chat.postMessage', {
      ...{ channel: 'C0SECURITY', thread_ts: root['ts'], text: 'a request' },
      blocks: [{ type: 'actions', elements: [button] }],
    });
    const people = createPressers({ slack, frontDoor: door.url, now: () => clock.now });

    await people.click({ user: 'U0BOB', channel: 'C0SECURITY', ts: String(reply['ts']), actionId: 'request_approve' });

    expect(JSON.parse(pressed.at(-1) ?? '')).toMatchObject({
      user: { id: 'U0BOB' },
      container: { message_ts: reply['ts'], thread_ts: root['ts'] },
      message: { ts: reply['ts'], thread_ts: root['ts'] },
      actions: [{ action_id: 'request_approve', value: 'ticket' }],
    });
  });
});
