import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactText } from '../../../src/core/text/redact.ts';

/** Put together here, so that no scanner takes this file for one that leaks. */
const bot = ['xoxb', '123456789012', '123456789012', 'abcDEFghiJKLmnoPQRstuVWX'].join('-');
const app = ['xapp', '1', 'A0123456789', '1234567890123', 'abcdef0123456789'].join('-');
const rotated = ['xoxe.xoxp', '1', 'Mi0yLTEyMzQ1Njc4OTAx'].join('-');
const keyId = `AKIA${'IOSFODNN7EXAMPLE'.slice(0, 16)}`;
const session = `IQoJ${'b3JpZ2luX2Vj'.repeat(10)}==`;
const canaries = [bot, app, rotated, session];

describe('redacting', () => {
  it.each(canaries)('masks a token wherever it stands (%#)', (canary) => {
    const shown = redactText(`before ${canary}, after "${canary}"`);

    expect(shown).not.toContain(canary.slice(-12));
    expect(shown).toContain('before ');
    expect(shown).toContain(', after "');
  });

  it('keeps the last four characters of an access key id, so that it can be told from another', () => {
    expect(redactText(`with ${keyId}.`)).toBe(`with AKIA…${keyId.slice(-4)}.`);
    expect(redactText(`${keyId.replace('AKIA', 'ASIA')}`)).toBe(`ASIA…${keyId.slice(-4)}`);
  });

  it('masks what gives the right to post: the secret part of webhooks and response URLs', () => {
    const shown = redactText('POST https://hooks.slack.com/commands/T0123/456/verySecretPart failed');

    expect(shown).toBe('POST https://hooks.slack.com/commands/[masked] failed');
    expect(redactText('https://hooks.slack.com/services/T0/B0/abc')).toBe('https://hooks.slack.com/services/[masked]');
  });

  it('masks signatures, credentials and what is named as a secret inside a text', () => {
    expect(redactText('https://b.s3.amazonaws.com/k?X-Amz-Signature=0123abcd&x=1')).toBe(
      'https://b.s3.amazonaws.com/k?X-Amz-Signature=[masked]&x=1',
    );
    expect(redactText('{"botToken":"abcdefghijkl","name":"x"}')).toBe('{"botToken":"[masked]","name":"x"}');
    expect(redactText('http://user:hunter2@proxy.example')).toBe('http://[masked]@proxy.example');
    expect(redactText('Authorization: Bearer abc.def')).toBe('Authorization: Bearer [masked]');
  });

  it('leaves alone what is no secret', () => {
    const plain = 'AssumeRole of arn:aws:iam::111122223333:role/noroshi-read: AccessDenied (i-0123456789abcdef0)';

    expect(redactText(plain)).toBe(plain);
  });

  it('masks whatever stands under a key that is named as a secret, at any depth and in errors', () => {
    const error = Object.assign(new Error(`no ${bot}`), { config: { signingSecret: 'short', token: 1 } });
    const shown = JSON.stringify(redact({ deep: [{ password: 'hunter2', response_url: 'x' }], error }));

    expect(shown).not.toMatch(/hunter2|short|abcDEF/);
    expect(shown).toContain('"message":"no xoxb-[masked]"');
  });

  it('ends whatever it is given', () => {
    const circle: Record<string, unknown> = { size: 10n, when: new Date(0), bytes: Buffer.from('abc') };
    circle['self'] = circle;
    Object.defineProperty(circle, 'broken', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });

    expect(redact(circle)).toEqual({
      size: '10',
      when: '1970-01-01T00:00:00.000Z',
      bytes: '[3 bytes]',
      self: '[circular]',
      broken: '[unreadable]',
    });
    expect(redact('x'.repeat(5_000))).toMatch(/^x{2000}… \(5000 characters\)$/);
  });

  it('never shows a canary, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...canaries), fc.string(), fc.string(), (canary, before, after) => {
        const shown = JSON.stringify(redact({ [`${before} `]: [`${before} ${canary} ${after}`] }));
        expect(shown).not.toContain(canary);
      }),
    );
  });

  it('is quick on texts that were made to be slow', () => {
    const started = performance.now();
    for (const piece of ['AKIA', 'eyJ-', 'token', '://', 'xox', 'Bearer ', 'secret=']) redactText(piece.repeat(4_000));

    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
