import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/playground/aws/identity.ts';
import { verifySignature, type WireRequest } from '../../../src/playground/aws/sigv4.ts';

const at = Date.parse('2026-11-20T10:00:00Z');
const identity: Identity = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  accountId: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/r',
  roleId: 'AROA',
  sessionName: 's',
  expiresAt: at + 900_000,
  tags: {},
  policy: [],
};
const check = (request: WireRequest, now = at) =>
  verifySignature(request, {
    findIdentity: (id) => (id === identity.accessKeyId ? identity : undefined),
    now: () => now,
  });

/** Signs as "Create a signed AWS API request" describes, written down here a second time on purpose. */
function sign(body: string): WireRequest {
  const headers: Record<string, string> = {
    host: '127.0.0.1',
    'x-amz-date': '20261120T100000Z',
    'x-amz-security-token': 'token',
    'x-amz-target': 'AmazonSQS.SendMessage',
  };
  const names = Object.keys(headers).sort();
  const hash = createHash('sha256').update(body).digest('hex');
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    hash,
  ].join('\n');
  const scope = '20261120/eu-west-1/sqs/aws4_request';
  const text = `AWS4-HMAC-SHA256\n20261120T100000Z\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  let key: Buffer = Buffer.from('AWS4secret');
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { method: 'POST', path: '/', query: '', headers: { ...headers, authorization }, body: Buffer.from(body) };
}

describe('a signature', () => {
  it('holds for the request that it was made for', () => {
    expect(check(sign('{}'))).toMatchObject({ region: 'eu-west-1', service: 'sqs', identity });
  });

  it('does not hold when anything was changed on the way', () => {
    const request = sign('{}');
    const changes: readonly Partial<WireRequest>[] = [
      { method: 'PUT' },
      { path: '/x' },
      { query: 'a=1' },
      { headers: { ...request.headers, host: 'elsewhere' } },
      { headers: { ...request.headers, 'x-amz-target': 'AmazonSQS.DeleteMessage' } },
      { headers: { ...request.headers, 'x-amz-added': 'unsigned' } },
    ];

    for (const change of changes) expect(check({ ...request, ...change })).toBe('mismatch');
    fc.assert(
      fc.property(fc.string(), (body) => {
        fc.pre(body !== '{}');
        expect(check({ ...request, body: Buffer.from(body) })).toBe('mismatch');
      }),
    );
  });

  it('is refused when it is old, from the future, or made with what has expired', () => {
    const request = sign('{}');

    expect(check(request, at + 301_000)).toBe('skewed');
    expect(check(request, at - 301_000)).toBe('skewed');
    expect(verifySignature(request, { findIdentity: () => ({ ...identity, expiresAt: at }), now: () => at })).toBe(
      'expired',
    );
  });

  it('is refused with another token, an unknown key, or none at all', () => {
    const request = sign('{}');
    const { authorization: _, ...unsigned } = request.headers;

    expect(check({ ...request, headers: { ...request.headers, 'x-amz-security-token': 'other' } })).toBe('bad-token');
    expect(verifySignature(request, { findIdentity: () => undefined, now: () => at })).toBe('unknown-key');
    expect(check({ ...request, headers: unsigned })).toBe('missing');
    expect(check({ ...request, headers: { ...unsigned, authorization: 'Bearer x' } })).toBe('malformed');
  });
});
