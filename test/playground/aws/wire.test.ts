import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/playground/aws/aws-error.ts';
import type { Identity } from '../../../src/playground/aws/identity.ts';
import { serveJson } from '../../../src/playground/aws/json-protocol.ts';
import { serveQuery } from '../../../src/playground/aws/query-protocol.ts';
import { serveWire } from '../../../src/playground/aws/wire.ts';
import type { Service } from '../../../src/playground/aws/wire-format.ts';

const echo = { call: (action: string, input: unknown) => ({ action, input }) };
const refusing = {
  call() {
    throw new AwsError('SomeCode', 'a <b> & "c"', 403);
  },
};
const caller = { region: 'eu-west-1' } as Identity & { region: string };
const post = (headers: Record<string, string>, body: string) => ({
  method: 'POST',
  path: '/',
  query: '',
  headers,
  body: Buffer.from(body),
});
const target = { target: 'AmazonSQS', version: '1.0', queryErrors: true } as const;
const query = { namespace: 'https://sts.amazonaws.com/doc/2011-06-15/', version: '2011-06-15' };
const json = { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' };

describe('AWS JSON', () => {
  it('carries action and input to the model and its answer back', async () => {
    const { body } = await serveJson(echo, target).handle(post(json, '{"a":[1]}'), caller);

    expect(JSON.parse(String(body))).toEqual({ action: 'SendMessage', input: { a: [1] } });
  });

  it.each([
    ['a body that is not JSON', post(json, '{'), 'SerializationException'],
    ['another content type', post({ ...json, 'content-type': 'application/json' }, '{}'), 'SerializationException'],
    ['another service', post({ ...json, 'x-amz-target': 'Other.SendMessage' }, '{}'), 'UnknownOperationException'],
    ['no target', post({ 'content-type': json['content-type'] }, '{}'), 'UnknownOperationException'],
  ])('refuses %s', async (_, wrong, code) => {
    await expect(serveJson(echo, target).handle(wrong, caller)).rejects.toMatchObject({ code });
  });
});

describe('the query protocol', () => {
  it('builds lists and structures out of flat names', async () => {
    const form = new URLSearchParams({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: 'arn',
      'Tags.member.1.Key': 'a&b',
      'Tags.member.1.Value': 'x',
      'Tags.member.2.Key': 'c',
    });
    const seen: unknown[] = [];
    const model = { call: (_: string, input: unknown) => void seen.push(input) };

    await serveQuery(model, query).handle(post({}, String(form)), caller);

    expect(seen).toEqual([{ RoleArn: 'arn', Tags: [{ Key: 'a&b', Value: 'x' }, { Key: 'c' }] }]);
  });

  it('survives any form', async () => {
    const key = fc.stringMatching(/^[A-Za-z0-9_.]{0,20}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, fc.string()), { maxLength: 8 }), async (fields) => {
        const form = new URLSearchParams([
          ['Action', 'X'],
          ['Version', '2011-06-15'],
          ...fields.filter(([name]) => name !== 'Action' && name !== 'Version'),
        ]);
        const answer = serveQuery(echo, query).handle(post({}, String(form)), caller);
        const { body } = await answer.catch((error) => {
          expect(error).toBeInstanceOf(AwsError);
          return { body: '' };
        });
        expect(String(body)).not.toContain('undefined');
      }),
    );
  });

  it('escapes what it says in an error', () => {
    const { body, status } = serveQuery(refusing, query).refuse(new AwsError('SomeCode', 'a <b> & "c"', 403), 'id');

    expect(status).toBe(403);
    expect(body).toContain('<Message>a &lt;b&gt; &amp; &quot;c&quot;</Message>');
  });
});

describe('the endpoint', () => {
  const bugs: unknown[] = [];
  let wire: Awaited<ReturnType<typeof serveWire>>;
  const service: Service = serveJson(echo, target);

  beforeAll(async () => {
    const services = { sqs: service, config: service, s3: service };
    wire = await serveWire({
      services,
      findIdentity: () => undefined,
      now: Date.now,
      onBug: (error) => bugs.push(error),
    });
  });
  afterAll(() => wire?.close());

  it('says that there is no such service', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=A/20261120/eu-west-1/braket/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    const answer = await fetch(wire.url, { method: 'POST', headers: { authorization } });

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ __type: 'UnknownService' });
  });

  it('does not take a caller that hangs up for a bug', async () => {
    const half = request(wire.url, { method: 'POST', headers: { 'content-length': 100 } });
    half.on('error', () => undefined);
    half.write('x');
    await new Promise((resolve) => half.once('socket', (socket) => socket.once('connect', resolve)));
    // One round trip so that the endpoint is reading it, and one so that it has seen the end.
    await fetch(wire.url, { method: 'POST' });
    const closed = new Promise((resolve) => half.once('close', resolve));
    half.destroy();
    await closed;
    await fetch(wire.url, { method: 'POST' });

    expect(bugs).toEqual([]);
  });
});
