import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createPublishJob } from '../../src/aws/jobs-topic.ts';
import { createLogReader } from '../../src/aws/log-reader.ts';
import { createSendToQueue } from '../../src/aws/queues.ts';
import { createResults } from '../../src/aws/results.ts';
import { createLoadSlackSecret } from '../../src/aws/secrets.ts';
import { someSettings } from '../delivery/settings.ts';
import { createClock } from '../store/table.ts';
import { awsError, giveSessions } from './responses.ts';

const mocks = {
  sqs: mockClient(SQSClient),
  s3: mockClient(S3Client),
  secrets: mockClient(SecretsManagerClient),
  sts: mockClient(STSClient),
};
const clients = createClients({ region: 'eu-west-1', now: () => 0 });

beforeEach(() => {
  for (const mock of Object.values(mocks)) mock.reset();
});

describe('the edges to AWS', () => {
  it('send to a queue, in whole seconds of delay', async () => {
    const send = createSendToQueue({ clients, urls: { posts: 'https://sqs.example/posts' } });

    await send('posts', { channel: 'C0SECURITY' }, 2.2);

    expect(mocks.sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: 'https://sqs.example/posts',
      MessageBody: '{"channel":"C0SECURITY"}',
      DelaySeconds: 3,
    });
    await expect(send('remediations', {})).rejects.toThrow('does not know the URL of the queue remediations');
  });

  it('publish a job with its kind as attribute, which the subscriptions filter by', async () => {
    const posted: string[] = [];
    const post = async ({ body }: { body: string }) => String(posted.push(body));
    const publish = createPublishJob({ post, topicArn: 'arn:aws:sns:eu-west-1:999988887777:jobs' });
    const asker = { teamId: 'T0123456789', userId: 'U0ALICE', channelId: 'C0SECURITY' };

    await publish({ kind: 'search', key: 'abcdefgh', askedAt: 1, asker, command: '/aws-trail', text: 'root & é' });

    const fields = Object.fromEntries(new URLSearchParams(posted[0]));
    expect(fields).toMatchObject({
      TopicArn: 'arn:aws:sns:eu-west-1:999988887777:jobs',
      'MessageAttributes.entry.1.Name': 'kind',
      'MessageAttributes.entry.1.Value.StringValue': 'search',
    });
    expect(JSON.parse(fields['Message'] ?? '')).toMatchObject({ text: 'root & é', asker });
  });

  it('put results under their key, and get them back', async () => {
    const results = createResults({ clients, bucket: 'example-results' });

    await results.put('jobs/1', '{"ä":1}');

    expect(mocks.s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'example-results',
      Key: 'jobs/1',
      Body: '{"ä":1}',
    });
    mocks.s3.on(GetObjectCommand).resolves({});
    await expect(results.get('jobs/1')).rejects.toThrow('without a body');
  });

  it('read the logs with the session of the log reader’s role only', async () => {
    giveSessions(mocks.sts, () => 0);

    const s3 = await createLogReader({ clients, settings: someSettings() });

    expect(mocks.sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toMatchObject({
      RoleArn: 'arn:aws:iam::999988887777:role/noroshi-log-reader',
      ExternalId: 'noroshi-logs',
    });
    expect(await s3.config.credentials()).toMatchObject({
      accessKeyId: 'arn:aws:iam::999988887777:role/noroshi-log-reader',
    });
  });

  it('say plainly when the log reader’s role is refused', async () => {
    mocks.sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 403, 'not you'));

    const fresh = createClients({ region: 'eu-west-1', now: () => 0 });

    await expect(createLogReader({ clients: fresh, settings: someSettings() })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: 'The CloudTrail logs could not be reached: access denied: not you.',
    });
  });
});

describe('the Slack secret', () => {
  const open = (now: () => number) => createLoadSlackSecret({ clients, secretId: 'noroshi/slack', now });
  const give = (secret: string) => mocks.secrets.on(GetSecretValueCommand).resolves({ SecretString: secret });

  it('is loaded once in five minutes, so that a rotation arrives by itself', async () => {
    const clock = createClock();
    const load = open(clock.now);
    give('{"botToken":"one","signingSecret":"first"}');
    await load();
    give('{"botToken":"two","signingSecret":"second","previousSigningSecret":"first"}');

    clock.pass(299_000);
    expect(await load()).toEqual({ botToken: 'one', signingSecret: 'first' });
    clock.pass(1_000);
    expect(await load()).toEqual({ botToken: 'two', signingSecret: 'second', previousSigningSecret: 'first' });
  });

  it('serves on when it cannot be renewed', async () => {
    const clock = createClock();
    const load = open(clock.now);
    give('{"botToken":"one","signingSecret":"first"}');
    await load();
    mocks.secrets.on(GetSecretValueCommand).rejects(awsError('InternalServiceError', 500));

    clock.pass(301_000);

    expect(await load()).toMatchObject({ botToken: 'one' });
  });

  it.each(['canary-not-json', '{"botToken":"canary"}', '{"botToken":"canary","signingSecret":""}'])(
    'is refused without being quoted: %s',
    async (secret) => {
      give(secret);

      const error = await open(() => 0)().catch((thrown: unknown) => thrown);

      expect(String(error)).toContain('does not hold botToken and signingSecret');
      expect(String(error)).not.toContain('canary');
    },
  );
});
