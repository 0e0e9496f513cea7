import { createHmac } from 'node:crypto';

export const secret = '8f742231b10e8888abcd99yyyzzz85a5';
/** The time of every request in these tests, in ms. */
export const requestTime = 1_795_192_800_000;
export const team = 'T0123456789';

/** Slack's signature over raw bytes. */
export function signatureOf(body: Uint8Array | string, { at = requestTime, key = secret } = {}): string {
  return `v0=${createHmac('sha256', key)
    .update(`v0:${at / 1000}:`)
    .update(body)
    .digest('hex')}`;
}

type Change = { at?: number; key?: string; base64?: boolean; headers?: Record<string, string>; type?: string };

/** A function URL event that Slack signed. */
export function signedEvent(
  body: string,
  { at = requestTime, key = secret, base64 = false, headers, type }: Change = {},
) {
  return {
    version: '2.0',
    rawPath: '/',
    headers: {
      'content-type': type ?? 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(at / 1000),
      'x-slack-signature': signatureOf(body, { at, key }),
      ...headers,
    },
    requestContext: { http: { method: 'POST', path: '/' } },
    body: base64 ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: base64,
  };
}

/** The form of a slash command. */
export function commandForm(change: Record<string, string> = {}): string {
  return new URLSearchParams({
    token: 'deprecated',
    team_id: team,
    channel_id: 'C0ALERTS',
    channel_name: 'alerts',
    user_id: 'U0ALICE',
    user_name: 'alice',
    command: '/aws-resource',
    text: 'web — 狼煙',
    api_app_id: 'A0NOROSHI',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/T0123456789/1/abc',
    trigger_id: '1.2.abc',
    ...change,
  }).toString();
}

/** The form of a click on a button. */
export function clickForm(change: Record<string, unknown> = {}): string {
  const payload = {
    type: 'block_actions',
    team: { id: team, domain: 'example' },
    user: { id: 'U0ALICE', name: 'alice', team_id: team },
    api_app_id: 'A0NOROSHI',
    channel: { id: 'C0ALERTS', name: 'alerts' },
    container: { type: 'message', message_ts: '1795192800.000100', channel_id: 'C0ALERTS' },
    message: { ts: '1795192800.000100', text: '…' },
    actions: [{ type: 'button', block_id: 'b', action_id: 'remediate', value: 'offer-1', action_ts: '1795192800.1' }],
    response_url: 'https://hooks.slack.com/actions/T0123456789/1/abc',
    trigger_id: '1.2.abc',
    ...change,
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

type Values = Readonly<Record<string, unknown>>;

/** The form of a modal that was submitted: its name and metadata, and the state of each input. */
export function viewForm(
  [callback_id, metadata]: readonly [name: string, metadata: object],
  values: Values,
  change = {},
): string {
  const state = { values: Object.fromEntries(Object.entries(values).map(([name, one]) => [name, { [name]: one }])) };
  const payload = {
    ...{ type: 'view_submission', api_app_id: 'A0NOROSHI', trigger_id: '1.2.abc' },
    ...{ team: { id: team, domain: 'example' }, user: { id: 'U0ALICE', team_id: team } },
    view: { id: 'V1', type: 'modal', callback_id, private_metadata: JSON.stringify(metadata), state },
    ...change,
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
