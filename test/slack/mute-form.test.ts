import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { muteButtonId, parseMuteButton } from '../../src/core/button.ts';
import { muteScopes } from '../../src/core/mute-choice.ts';
import { parseJob } from '../../src/core/parse-job.ts';
import { createOpenModal } from '../../src/slack/open-modal.ts';
import { renderMuteForm } from '../../src/slack/render/mute-form.ts';
import { clickForm, requestTime, signedEvent, team, viewForm } from './signed.ts';
import { testDoor } from './test-door.ts';

const { seen, open } = testDoor();

const pressForm = (value = muteButtonId('alert-1', { scopes: ['same', 'actor'] }), change = {}) =>
  clickForm({ actions: [{ type: 'button', block_id: 'b', action_id: 'mute', value, action_ts: '1.1' }], ...change });

const metadata = { alertId: 'alert-1', channelId: 'C0ALERTS', messageTs: '1795192800.000100' };

function answerForm(chosen: { scope?: string; span?: string; because?: string | null } = {}, change = {}): string {
  const { scope = 'same', span = '8h', because = 'load test' } = chosen;
  const values = {
    scope: { type: 'radio_buttons', selected_option: { value: scope } },
    span: { type: 'static_select', selected_option: { value: span } },
    because: { type: 'plain_text_input', value: because },
  };
  return viewForm(['mute', metadata], values, change);
}

describe('the button that mutes', () => {
  it('opens a form with what the alert has, and hands nothing over yet', async () => {
    const answer = await open()(signedEvent(pressForm()));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(seen.jobs).toEqual([]);
    expect(seen.forms).toMatchObject([{ triggerId: '1.2.abc', view: { callback_id: 'mute' } }]);
    const text = JSON.stringify(seen.forms[0]?.view);
    for (const words of ['The same again', 'Whatever this actor does', '8 hours', 'Why']) expect(text).toContain(words);
    expect(text).not.toContain('Everything in this account');
    const { private_metadata } = seen.forms[0]?.view ?? {};
    expect(JSON.parse(String(private_metadata))).toEqual(metadata);
  });

  it('says which alert it is about, and names what can be chosen', async () => {
    const names = { what: 'restricted-ssh', resource: 'bastion', actor: 'dave', account: 'payments-prod' };
    const value = muteButtonId('alert-1', { scopes: muteScopes, names });
    const text = ':red_circle: Critical in payments-prod: dave &amp; co opened SSH';
    await open()(signedEvent(pressForm(value, { message: { ts: '1795192800.000100', text } })));

    const shown = JSON.stringify(seen.forms[0]?.view);
    expect(shown).toContain('"text":"Critical in payments-prod: dave & co opened SSH"');
    for (const words of [
      ...['restricted-ssh on bastion', 'Everything on bastion', 'restricted-ssh anywhere in payments-prod'],
      ...['Everything by dave in payments-prod', 'Everything in payments-prod'],
    ])
      expect(shown).toContain(`"text":"${words}"`);
  });

  it('says how to do without it when Slack does not open the form in time', async () => {
    const door = open({ formless: true });
    await door(signedEvent(pressForm(undefined, { response_url: `${seen.standIn}/actions/1` })));

    expect(seen.told.join()).toContain('did not open the form in time');
    expect(seen.told.join()).toContain('/aws-alerts mute');
  });

  it.each([
    ['another workspace', { team: { id: 'T0STRANGER' } }],
    ['another app', { api_app_id: 'A0STRANGER' }],
  ])('opens nothing for %s', async (_, change) => {
    await open()(signedEvent(pressForm(undefined, change)));

    expect(seen.forms).toEqual([]);
  });

  it('of a message from before the form was there has the one choice that it had', async () => {
    await open()(signedEvent(pressForm('alert-1')));

    expect(JSON.stringify(seen.forms[0]?.view).match(/"value":"(?:same|resource|rule|actor|account)"/g)).toEqual(
      expect.arrayContaining(['"value":"same"']),
    );
    expect(JSON.stringify(seen.forms)).not.toContain('"value":"account"');
  });
});

describe('its form', () => {
  it('is handed over with what was chosen, and closes', async () => {
    const answer = await open()(signedEvent(answerForm({ scope: 'resource', span: '7d', because: '  load\ntest ' })));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(seen.jobs).toEqual([
      {
        ...{ kind: 'lookup', key: expect.stringMatching(/^[0-9a-f]{32}$/), askedAt: requestTime, button: 'mute' },
        ...{ alertId: 'alert-1', messageTs: '1795192800.000100' },
        asker: { teamId: team, userId: 'U0ALICE', channelId: 'C0ALERTS' },
        mute: { scope: 'resource', forMs: 7 * 86_400_000, because: 'load test' },
      },
    ]);
    expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
  });

  it.each([
    ['no reason', { because: ' \u200b ' }, 'because'],
    ['no reason at all', { because: null }, 'because'],
    ['a time of its own', { span: '99y' }, 'scope'],
    ['another choice', { scope: 'everything' }, 'scope'],
  ])('with %s stays open and says so', async (_, chosen, block) => {
    const answer = await open()(signedEvent(answerForm(chosen)));

    expect(JSON.parse(answer.body)).toMatchObject({
      response_action: 'errors',
      errors: { [block]: expect.any(String) },
    });
    expect(seen.jobs).toEqual([]);
  });

  it('stays open when it cannot be handed over, and of another workspace', async () => {
    const broken = await open({ broken: true })(signedEvent(answerForm()));
    expect(JSON.parse(broken.body).errors.because).toContain('could not be accepted');

    const stranger = await open()(signedEvent(answerForm({}, { user: { id: 'U0ALICE', team_id: 'T0STRANGER' } })));
    expect(JSON.parse(stranger.body).errors.because).toContain('its own workspace');
    expect(seen.jobs).toEqual([]);
  });

  it('keeps to the limits of Slack', () => {
    const view = renderMuteForm({ scopes: muteScopes }, 'x');
    const texts = [...JSON.stringify(view).matchAll(/"text":\{"type":"plain_text","text":"([^"]*)"/g)].map(
      ([, text]) => text,
    );

    expect(texts).toHaveLength(muteScopes.length + 4 + 2);
    for (const text of texts) expect(text?.length).toBeLessThanOrEqual(75);
    expect(JSON.stringify(view)).not.toContain('…');

    const long = 'n'.repeat(300);
    const names = { what: long, resource: long, actor: long, account: long };
    const { choices } = parseMuteButton(muteButtonId('a', { scopes: muteScopes, names })) ?? {};
    const named = JSON.stringify(renderMuteForm({ ...choices, scopes: muteScopes, said: '<&>'.repeat(900) }, 'x'));
    const lines = [...named.matchAll(/"text":\{"type":"plain_text","text":"([^"]*)"[^}]*\},"value":/g)];
    expect(lines).toHaveLength(muteScopes.length + 4 + 2);
    for (const [, line] of lines) expect(line?.length).toBeLessThanOrEqual(75);
    expect(named).not.toContain('chars)","emoji":false},"value"');
  });
});

describe('opening a form', () => {
  it('is one call with the trigger; what Slack refuses is false, and the token stays out of the log', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk)));
      request.on('end', () => {
        const isGood = decodeURIComponent(bodies.at(-1) ?? '').includes('good');
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(isGood ? { ok: true } : { ok: false, error: 'expired_trigger_id' }));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const lines: string[] = [];
    const write = (message: string, fields?: object) => void lines.push(JSON.stringify({ message, ...fields }));
    const openModal = createOpenModal({
      loadToken: async () => 'xoxb-secret',
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
      log: { info: write, warn: write, error: write },
    });

    expect(await openModal('good', renderMuteForm({ scopes: ['same'] }, '{}'))).toBe(true);
    expect(await openModal('late', renderMuteForm({ scopes: ['same'] }, '{}'))).toBe(false);

    server.close();
    expect(bodies).toHaveLength(2);
    expect(lines.join()).toContain('expired_trigger_id');
    expect(lines.join()).not.toContain('xoxb');
  });
});
