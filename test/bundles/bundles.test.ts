import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleOptions, type Door, doors, settingsInBundle } from '../../infra/bundle.ts';
import type { QueueName } from '../../src/playground/aws/queues.ts';
import { startFrontDoor } from '../../src/playground/front-door.ts';
import { wrongInstanceType } from '../../src/playground/scenes/wrong-instance-type.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { cast } from '../../src/playground/slack/cast.ts';
import { createPeople, type People } from '../../src/playground/slack/person.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { complianceChange } from '../fixtures/story.ts';
import { type Playground, startPlayground } from '../playground/aws/harness.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';
import { type RunningBundle, runBundle } from './run-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'noroshi-bundles-'));
const installation = {
  botToken: 'xoxb-test',
  signingSecret: 'shh',
  scopes: [
    'chat:write',
    'im:write',
    'users:read',
    'users:read.email',
    'usergroups:read',
    'channels:read',
    'groups:read',
  ],
};
const scopesToLook = ['channels:history', 'groups:history', 'im:history'];

type Standing = Readonly<{
  playground: Playground;
  slack: SlackStandIn;
  people: People;
  functions: Readonly<Record<Door, RunningBundle>>;
}>;
let standing: Standing;
const contents = new Map<Door, Metafile>();
const failures: unknown[] = [];
const failed = (error: unknown) => void failures.push(error);
const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true })];

/** Every bundle in a process of its own, with the environment that its stack gives it, before stand-ins of AWS and Slack. */
beforeAll(async () => {
  const settings = await loadPlaygroundSettings();
  const [playground, slack] = await Promise.all([
    startPlayground(),
    startSlack({
      workspace: cast,
      installation: { ...installation, scopes: [...installation.scopes, ...scopesToLook] },
      now: Date.now,
    }),
    ...doors.map(async (door) => {
      const made = await build({ ...bundleOptions(door, settings), outdir: join(folder, door), metafile: true });
      contents.set(door, made.metafile);
    }),
  ]);
  const { aws } = playground;
  const environment = {
    ...settingsInBundle,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
    SLACK_API_URL: slack.apiUrl,
    NOROSHI_TABLE: aws.table,
    NOROSHI_JOBS_TOPIC: aws.topics.jobs,
    NOROSHI_POSTS_QUEUE: aws.queues.posts,
    NOROSHI_FOLLOW_QUEUE: aws.queues.follow,
    NOROSHI_ALERTS_QUEUE: aws.queues.alerts,
    NOROSHI_SEARCHES_QUEUE: aws.queues.searches,
    NOROSHI_RESULTS: aws.buckets.results,
    NOROSHI_QUEUES: Object.values(aws.queues).join(','),
  };
  const run = (door: Door) => runBundle(join(folder, door), { environment });
  const functions = {
    ...{ alerts: run('alerts'), posts: run('posts'), slack: run('slack'), queries: run('queries') },
    ...{ remediations: run('remediations'), 'config-rules': run('config-rules'), sweep: run('sweep') },
  };
  const door = await startFrontDoor({ name: 'slack', handler: functions.slack.invoke, timeoutMs: 10_000 }, { failed });
  ends.push(aws.close, slack.close, door.close, ...Object.values(functions).map(({ end }) => end));
  const people = createPeople({ slack, frontDoor: `${door.url}/`, now: Date.now });
  standing = { playground, slack, people, functions };
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** Hands what waits in a queue to a function, as an event source mapping does; gives its answer. */
async function eat(name: QueueName, door: Door): Promise<unknown> {
  const queue = standing.playground.aws.queue(name);
  const Records = await vi.waitFor(
    () => {
      const batch = queue.receive(1);
      if (batch.length === 0) throw new Error(`Nothing came to ${name}`);
      return batch;
    },
    { timeout: 5_000 },
  );
  const answer = await standing.functions[door].invoke({ Records });
  for (const { receiptHandle } of Records) queue.remove(receiptHandle);
  return answer;
}

/** Alice types a command, which goes through the function URL and the queue of its kind. */
async function type(typed: string, [name, door]: readonly [QueueName, Door]): Promise<void> {
  const { people } = standing;
  const [command = '', ...words] = typed.split(' ');
  const answer = await people.sendCommand({ user: 'U0ALICE', channel: 'C0SECURITY', command, text: words.join(' ') });
  expect(answer.status).toBe(200);
  expect(toldAlone()).toContain(typed);
  expect(await eat(name, door)).toEqual({ batchItemFailures: [] });
}

const toldAlone = () =>
  standing.slack
    .ephemerals()
    .map(({ message }) => messageAsText(message))
    .join('\n');

describe('the bundles, run as Lambda runs them', () => {
  it('take a notification in from its queue and put the alert into Slack', async () => {
    const { playground, slack } = standing;
    playground.aws.deliver([complianceChange('i-0f1e2d3c4b5a69788', Date.now())]);

    expect(await eat('alerts', 'alerts')).toEqual({ batchItemFailures: [] });
    expect(await eat('posts', 'posts')).toBe(null);

    const history = await slack.call('conversations.history', { channel: 'C0SECURITY' });
    expect(JSON.stringify(history)).toContain('payments-batch-3');
  });

  it('answer a command that came by the function URL', async () => {
    await type('/aws-resource payments-bastion', ['lookups', 'queries']);

    expect(toldAlone()).toContain('sg-0a1b2c3d4e5f60718');
  });

  it('search the logs', async () => {
    await type('/aws-trail event:AuthorizeSecurityGroupIngress since:6h', ['searches', 'queries']);

    expect(await eat('posts', 'posts')).toBe(null);
    const { channel } = await standing.slack.call('conversations.open', { users: 'U0ALICE' });
    const history = await standing.slack.call('conversations.history', { channel: Object(channel).id });
    expect(JSON.stringify(history)).toContain('AuthorizeSecurityGroupIngress');
  });

  it('answer a command about what may be changed', async () => {
    await type('/aws-remediate list', ['remediations', 'remediations']);

    expect(toldAlone()).toContain('revoke-security-group-rule');
  });

  it('evaluate a custom rule that AWS Config asks', async () => {
    const { playground, functions } = standing;
    const answers: unknown[] = [];
    playground.aws.customRules.answerWith(async (event) => answers.push(await functions['config-rules'].invoke(event)));

    playground.aws.deliver(wrongInstanceType.events(Date.now()));

    const of = {
      accountId: scene.dev,
      region: scene.region,
      rule: 'desired-instance-type',
      type: 'AWS::EC2::Instance',
    };
    const verdict = () => playground.aws.world.findEvaluation({ ...of, id: scene.oversizedInstance.id });
    await vi.waitFor(() => expect(verdict()?.compliance).toBe('NON_COMPLIANT'), { timeout: 5_000 });
    // Its verdict is there before its answer is.
    await vi.waitFor(() => expect(answers).toMatchObject([{ outcome: expect.any(String) }]), { timeout: 5_000 });
  });

  it('sweep when the schedule says so', async () => {
    const scheduled = {
      ...{ version: '0', id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa', 'detail-type': 'Scheduled Event' },
      ...{ source: 'aws.scheduler', account: '999988887777', time: '2026-11-20T03:14:00Z', region: 'ap-northeast-1' },
      ...{ resources: ['arn:aws:scheduler:ap-northeast-1:999988887777:schedule/default/noroshi-sweep'], detail: '{}' },
    };

    expect(await standing.functions.sweep.invoke(scheduled)).toBe(null);
  });

  it('say nothing that is no line of the log', () => {
    for (const door of doors) {
      for (const line of standing.functions[door].log().split('\n').filter(Boolean)) {
        expect(JSON.parse(line), door).toMatchObject({ level: expect.any(String), function: door });
      }
    }
  });

  it('never failed behind the function URL', () => {
    expect(failures).toEqual([]);
  });
});

/** Remediations are planned and applied by their own function alone. */
const isAsking = (file: string, door: Door) =>
  file.startsWith('src/') &&
  file !== 'src/aws/clients.ts' &&
  (door === 'remediations' || !file.startsWith('src/remediations/'));
const clientIn = (path: string) => /@aws-sdk\/(?:client|lib)-([\w-]+)/.exec(path)?.[1];
const sorted = (names: readonly (string | undefined)[]) =>
  [...new Set(names)].filter((name) => name !== undefined).sort();

describe('a bundle', () => {
  it.each(doors)('of %s holds the AWS clients that its sources ask for, and no other', (door) => {
    const { inputs = {} } = contents.get(door) ?? {};
    const ours = Object.entries(inputs).filter(([file]) => isAsking(file, door));
    const asked = ours.flatMap(([, { imports }]) => imports.map(({ original = '' }) => clientIn(original)));
    const inside = Object.keys(inputs).map((file) => clientIn(file));

    // The front door signs its two calls by itself.
    expect(sorted(inside)).toEqual(door === 'slack' ? [] : sorted(asked));
  });

  it('of the front door loads at most 200 KB before it is asked anything', () => {
    const { outputs = {} } = contents.get('slack') ?? {};
    const [index = ''] = Object.keys(outputs).filter((file) => file.endsWith('/index.mjs'));
    const loaded = new Set([index]);
    for (const file of loaded) {
      for (const { path, kind } of outputs[file]?.imports ?? [])
        if (kind === 'import-statement' && outputs[path]) loaded.add(path);
    }

    expect([...loaded].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0)).toBeLessThanOrEqual(200_000);
  });
});
