import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureHeaders } from '../src/playground/slack/signature.ts';
import { messageAsText } from '../src/slack/render/as-text.ts';
import { complianceChange, securityGroupOpened } from './fixtures/story.ts';
import { type Ready, type RunningNoroshi, startNoroshi } from './running-noroshi.ts';

const instance = 'i-0f1e2d3c4b5a69788';
const group = 'sg-0a1b2c3d4e5f60718';

type Element = { action_id?: string; value?: string };
type Block = { type: string; block_id?: string; elements?: Element[] };
type Message = { ts: string; text: string; blocks?: Block[]; files?: { url_private: string; name: string }[] };
type Ephemeral = { user: string; channel: string; message: { text: string; blocks: Block[] } };

let noroshi: RunningNoroshi;
let ready: Ready;

beforeAll(async () => {
  noroshi = await startNoroshi();
  ready = noroshi.ready;
});
afterAll(() => noroshi?.end('SIGKILL'));

async function slack(method: string, body: object) {
  const response = await fetch(`${ready.slackApi}/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ready.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = JSON.parse(await response.text());
  if (!answer.ok) throw new Error(`${method}: ${answer.error}`);
  return answer;
}

const textOf = ({ text, blocks = [] }: { text: string; blocks?: Block[] }) => messageAsText({ text, blocks });

async function messages(channel: string, threadTs?: string): Promise<Message[]> {
  const asked = threadTs ? { channel, ts: threadTs } : { channel };
  return (await slack(threadTs ? 'conversations.replies' : 'conversations.history', asked)).messages;
}

const messageWith = (channel: string, ...words: string[]) =>
  noroshi.eventually(`message with ${words.join(', ')} in ${channel}`, async () =>
    (await messages(channel)).find((message) => words.every((word) => textOf(message).includes(word))),
  );

async function toldAlone(user: string): Promise<string[]> {
  const seen: Ephemeral[] = (await slack('playground.ephemerals', {})).messages;
  return seen.filter((one) => one.user === user).map(({ message }) => textOf(message));
}

const toldAloneWith = (user: string, ...words: string[]) =>
  noroshi.eventually(`answer with ${words.join(', ')} for ${user}`, async () =>
    (await toldAlone(user)).find((text) => words.every((word) => text.includes(word))),
  );

type Signed = { body: string; headers: Record<string, string> };

function signed(fields: Record<string, string>, signingSecret = ready.signingSecret): Signed {
  const body = new URLSearchParams(fields).toString();
  const headers = signatureHeaders(body, { signingSecret, seconds: Math.floor(Date.now() / 1_000) });
  return { body, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' } };
}

const send = ({ body, headers }: Signed) => fetch(ready.frontDoor, { method: 'POST', headers, body });

async function commandOf(user: string, typed: string, team = 'T0NOROSHI1') {
  const [command = '', ...words] = typed.split(' ');
  const channel = ready.channels['security']!;
  const { response_url } = await slack('playground.responseUrl', { channel, user });
  return {
    team_id: team,
    channel_id: channel,
    channel_name: 'security',
    user_id: user,
    user_name: 'somebody',
    command,
    text: words.join(' '),
    api_app_id: 'A0NOROSHI',
    trigger_id: `${Date.now()}.1.x`,
    response_url,
  };
}

type Press = { user: string; action?: string };
async function clickOf({ user, action = 'remediate' }: Press, message: Message, channel: string) {
  const block = message.blocks?.find(({ elements = [] }) => elements.some(({ action_id }) => action_id === action));
  const button = block?.elements?.find(({ action_id }) => action_id === action);
  const { response_url } = await slack('playground.responseUrl', { channel, user, ts: message.ts });
  const payload = {
    type: 'block_actions',
    api_app_id: 'A0NOROSHI',
    team: { id: 'T0NOROSHI1', domain: 'noroshi-playground' },
    user: { id: user, name: 'somebody', team_id: 'T0NOROSHI1' },
    channel: { id: channel, name: 'security' },
    container: { type: 'message', message_ts: message.ts, channel_id: channel, is_ephemeral: false },
    message,
    response_url,
    trigger_id: `${Date.now()}.2.x`,
    actions: [{ ...button, type: 'button', block_id: block?.block_id, action_ts: (Date.now() / 1_000).toFixed(6) }],
  };
  return { payload: JSON.stringify(payload) };
}

describe('the first fire', () => {
  let alert: Message;
  const security = () => ready.channels['security']!;
  const alice = () => ready.users['alice']!;

  it('says in one line of JSON what scripts need', () => {
    expect(noroshi.stdout().trim().split('\n')).toHaveLength(1);
    expect(ready).toMatchObject({
      ready: true,
      page: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      aws: {
        endpoint: expect.stringContaining('http://'),
        region: expect.any(String),
        accessKeyId: expect.any(String),
        secretAccessKey: expect.any(String),
        logBucket: expect.any(String),
        readerRole: expect.stringContaining(':role/'),
      },
      settings: expect.stringContaining('.yml'),
      accounts: { 'payments-prod': '111122223333' },
    });
    expect(noroshi.stderr()).toContain(ready.page);
  });

  it('shows an event as an alert with the name of its resource', async () => {
    const now = Date.now();
    const body = JSON.stringify([complianceChange(instance, now), securityGroupOpened(group, now)]);

    const response = await fetch(`${ready.page}/events`, { method: 'POST', body });

    expect(await response.json()).toEqual({ delivered: 2 });
    alert = await messageWith(security(), 'payments-batch-3', instance, 'approved-amis-by-id');
    const opened = await messageWith(ready.channels['security-critical']!, 'payments-bastion', '0.0.0.0/0');
    expect(textOf(opened)).toContain('payments-prod');
  });

  it('looks a resource up', async () => {
    const response = await send(signed(await commandOf(alice(), `/aws-resource ${instance}`)));

    expect(response.status).toBe(200);
    await toldAloneWith(alice(), 'payments-batch-3', 'payments-prod', 'ami-0bad0bad0bad0bad0');
  });

  it('finds out who did it, with everything that was found as a file', async () => {
    const asked = await commandOf(alice(), `/aws-trail ${group} event:AuthorizeSecurityGroupIngress since:6h`);

    expect((await send(signed(asked))).status).toBe(200);

    const direct = (await slack('conversations.open', { users: alice() })).channel.id;
    const found = await messageWith(direct, 'AuthorizeSecurityGroupIngress', 'hana.sato');
    const file = await noroshi.eventually('file with the records', async () => {
      const all = [...(await messages(direct)), ...(await messages(direct, found.ts))];
      return all.flatMap(({ files = [] }) => files)[0];
    });
    const content = await fetch(file.url_private, { headers: { authorization: `Bearer ${ready.botToken}` } });
    const records = (await content.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records).toContainEqual(expect.objectContaining({ eventName: 'AuthorizeSecurityGroupIngress' }));
    expect(records.every((record) => JSON.stringify(record).includes(group))).toBe(true);
  });

  it('answers what is pressed below the alert to that person alone', async () => {
    for (const action of ['configuration', 'history']) {
      expect((await send(signed(await clickOf({ user: alice(), action }, alert, security())))).status).toBe(200);
    }

    await toldAloneWith(alice(), 'state', instance, 'AWS Config recorded');
    const direct = (await slack('conversations.open', { users: alice() })).channel.id;
    const before = (await messages(direct)).length;
    await send(signed(await clickOf({ user: alice(), action: 'who' }, alert, security())));
    await noroshi.eventually('answer of the search', async () => {
      const all = (await messages(direct)).map(textOf);
      return all.slice(before).find((text) => /^🔎 .*between .* and /.test(text));
    });
  });

  it('refuses to remediate for somebody without the right, and says so to that person alone', async () => {
    const carol = ready.users['carol']!;

    expect((await send(signed(await clickOf({ user: carol }, alert, security())))).status).toBe(200);

    await toldAloneWith(carol, 'You are not allowed');
  });

  it('remediates at a click, follows it in the thread, and resolves the alert', async () => {
    const response = await send(signed(await clickOf({ user: alice() }, alert, security())));

    expect([response.status, await response.text()]).toEqual([200, '']);
    await noroshi.eventually('thread with every step', async () => {
      const thread = (await messages(security(), alert.ts)).slice(1).map(textOf).join('\n');
      return /stopInstances/.test(thread) && /done|finished|applied|succeeded|✓|✔/i.test(thread) ? thread : undefined;
    });
    await noroshi.eventually('resolved alert', async () => {
      const [root] = await messages(security(), alert.ts);
      return root && /resolved/i.test(textOf(root)) ? root : undefined;
    });
  });

  it('answers a second click with a clear line', async () => {
    const before = (await toldAlone(alice())).length;

    await send(signed(await clickOf({ user: alice() }, alert, security())));

    const line = await noroshi.eventually(
      'line about the second click',
      async () => (await toldAlone(alice()))[before],
    );
    expect(line).toMatch(/already (resolved|started)/);
  });

  it('answers neither a wrong signature nor the same request twice, nor another workspace', async () => {
    const forged = signed(await commandOf(alice(), '/aws-help'), 'not the secret');
    expect((await send(forged)).status).toBe(401);

    const bob = ready.users['bob']!;
    const once = signed(await commandOf(bob, '/aws-resource payments-bastion'));
    await send(once);
    await toldAloneWith(bob, group);
    const answered = (await toldAlone(bob)).length;
    expect((await send(once)).status).toBe(200);
    await send(signed(await commandOf(bob, '/aws-resource payments-batch-3')));
    await toldAloneWith(bob, instance);
    expect((await toldAlone(bob)).length).toBe(answered + 1);

    const stranger = await send(signed(await commandOf(ready.users['stranger']!, '/aws-help', 'T0ELSEWHERE')));
    expect(await stranger.text()).toContain('its own workspace');
  });

  it('goes within three seconds of Ctrl-C', async () => {
    const asked = Date.now();

    expect(await noroshi.end('SIGINT')).toBe(0);

    expect(Date.now() - asked).toBeLessThan(3_000);
    expect(noroshi.stdout().trim().split('\n')).toHaveLength(1);
    await expect(fetch(ready.page)).rejects.toThrow();
  });

  it('showed at the terminal what it posted', () => {
    for (const words of ['── #security', 'payments-batch-3', 'only for @alice', 'edited']) {
      expect(noroshi.stderr()).toContain(words);
    }
  });
});
