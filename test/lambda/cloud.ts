import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTable } from '../store/table.ts';

type Request = Readonly<{ name: string; body: string }>;

/** The settings file of these tests, as it travels in a bundle. */
const settings = {
  slack: { team: 'T0123456789', operations: 'C0OPERATIONS', secret: 'noroshi/slack' },
  bot: { account: '999988887777', region: 'eu-west-1' },
  security: { account: '999988887777', region: 'eu-west-1', aggregator: 'noroshi', readerRole: 'noroshi-reader' },
  accounts: [{ id: '111122223333', name: 'payments-prod' }],
  regions: ['eu-west-1'],
  roles: {
    read: 'noroshi-read',
    remediate: 'noroshi-remediate',
    evaluate: 'noroshi-evaluate',
    externalId: 'noroshi-{account}',
  },
  trail: {
    bucket: 'example-org-logs',
    prefix: '',
    role: 'arn:aws:iam::999988887777:role/noroshi-log-reader',
    externalId: 'noroshi-logs',
    limits: { objects: 8000, seconds: 600, records: 1000 },
  },
  routes: [{ to: 'C0SECURITY' }],
};

/**
 * What the doors talk to, behind the SDKs' own environment variables: dynalite, and one server that answers for SQS, Config,
 * S3, Secrets Manager and Slack and keeps what it was asked.
 */
export async function startCloud() {
  const table = await startTable();
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const name = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url?.split('?')[0]}`);
      requests.push({ name, body });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerTo(name, body)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const environment = {
    NOROSHI_SETTINGS: JSON.stringify(settings),
    NOROSHI_TABLE: 'noroshi',
    NOROSHI_RESULTS: 'results',
    NOROSHI_POSTS_QUEUE: `http://127.0.0.1:${port}/posts`,
    NOROSHI_FOLLOW_QUEUE: `http://127.0.0.1:${port}/follow`,
    NOROSHI_ALERTS_QUEUE: `http://127.0.0.1:${port}/alerts`,
    NOROSHI_SEARCHES_QUEUE: `http://127.0.0.1:${port}/searches`,
    NOROSHI_QUEUES: `http://127.0.0.1:${port}/1/alerts,http://127.0.0.1:${port}/1/posts`,
    SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
  };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  return {
    table,
    of: (name: string) => requests.filter((request) => request.name === name).map(({ body }) => body),
    async stop() {
      for (const key of Object.keys(environment)) {
        if (before[key] === undefined) delete process.env[key];
        else process.env[key] = before[key];
      }
      server.closeAllConnections();
      server.close();
      await table.stop();
    },
  };
}

function answerTo(name: string, body: string): object {
  switch (name) {
    case 'AmazonSQS.SendMessage': {
      const { MessageBody } = JSON.parse(body);
      return { MessageId: 'm', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
    }
    case 'StarlingDoveService.SelectAggregateResourceConfig':
      return { Results: [] };
    case 'secretsmanager.GetSecretValue':
      return { SecretString: JSON.stringify({ botToken: 'xoxb-test', signingSecret: 'test' }) };
    case 'POST /api/chat.postMessage':
      return { ok: true, ts: '1.000' };
    default:
      return {};
  }
}
