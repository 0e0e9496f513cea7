import { describe, expect, it } from 'vitest';
import { clickForm, commandForm, requestTime, signedEvent } from './signed.ts';
import { testDoor } from './test-door.ts';

const { seen, open } = testDoor();

describe('what Slack did not send', () => {
  const form = commandForm();
  const event = signedEvent(form);
  const without = (name: string) => ({
    ...event,
    headers: Object.fromEntries(Object.entries(event.headers).filter(([key]) => key !== name)),
  });

  it.each([
    ['a wrong signature', signedEvent(form, { key: 'wrong' })],
    ['no signature', without('x-slack-signature')],
    ['no timestamp', without('x-slack-request-timestamp')],
    ['a header that is there twice', { ...event, headers: { ...event.headers, 'X-Slack-Signature': 'v0=1' } }],
    ['a time of the future', signedEvent(form, { at: requestTime + 301_000 })],
    ['a time of next year', signedEvent(form, { at: requestTime + 31_536_000_000 })],
    ['a time of the past', signedEvent(form, { at: requestTime - 301_000 })],
    ['a body that was cut', { ...event, body: form.slice(0, -1) }],
    ['ssl_check alone', { ...event, body: 'ssl_check=1' }],
    ['malformed JSON', { ...event, body: '{', headers: { ...event.headers, 'content-type': 'application/json' } }],
  ])('is refused with an empty 401: %s', async (_, sent) => {
    expect(await open()(sent)).toMatchObject({ statusCode: 401, body: '' });
    expect(seen.jobs).toEqual([]);
  });

  it('costs no look at the secret when it cannot be genuine', async () => {
    const door = open();
    await door(without('x-slack-signature'));
    await door(signedEvent(form, { at: requestTime - 301_000 }));

    expect(seen.secretsLoaded).toBe(0);
  });

  it('is refused before it is hashed when it is too large', async () => {
    const door = open();
    expect((await door(signedEvent('x'.repeat(256 * 1024 + 1)))).statusCode).toBe(413);
    expect((await door(signedEvent('x'.repeat(256 * 1024 + 1), { base64: true }))).statusCode).toBe(413);
    expect(seen.secretsLoaded).toBe(0);
  });

  it.each([[undefined], [null], ['text'], [{}], [{ headers: 1 }]])('is refused as no event: %j', async (sent) => {
    expect((await open()(sent)).statusCode).toBe(400);
  });
});

describe('what Slack signed but we do not read', () => {
  it.each([
    ['JSON', signedEvent('{}', { type: 'application/json' })],
    ['a payload that is no JSON', signedEvent('payload=%7B')],
    ['a payload that is no object', signedEvent('payload=1')],
  ])('is refused: %s', async (_, event) => {
    expect(await open()(event)).toMatchObject({ statusCode: 400, body: '' });
  });

  it('is answered with nothing when it only checks the certificate', async () => {
    expect(await open()(signedEvent('ssl_check=1&token=x'))).toMatchObject({ statusCode: 200, body: '' });
  });

  it('fails closed and tells no more than that, when fields are missing', async () => {
    const answer = await open()(signedEvent('command=%2Faws-help&text=canary-in-the-body'));

    expect(answer).toMatchObject({ statusCode: 503, body: '' });
    expect(seen.jobs).toEqual([]);
    expect(seen.lines.join()).not.toContain('canary');
  });

  it('never puts a body, a response URL or a secret into the log', async () => {
    const door = open({ broken: true });
    await door(signedEvent(commandForm({ team_id: 'T0STRANGER', text: 'canary-in-the-body' })));
    await door(signedEvent(clickForm({ state: 'canary-in-the-body' })));

    expect(seen.lines.join()).not.toMatch(/canary|hooks\.slack|8f742231|rotated/);
  });
});
