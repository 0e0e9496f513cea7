import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SendToQueue, Slot } from '../../src/core/ports.ts';
import type { Settings } from '../../src/core/settings.ts';
import { takeIn } from '../../src/delivery/intake.ts';
import { sendQueued } from '../../src/delivery/post.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { cast } from '../../src/playground/slack/cast.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start.ts';
import { createSlack } from '../../src/slack/post.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { someSettings } from '../delivery/settings.ts';
import { anAlert } from '../store/fixtures.ts';
import { createClock, startMemoryTable } from '../store/table.ts';
import { quiet } from './world.ts';

const scopes = ['chat:write', 'channels:manage', 'groups:write', 'channels:history', 'im:write', 'im:history'];
const installation = { botToken: 'xoxb-test', signingSecret: 'test', scopes, homeTab: false, botEvents: [] };
const clock = createClock(Date.now());
const table = startMemoryTable();
let standIn: SlackStandIn;

beforeAll(async () => {
  standIn = await startSlack({ workspace: cast, installation, now: clock.now });
  await standIn.call('conversations.archive', { channel: 'C0CRITICAL' });
  await standIn.call('conversations.leave', { channel: 'C0INCIDENT' });
});
afterAll(() => standIn.close());

const messagesIn = async (channel: string) =>
  [(await standIn.call('conversations.history', { channel }))['messages']].flat().map((one) => {
    const { text, blocks } = Object(one);
    return { text: String(text), screen: messageAsText({ text, blocks: blocks ?? [] }) };
  });

/** Takes an alert in and sends everything, as the functions would. */
async function tell(change: Parameters<typeof anAlert>[0], routes: Settings['routes']) {
  const base = someSettings(routes);
  const settings = { ...base, accounts: [{ id: '111122223333', name: 'payments-prod', owner: 'U0ALICE' }] };
  const { store, results } = table.openStore(clock.now);
  const rings: string[] = [];
  const errors: string[] = [];
  const log = { ...quiet, warn: (message: string) => void errors.push(message), error: quiet.error };
  const sendToQueue: SendToQueue = async (_, body) => void rings.push(Object(body).channel);
  const slack = createSlack({ loadToken: async () => installation.botToken, apiUrl: standIn.apiUrl, log });
  const parts = { store, settings, sendToQueue, now: clock.now, log };
  const load = (slot: Slot) => showSlot(slot, { ...parts, results });
  const alert = anAlert(change);
  await takeIn([{ alert, body: {} }], { ...parts, enrich: async (alerts) => alerts });
  for (let channel = rings.shift(); channel; channel = rings.shift()) {
    const { operations: fallback } = settings.slack;
    await sendQueued(channel, { ...parts, slack, load, sleep: clock.sleep, fallback, tellOnCall: async () => {} });
    clock.pass(1000);
  }
  return { alert, errors };
}

describe('a channel that cannot be posted to', () => {
  it.each([
    ['is archived', 'C0CRITICAL'],
    ['has not invited us', 'C0INCIDENT'],
    ['is not there', 'C0NOWHERE'],
  ])('that %s hands its alerts to the operations channel, which is told why', async (why, channel) => {
    const { errors } = await tell({ title: `homeless because it ${why}` }, [{ to: channel }]);

    const [shown] = (await messagesIn('C0OPERATIONS')).filter(({ text }) => text.includes(why));
    expect(shown?.screen).toContain(`The channel ${channel} does not take messages from me, so this is here.`);
    expect(shown?.text).toContain(`The channel ${channel} does not take messages`);
    expect(errors).toContain('A channel refused a message, which goes to the operations channel');
  });
});

describe('an alert for the owner of its account', () => {
  it('comes as a direct message, and its buttons work there', async () => {
    await tell({ title: 'for the owner', accountName: 'payments-prod' }, [
      { when: { account: 'payments-prod' }, to: 'owner' },
      { to: 'C0SECURITY' },
    ]);
    const { channel } = await standIn.call('conversations.open', { users: 'U0ALICE' });
    const [shown] = await messagesIn(Object(channel).id);

    expect(shown?.screen).toContain('for the owner');
    expect(shown?.screen).toContain('[ Who did it ]');
  });
});
