import { beforeEach, describe, expect, it } from 'vitest';
import { type BucketAccess, makeBucketAccess } from '../../../src/playground/aws/s3-public-access.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { callerWith, setUpWorld } from './caller.ts';

const caller = callerWith(['s3:*']);
const on = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets']
  .map((name) => `<${name}>true</${name}>`)
  .join('');
let s3: BucketAccess;
let set: Awaited<ReturnType<typeof setUpWorld>>;

beforeEach(async () => {
  set = await setUpWorld();
  s3 = makeBucketAccess(set.parts);
});

function ask(call: string, { inner = '', headers = {}, by = caller, bucket = scene.bucket as string } = {}) {
  const [method = '', query = ''] = call.split(' ');
  const text = `<PublicAccessBlockConfiguration>${inner}</PublicAccessBlockConfiguration>`;
  const body = Buffer.from(method === 'PUT' ? text : '');
  return s3.handle({ method, path: `/${bucket}`, query, headers, body }, bucket, by);
}
const checked = { 'x-amz-checksum-crc32': 'AAAAAA==' };

describe('the public access of a bucket', () => {
  it('is blocked, read, and let go again, and CloudTrail tells of it', () => {
    expect(ask('PUT publicAccessBlock', { inner: on, headers: checked }).status).toBe(200);
    expect(ask('GET publicAccessBlock').body).toContain('<RestrictPublicBuckets>true</RestrictPublicBuckets>');
    expect(ask('DELETE publicAccessBlock').status).toBe(204);

    expect(() => ask('GET publicAccessBlock')).toThrow(
      expect.objectContaining({ code: 'NoSuchPublicAccessBlockConfiguration', status: 404 }),
    );
    expect(set.told.map(({ detail }) => detail['eventName'])).toEqual([
      'PutBucketPublicAccessBlock',
      'DeleteBucketPublicAccessBlock',
    ]);
  });

  it('has a policy status only where there is a policy', () => {
    expect(() => ask('GET policyStatus')).toThrow(expect.objectContaining({ code: 'NoSuchBucketPolicy' }));

    const bucket = set.world.listItems().find(({ resource }) => resource.id === scene.bucket);
    const policyText = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}]}';
    if (bucket) set.world.change({ ...bucket, supplementary: { BucketPolicy: { policyText } } }, bucket.configuration);
    expect(ask('GET policyStatus').body).toContain('<IsPublic>true</IsPublic>');
  });

  it.each([
    { why: 'without a checksum', given: { inner: on }, code: 'InvalidRequest' },
    {
      why: 'with a setting that S3 does not know',
      given: { inner: '<Foo>true</Foo>', headers: checked },
      code: 'MalformedXML',
    },
    {
      why: 'by another owner',
      given: { inner: on, headers: { ...checked, 'x-amz-expected-bucket-owner': scene.dev } },
      code: 'AccessDenied',
    },
    {
      why: 'from another region',
      given: { inner: on, headers: checked, by: callerWith(['s3:*'], 'us-east-1') },
      code: 'AuthorizationHeaderMalformed',
    },
    {
      why: 'without the right',
      given: { inner: on, headers: checked, by: callerWith(['s3:GetBucketAcl']) },
      code: 'AccessDenied',
    },
    {
      why: 'from another account',
      given: { inner: on, headers: checked, by: { ...caller, accountId: scene.dev } },
      code: 'AccessDenied',
    },
    { why: 'of no bucket', given: { inner: on, headers: checked, bucket: 'nobodys' }, code: 'NoSuchBucket' },
  ])('is not changed $why', ({ given, code }) => {
    expect(() => ask('PUT publicAccessBlock', given)).toThrow(expect.objectContaining({ code }));
    expect(set.told).toEqual([]);
  });
});
