import { describe, expect, it } from 'vitest';
import { verifyRequest } from '../../src/slack/verify.ts';
import { requestTime, secret, signatureOf } from './signed.ts';

const body = Buffer.from('text=%F0%9F%94%A5&raw=\u00ff狼煙');
const timestamp = String(requestTime / 1000);
const good = { body, timestamp, signature: signatureOf(body), secrets: [secret], now: requestTime };

describe('a signed request', () => {
  it('is taken, with its own time', () => {
    expect(verifyRequest(good)).toEqual({ genuine: true, askedAt: requestTime });
  });

  it("is taken as Slack's own documentation signs it", () => {
    const example =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const verdict = verifyRequest({
      body: Buffer.from(example),
      timestamp: '1531420618',
      signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      secrets: ['8f742231b10e8888abcd99yyyzzz85a5'],
      now: 1_531_420_618_000,
    });

    expect(verdict.genuine).toBe(true);
  });

  it('is taken with either secret while they are rotated', () => {
    expect(verifyRequest({ ...good, secrets: ['new', secret] }).genuine).toBe(true);
    expect(verifyRequest({ ...good, secrets: [secret, 'old'] }).genuine).toBe(true);
  });

  it.each([300, -300])('is taken %i seconds off', (seconds) => {
    expect(verifyRequest({ ...good, now: requestTime + seconds * 1000 }).genuine).toBe(true);
  });

  it.each([
    ['301 seconds late', 301, 'too-old'],
    ['301 seconds early', -301, 'too-new'],
    ['a year in the future', -31_536_000, 'too-new'],
    ['a year old', 31_536_000, 'too-old'],
  ])('is refused %s', (_, seconds, why) => {
    expect(verifyRequest({ ...good, now: requestTime + seconds * 1000 })).toEqual({ genuine: false, why });
  });
});

describe('a forged request', () => {
  const hex = good.signature.slice(3);
  it.each([
    ['another secret', { signature: signatureOf(body, { key: 'other' }) }],
    ['another version', { signature: `v1=${hex}` }],
    ['no version', { signature: hex }],
    ['upper case', { signature: `v0=${hex.toUpperCase()}` }],
    ['short hex', { signature: `v0=${hex.slice(0, 62)}` }],
    ['odd hex', { signature: `v0=${hex.slice(0, 63)}` }],
    ['long hex', { signature: `v0=${hex}00` }],
    ['no hex', { signature: 'v0=' }],
    ['two signatures', { signature: `${good.signature},${good.signature}` }],
    ['a space before', { signature: ` ${good.signature}` }],
    ['a line break after', { signature: `${good.signature}\n` }],
    ['no letters of hex', { signature: `v0=${'z'.repeat(64)}` }],
    ['no signature', { signature: undefined }],
    ['an empty signature', { signature: '' }],
    ['no timestamp', { timestamp: undefined }],
    ['an empty timestamp', { timestamp: '' }],
    ['a timestamp that is no number', { timestamp: 'now' }],
    ['a timestamp with a sign', { timestamp: `+${timestamp}` }],
    ['a timestamp with a fraction', { timestamp: `${timestamp}.0` }],
    ['a timestamp in hex', { timestamp: '0x6b00d9e0' }],
    ['a timestamp with an exponent', { timestamp: '1.7951928e9' }],
    ['two timestamps', { timestamp: `${timestamp}, ${timestamp}` }],
    ['a timestamp with a zero before', { timestamp: `0${timestamp}` }],
    ['a timestamp in ms', { timestamp: `${timestamp}000` }],
    ['a timestamp that was not signed', { timestamp: String(requestTime / 1000 + 1) }],
    ['a truncated body', { body: body.subarray(0, -1) }],
    ['a longer body', { body: Buffer.concat([body, Buffer.from('&x=1')]) }],
    ['an empty body', { body: Buffer.alloc(0) }],
    ['one flipped bit', { body: Buffer.from(body.map((byte, n) => (n === 3 ? byte ^ 1 : byte))) }],
    ['a body read as another encoding', { body: Buffer.from(body.toString('latin1')) }],
    ['no secret', { secrets: [] }],
    ['an empty secret', { secrets: [''], signature: signatureOf(body, { key: '' }) }],
  ])('is refused with %s', (_, change) => {
    expect(verifyRequest({ ...good, ...change }).genuine).toBe(false);
  });
});
