import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { createS3Get } from '../../src/trail/s3-get.ts';
import { type S3Server, startS3 } from './s3-server.ts';

const bucket = 'example-logs';
let server: S3Server | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function open(options: Partial<Parameters<typeof startS3>[0]> = {}) {
  server = await startS3({ bucket, objects: new Map([['a b/(é)+&.json.gz', Buffer.from('body')]]), ...options });
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example', sessionToken: 'token' };
  const s3 = new S3Client({ endpoint: server.url, region: 'eu-west-1', forcePathStyle: true, credentials });
  const get = await createS3Get({ s3, bucket });
  if (!get) throw new Error('The client does not let its requests be seen');
  return (key: string) => get(key, { isStream: false });
}

describe('getting an object directly', () => {
  it('reads any key, signed with the credentials of the client', async () => {
    let signed = '';
    const get = await open({
      interfere: ({ headers }) => {
        signed = `${headers.authorization} ${headers['x-amz-security-token']}`;
        return undefined;
      },
    });

    expect(await get('a b/(é)+&.json.gz')).toEqual(Buffer.from('body'));
    expect(signed).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-west-1\/s3\/aws4_request,.*Signature=\w{64} token$/,
    );
  });

  it('tries again where the server asks for less, or fails', async () => {
    const answers = [503, 500];
    const get = await open({
      interfere: () => {
        const status = answers.shift();
        return status ? { status, body: '<Error><Code>SlowDown</Code><Message>Reduce</Message></Error>' } : undefined;
      },
    });

    expect(await get('a b/(é)+&.json.gz')).toEqual(Buffer.from('body'));
    expect(server?.asked).toHaveLength(3);
  });

  it('says what S3 said, and asks only once where asking again is no use', async () => {
    const get = await open({ denied: ['a'] });

    await expect(get('a b/(é)+&.json.gz')).rejects.toMatchObject({ name: 'AccessDenied', message: 'Access Denied' });
    await expect(get('missing')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(server?.asked).toHaveLength(2);
  });
});
