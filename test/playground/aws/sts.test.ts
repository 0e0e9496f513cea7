import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scene } from '../../../src/playground/seed-scene.ts';
import { type Credentials, type Playground, startPlayground } from './harness.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground?.aws.close());

describe('identities', () => {
  it('says who the bot is', async () => {
    const answer = await new STSClient(playground.clientOptions()).send(new GetCallerIdentityCommand({}));

    expect(answer.Account).toBe('999988887777');
    expect(answer.Arn).toBe('arn:aws:sts::999988887777:assumed-role/noroshi-bot/noroshi-playground');
  });

  it('refuses an unknown key and a wrong secret with the codes of each protocol', async () => {
    const unknown = { accessKeyId: 'AKIAUNKNOWNUNKNOWN12', secretAccessKey: 'x' };
    const wrong = { ...playground.aws.credentials, secretAccessKey: 'wrong' };
    const ask = (credentials: Credentials) =>
      new STSClient(playground.clientOptions(credentials)).send(new GetCallerIdentityCommand({}));
    const list = new ListObjectsV2Command({ Bucket: playground.aws.buckets.results });

    await expect(ask(unknown)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(ask(wrong)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    await expect(new S3Client(playground.clientOptions(unknown)).send(list)).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
    await expect(
      new SecretsManagerClient(playground.clientOptions(unknown)).send(
        new GetSecretValueCommand({ SecretId: 'noroshi/slack' }),
      ),
    ).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it('refuses a request without a signature', async () => {
    const answer = await fetch(`${playground.aws.endpoint}/${playground.aws.buckets.logs}?list-type=2`);

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
  });

  it('lets a role be assumed only with the ExternalId of its account', async () => {
    await expect(playground.remediator(scene.prod)).resolves.toMatchObject({
      accessKeyId: expect.stringMatching(/^ASIA/),
    });
    await expect(playground.remediator(scene.prod, { ExternalId: `noroshi-${scene.dev}` })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});
