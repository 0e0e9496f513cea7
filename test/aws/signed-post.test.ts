import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSignedPost } from '../../src/aws/signed-post.ts';

const asked: { headers: IncomingHttpHeaders; body: string }[] = [];
let answers: (readonly [status: number, body: string])[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    asked.push({ headers: request.headers, body });
    const [status = 200, text = 'done'] = answers.shift() ?? [];
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end(text);
  });
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());
beforeEach(() => {
  asked.length = 0;
  answers = [];
});

function open(more: { sessionToken?: string; now?: number } = {}) {
  const sns = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { sessionToken, now = Date.parse('2026-11-20T03:14:00Z') } = more;
  const identity = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'canary-key', endpoints: { sns } };
  const options = { region: 'eu-west-1', identity: { ...identity, ...(sessionToken && { sessionToken }) } };
  const post = createSignedPost({ ...options, now: () => now });
  return (body: string) => post({ service: 'sns', headers: { 'content-type': 'text/plain' }, body });
}
const authorization = () => asked.map(({ headers }) => headers.authorization);

describe('a signed post', () => {
  it('is signed for one moment, region and service, with every header that is sent for it', async () => {
    expect(await open({ sessionToken: 'canary-token' })('a=ü')).toBe('done');

    expect(asked).toMatchObject([{ body: 'a=ü', headers: { 'x-amz-security-token': 'canary-token' } }]);
    expect(authorization()[0]).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/20261120\/eu-west-1\/sns\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    );
  });

  it('has another signature for another body, moment or session', async () => {
    await open()('a');
    await open()('b');
    await open({ now: 0 })('a');
    await open({ sessionToken: 'canary-token' })('a');

    expect(new Set(authorization()).size).toBe(4);
  });

  it.each([0, 429, 500, 503])('is made once more after %d, and then given up', async (status) => {
    answers = [[status, '']];
    expect(await open()('a')).toBe('done');
    answers = [
      [status, ''],
      [status, ''],
    ];
    await expect(open()('a')).rejects.toThrow(`sns answered ${status || 'nothing'}`);

    expect(asked).toHaveLength(4);
  });

  it.each([
    [
      '<Error><Code>AuthorizationError</Code><Message>canary</Message></Error>',
      'sns answered 403 (AuthorizationError)',
    ],
    [
      '{"__type":"com.amazonaws#ResourceNotFoundException","Message":"canary"}',
      'sns answered 403 (ResourceNotFoundException)',
    ],
    ['canary', 'sns answered 403'],
  ])('says what AWS calls the trouble, and nothing else of %s', async (body, message) => {
    answers = [[403, body]];

    const error = await open()('canary-body').catch((thrown: unknown) => thrown);

    expect(error).toEqual(new Error(message));
    expect(asked).toHaveLength(1);
  });
});
