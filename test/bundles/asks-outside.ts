// Bundled and run by `proxy.test.ts`: asks everybody outside once, by each of the ways in which our code does.
import { S3Client } from '@aws-sdk/client-s3';
import { createClients } from '../../src/aws/clients.ts';
import { createSignedPost } from '../../src/aws/signed-post.ts';
import { createCall } from '../../src/slack/call.ts';
import { answerByUrl } from '../../src/slack/response-url.ts';
import { prepareFile } from '../../src/slack/upload.ts';
import { createS3Get } from '../../src/trail/s3-get.ts';

const region = 'eu-west-1';
const identity = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example', endpoints: {} };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Resolves when all were asked; nobody's answer matters. */
export async function handler(): Promise<void> {
  const clients = createClients({ region, now: Date.now, isWaitedFor: true });
  const { ListQueuesCommand } = await import('@aws-sdk/client-sqs');
  const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const { ListBucketsCommand } = await import('@aws-sdk/client-s3');
  const call = createCall({ loadToken: async () => 'xoxb-x', apiUrl: 'https://slack.com/api/', log });
  const upload = async () => ({ upload_url: 'https://files.slack.com/upload', file_id: 'F1' });
  const asks: readonly (() => Promise<unknown>)[] = [
    async () => (await clients.sqs()).send(new ListQueuesCommand({})),
    async () => (await clients.dynamo()).send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'x' } } })),
    async () => (await clients.s3()).send(new ListBucketsCommand({})),
    () => clients.assume({ roleArn: 'arn:aws:iam::111122223333:role/noroshi-read', sessionName: 'x' }),
    () => createSignedPost({ region, identity, now: Date.now })({ service: 'sns', headers: {}, body: '' }),
    async () => {
      const s3 = new S3Client({ region, credentials: identity });
      return (await createS3Get({ s3, bucket: 'example-logs' }))?.('key', { isStream: false });
    },
    () => call('auth.test', {}),
    () => answerByUrl('https://hooks.slack.com/commands/x', { text: 'x', blocks: [] }),
    () => prepareFile(upload, { name: 'x', content: 'x' }),
  ];
  await Promise.allSettled(asks.map((ask) => ask()));
}
