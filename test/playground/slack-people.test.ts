import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFrontDoor } from '../../src/playground/front-door.ts';
import type { Served } from '../../src/playground/http.ts';
import { createPeople, type People } from '../../src/playground/slack/person.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start.ts';
import { installation, workspace } from './workspace.ts';

type Event = { headers: Record<string, string>; body: string; isBase64Encoded: boolean; version: string };
const received: Event[] = [];
const answers: { next: () => Promise<unknown> } = { next: async () => ({ statusCode: 200 }) };
const failures: unknown[] = [];
let slack: SlackStandIn;
let door: Served;
let people: People;

beforeAll(async () => {
  slack = await startSlack({ workspace, installation, now: Date.now });
  const handler = (event: unknown) => {
    received.push(event as Event);
    return answers.next();
  };
  door = await startFrontDoor({ name: 'slack', handler, timeoutMs: 200 }, { failed: (error) => failures.push(error) });
  people = createPeople({ slack, frontDoor: door.url, now: Date.now });
});
afterAll(() => Promise.all([door.close(), slack.close()]));

const form = () => new URLSearchParams(Buffer.from(received.at(-1)!.body, 'base64').toString('utf8'));

describe('a person of the playground', () => {
  it('sends a command signed over the bytes that arrive in base64', async () => {
    const command = { user: 'U0ALICE', channel: 'C0SECURITY', command: '/aws-resource', text: 'i-0 "é & ü"' };
    answers.next = async () => ({ statusCode: 200, body: JSON.stringify({ text: 'looking' }) });

    const answer = await people.sendCommand(command);

    expect(answer.status).toBe(200);
    const { headers, isBase64Encoded, version, body } = received.at(-1)!;
    expect({ isBase64Encoded, version }).toEqual({ isBase64Encoded: true, version: '2.0' });
    const base = `v0:${headers['x-slack-request-timestamp']}:${Buffer.from(body, 'base64').toString('utf8')}`;
    const digest = createHmac('sha256', installation.signingSecret).update(base).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${digest}`);
    expect(Object.fromEntries(form())).toMatchObject({
      team_id: 'T0NOROSHI1',
      channel_id: 'C0SECURITY',
      channel_name: 'security',
      user_id: 'U0ALICE',
      command: '/aws-resource',
      text: command.text,
      trigger_id: expect.stringMatching(/^\d+\./),
      response_url: expect.stringContaining('/response/'),
    });
    expect(slack.ephemerals().at(-1)).toMatchObject({ user: 'U0ALICE', message: { text: 'looking' } });
  });

  it('clicks a button of the message that is really there', async () => {
    const button = {
      type: 'button',
      action_id: 'remediate',
      value: 'opaque',
      text: { type: 'plain_text', text: 'Remediate' },
    };
    const blocks = [{ type: 'actions', block_id: 'offers', elements: [button] }];
    const { ts } = await slack.call('chat.postMessage', { channel: 'C0SECURITY', text: 'an alert', blocks });
    answers.next = async () => ({ statusCode: 200, body: '' });

    await people.click({ user: 'U0BOB', channel: 'C0SECURITY', ts: String(ts), actionId: 'remediate' });

    expect(JSON.parse(form().get('payload') ?? '')).toMatchObject({
      type: 'block_actions',
      team: { id: 'T0NOROSHI1' },
      user: { id: 'U0BOB', team_id: 'T0NOROSHI1' },
      channel: { id: 'C0SECURITY' },
      container: { message_ts: ts, is_ephemeral: false },
      message: { ts, text: 'an alert', user: 'U0NOROSHI' },
      actions: [{ action_id: 'remediate', value: 'opaque', block_id: 'offers' }],
    });
    await expect(
      people.click({ user: 'U0BOB', channel: 'C0SECURITY', ts: String(ts), actionId: 'other' }),
    ).rejects.toThrow(/no button other/);
  });

  it('of another workspace comes with that workspace’s team', async () => {
    await people.sendCommand({ user: 'U0STRANGER', channel: 'C0SECURITY', command: '/aws-help', text: '' });

    expect(form().get('team_id')).toBe('T0ELSEWHERE');
  });

  it('meets a function that takes too long or throws as a function URL would', async () => {
    const command = { user: 'U0ALICE', channel: 'C0SECURITY', command: '/aws-help', text: '' };

    answers.next = () => new Promise(() => undefined);
    expect(await people.sendCommand(command)).toEqual({ status: 504, body: '{"message":"operation_timeout"}' });
    answers.next = async () => Promise.reject(new Error('broken'));
    expect(await people.sendCommand(command)).toMatchObject({ status: 502 });
    expect(failures).toHaveLength(2);
  });
});
