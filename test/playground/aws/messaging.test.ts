import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Playground, startPlayground } from './harness.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground?.aws.close());

describe('messages', () => {
  it.each([
    ['lookup', 'lookups'],
    ['search', 'searches'],
    ['remediation', 'remediations'],
  ] as const)('a job of kind %s reaches the queue %s and no other', async (kind, name) => {
    const jobQueues = ['lookups', 'searches', 'remediations', 'alerts', 'follow', 'posts'] as const;
    const counts = () => jobQueues.map((one) => playground.aws.queue(one).count().visible);
    const before = counts();

    await new SNSClient(playground.clientOptions()).send(
      new PublishCommand({
        TopicArn: playground.aws.topics.jobs,
        Message: '{"a":"<&>"}',
        MessageAttributes: { kind: { DataType: 'String', StringValue: kind } },
      }),
    );

    expect(counts()).toEqual(before.map((count, at) => count + (jobQueues[at] === name ? 1 : 0)));
    expect(JSON.parse(playground.aws.queue(name).receive(1)[0]?.body ?? '')).toMatchObject({
      Type: 'Notification',
      TopicArn: playground.aws.topics.jobs,
      Message: '{"a":"<&>"}',
    });
  });

  it('to the topic of who is on call are heard', async () => {
    const TopicArn = playground.settings.oncall?.topic ?? '';

    await new SNSClient(playground.clientOptions()).send(new PublishCommand({ TopicArn, Message: 'Critical' }));

    expect(playground.called).toEqual(['Critical']);
    const none = new PublishCommand({ TopicArn: `${TopicArn}-none`, Message: 'x' });
    await expect(new SNSClient(playground.clientOptions()).send(none)).rejects.toMatchObject({
      name: 'AuthorizationErrorException',
    });
  });

  it('go through a queue over HTTP', async () => {
    const sqs = new SQSClient(playground.clientOptions());
    const QueueUrl = playground.aws.queues.posts;

    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"channel":"C0SECURITY"}' }));
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));

    expect(message?.Body).toBe('{"channel":"C0SECURITY"}');
    expect(playground.aws.queue('posts').count()).toEqual({ visible: 0, hidden: 0, delayed: 0 });
    await expect(
      sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-none`, MessageBody: 'x' })),
    ).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

describe('what the bot owns', () => {
  it('holds the Slack secret', async () => {
    const answer = await new SecretsManagerClient(playground.clientOptions()).send(
      new GetSecretValueCommand({ SecretId: 'noroshi/slack' }),
    );

    expect(JSON.parse(answer.SecretString ?? '')).toEqual({ botToken: 'xoxb-test', signingSecret: 'shh' });
  });

  it('holds the table, which the log reader cannot see', async () => {
    const Item = { pk: { S: 'ALERT#1' }, sk: { S: 'STATE' } };
    const dynamodb = new DynamoDBClient(playground.clientOptions());
    const asReader = new DynamoDBClient(playground.clientOptions(await playground.readLogs()));

    await dynamodb.send(new PutItemCommand({ TableName: playground.aws.table, Item }));
    const found = await dynamodb.send(new GetItemCommand({ TableName: playground.aws.table, Key: Item }));

    expect(found.Item).toEqual(Item);
    await expect(
      asReader.send(new GetItemCommand({ TableName: playground.aws.table, Key: Item })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('holds the results bucket, where a key is written once when that is asked', async () => {
    const s3 = new S3Client(playground.clientOptions());
    const put = () =>
      s3.send(
        new PutObjectCommand({
          Bucket: playground.aws.buckets.results,
          Key: 'jobs/ü 1.json',
          Body: '{"ok":"é"}',
          IfNoneMatch: '*',
        }),
      );

    await put();
    const found = await s3.send(new GetObjectCommand({ Bucket: playground.aws.buckets.results, Key: 'jobs/ü 1.json' }));

    expect(await found.Body?.transformToString()).toBe('{"ok":"é"}');
    await expect(put()).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
});
