import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { complianceChange } from '../fixtures/story.ts';
import { clickForm, commandForm, signedEvent } from '../slack/signed.ts';

/** What must never be seen anywhere, each as the real ones look. */
const canary = {
  botToken: 'xoxb-1234567890-9876543210-CanaryCanaryCanaryBotTk',
  signingSecret: 'canary0signing0secret0f00dfeed00',
  secretKey: 'CanarySecretKey/bPxRfiCYEXAMPLEKEYCanary',
  sessionToken: `IQoJb3JpZ2luX2VjEC${'CanarySessionToken'.repeat(8)}==`,
  responseUrl: 'https://hooks.slack.com/commands/T0123456789/1/CanaryResponseUrl',
};
const settings = JSON.stringify({
  slack: { team: 'T0123456789', operations: 'C0OPERATIONS', secret: 'noroshi/slack' },
  bot: { account: '999988887777', region: 'eu-west-1' },
  security: { account: '999988887777', region: 'eu-west-1', aggregator: 'noroshi', readerRole: 'noroshi-reader' },
  accounts: [{ id: '111122223333', name: 'payments-prod' }],
  regions: ['eu-west-1'],
  trail: { bucket: 'example-logs', role: 'arn:aws:iam::999988887777:role/noroshi-log-reader' },
  routes: [{ to: 'C0SECURITY' }],
});
const now = Math.floor(Date.now() / 1_000) * 1_000;

/** How everything outside fails: it refuses, and repeats all that it was sent, as a SignatureDoesNotMatch does. */
type Failing = 'refusing' | 'broken' | 'talking nonsense';
let failing: Failing = 'refusing';
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const said = `${JSON.stringify(request.headers)} ${Buffer.concat(chunks)} ${JSON.stringify(canary)}`;
    if (target.endsWith('GetSecretValue')) {
      response.end(JSON.stringify({ SecretString: JSON.stringify(canary) }));
    } else if (failing === 'talking nonsense') {
      response.end(said);
    } else {
      response.writeHead(failing === 'refusing' ? 403 : 400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(
        JSON.stringify({ __type: 'AccessDeniedException', message: said, Message: said, ok: false, error: said }),
      );
    }
  });
});

const before = { ...process.env };
const written: string[] = [];
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: url, SLACK_API_URL: `${url}/api/`, AWS_REGION: 'eu-west-1' },
    ...{ AWS_ACCESS_KEY_ID: 'ASIACANARYCANARY1234', AWS_SECRET_ACCESS_KEY: canary.secretKey },
    ...{ AWS_SESSION_TOKEN: canary.sessionToken, NOROSHI_SETTINGS: settings, NOROSHI_TABLE: 'noroshi' },
    ...{ NOROSHI_JOBS_TOPIC: 'arn:aws:sns:eu-west-1:999988887777:noroshi-jobs', NOROSHI_RESULTS: 'results' },
    ...{ NOROSHI_POSTS_QUEUE: `${url}/posts`, NOROSHI_FOLLOW_QUEUE: `${url}/follow` },
    ...{ NOROSHI_ALERTS_QUEUE: `${url}/alerts`, NOROSHI_SEARCHES_QUEUE: `${url}/searches` },
    NOROSHI_QUEUES: `${url}/posts,${url}/alerts`,
  });
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((line) => written.push(String(line)) > 0);
  }
});
afterAll(() => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
  for (const key of Object.keys(process.env)) if (before[key] === undefined) delete process.env[key];
  Object.assign(process.env, before);
});

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 20_000 };
const queued = (...bodies: object[]) => ({
  Records: bodies.map((body, index) => ({ messageId: `m${index}`, body: JSON.stringify(body) })),
});
const asker = { teamId: 'T0123456789', userId: 'U0ALICE', channelId: 'C0SECURITY', responseUrl: canary.responseUrl };
const job = { key: 'abcdefgh', askedAt: now, asker };
const signed = (form: string) => signedEvent(form, { at: now, key: canary.signingSecret });

type Run = () => Promise<unknown>;

/** Every door with everything that can come to it. */
const doors: Readonly<Record<string, Run>> = {
  alerts: async () =>
    (await import('../../src/lambda/alerts.ts')).handler(
      queued(complianceChange('i-0abc', now), { nothing: canary }),
      context,
    ),
  posts: async () => (await import('../../src/lambda/posts.ts')).handler(queued({ channel: 'C0SECURITY' }), context),
  'slack, a command': async () =>
    (await import('../../src/lambda/slack.ts')).handler(
      signed(commandForm({ response_url: canary.responseUrl, text: canary.botToken })),
      context,
    ),
  'slack, a press': async () =>
    (await import('../../src/lambda/slack.ts')).handler(
      signed(clickForm({ response_url: canary.responseUrl, state: canary })),
      context,
    ),
  'slack, something else': async () =>
    (await import('../../src/lambda/slack.ts')).handler(signed(`payload={"a":"${canary.botToken}"}`), context),
  queries: async () =>
    (await import('../../src/lambda/queries.ts')).handler(
      queued(
        { kind: 'lookup', ...job, command: '/aws-resource', text: 'web' },
        { kind: 'search', ...job, command: '/aws-trail', text: 'root since:1h' },
        { kind: 'lookup', ...job, button: 'configuration', alertId: 'a', messageTs: '1.0' },
        { no: 'job', ...canary },
      ),
      context,
    ),
  remediations: async () =>
    (await import('../../src/lambda/remediations.ts')).handler(
      queued(
        { kind: 'remediation', ...job, offer: 'a.0123456789ab', messageTs: '1.0' },
        { kind: 'remediation', ...job, command: '/aws-remediate', text: 'stop-instance i-0abc' },
        { request: 'r', n: 1 },
        { no: 'job', ...canary },
      ),
      context,
    ),
  'config-rules': async () =>
    (await import('../../src/lambda/config-rules.ts')).handler(
      {
        ...{ accountId: '111122223333', configRuleName: 'desired-instance-type', resultToken: canary.sessionToken },
        invokingEvent: '{"messageType":"ScheduledNotification","notificationCreationTime":"2026-11-20T09:00:00Z"}',
        ruleParameters: '{"desiredInstanceType":"t3.micro"}',
      },
      context,
    ),
  sweep: async () => (await import('../../src/lambda/sweep.ts')).handler({}, context),
};

describe('threat 19: secrets in what a failure leaves behind', () => {
  it.each(
    Object.keys(doors).flatMap((door) =>
      (['refusing', 'broken', 'talking nonsense'] as const).map((how) => [door, how] as const),
    ),
  )('are not there: %s, with everything outside %s', async (door, how) => {
    failing = how;
    written.length = 0;

    const outcome = await doors[door]?.().catch((error: unknown) => error);

    // What is thrown goes to Lambda's log as it is, with its causes and its fields.
    const thrown = outcome instanceof Error ? everythingOf(outcome) : '';
    const seen = `${written.join('')}\n${thrown}`;
    for (const [name, secret] of Object.entries(canary)) {
      const at = seen.indexOf(secret.slice(0, 30));
      expect(at < 0 ? '' : `${name}: …${seen.slice(Math.max(0, at - 200), at + 40)}`).toBe('');
    }
  });

  it('are looked for where something is said', () => {
    expect(everythingOf(new Error('x', { cause: new Error('y') }))).toContain('Error: y');
  });
});

/** As Lambda writes an error: its type, its message, its stack, and every field that it has. */
function everythingOf(error: Error): string {
  const cause = error.cause instanceof Error ? everythingOf(error.cause) : '';
  return `${error.stack}\n${error.message}\n${JSON.stringify(error)}\n${cause}`;
}
