import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Door, doors } from '../../infra/bundle.ts';
import { rowRights } from '../../infra/definitions/rows.ts';
import type { QueueName } from '../../src/playground/aws/queues.ts';
import { wrongInstanceType } from '../../src/playground/scenes/wrong-instance-type.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { complianceChange } from '../fixtures/story.ts';
import type { Touched } from './row-recorder.ts';
import { type Standing, startBundles } from './standing.ts';

let standing: Standing;
beforeAll(async () => {
  standing = await startBundles();
});
afterAll(() => standing?.close());

/** Hands what waits in a queue to a function, as an event source mapping does; gives its answer. */
async function eat(name: QueueName, door: Door): Promise<unknown> {
  const queue = standing.playground.aws.queue(name);
  const Records = await vi.waitFor(
    () => {
      const batch = queue.receive(1);
      if (batch.length === 0) throw new Error(`Nothing came to ${name}`);
      return batch;
    },
    { timeout: 15_000 },
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
    await vi.waitFor(() => expect(verdict()?.compliance).toBe('NON_COMPLIANT'), { timeout: 15_000 });
    // Its verdict is there before its answer is.
    await vi.waitFor(() => expect(answers).toMatchObject([{ outcome: expect.any(String) }]), { timeout: 15_000 });
    // Later changes ask nobody any more.
    playground.aws.customRules.answerWith(async () => undefined);
  });

  it('change what somebody presses a button for, and follow it', async () => {
    const { people, slack } = standing;
    const { messages } = Object(await slack.call('conversations.history', { channel: 'C0SECURITY' }));
    const { ts } = messages.find((one: object) => JSON.stringify(one).includes('"action_id":"remediate"'));

    const pressed = await people.click({ user: 'U0ALICE', channel: 'C0SECURITY', ts, actionId: 'remediate' });

    expect(pressed.status).toBe(200);
    expect(await eat('remediations', 'remediations')).toEqual({ batchItemFailures: [] });
    expect(await eat('follow', 'remediations')).toEqual({ batchItemFailures: [] });
    // Other messages may wait before it.
    await vi.waitFor(
      async () => {
        expect(await eat('posts', 'posts')).toBe(null);
        const thread = await slack.call('conversations.replies', { channel: 'C0SECURITY', ts });
        expect(JSON.stringify(thread)).toMatch(
          /"text":"[^"]*Remediate: stop the instance on payments-batch-3: [^"]*<@U0ALICE>/,
        );
      },
      { timeout: 10_000 },
    );
  });

  it('keep quiet what somebody wants to', async () => {
    await type('/aws-alerts mute account:payments-dev for:1h', ['lookups', 'queries']);

    expect(toldAlone()).toContain('payments-dev');
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

  it('ask for no rows but those that each function has a right to', () => {
    for (const door of doors) {
      const { writes = [], reads = [], due = [] } = door === 'config-rules' ? {} : (rowRights[door] ?? {});
      const may = ({ action, index }: Touched) =>
        index === 'due' ? due : /^(?:GetItem|Query)$/.test(action) ? [...writes, ...reads] : writes;
      const isLike = (key: string, pattern: string) =>
        pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
      const wrong = standing.touched(door).filter((one) => !may(one).some((pattern) => isLike(one.key, pattern)));

      expect(wrong, door).toEqual([]);
    }
    const touched = doors.flatMap((door) => standing.touched(door)).map(({ key }) => key.split('#')[0]);
    // The story is one that comes by what matters: alerts, messages, jobs, and all that a change writes down.
    expect(touched).toEqual(
      expect.arrayContaining([
        ...['ALERT', 'OUT', 'CHANNEL', 'SEEN', 'NOTE', 'JOB', 'MUTES'],
        ...['REQ', 'TICKET', 'CLICK', 'LOCK', 'CAP', 'UNDO', 'SWITCH'],
      ]),
    );
  });

  it('never failed behind the function URL', () => {
    expect(standing.failures).toEqual([]);
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
    const { inputs = {} } = standing.contents.get(door) ?? {};
    const ours = Object.entries(inputs).filter(([file]) => isAsking(file, door));
    const asked = ours.flatMap(([, { imports }]) => imports.map(({ original = '' }) => clientIn(original)));
    const inside = Object.keys(inputs).map((file) => clientIn(file));

    // The front door signs its two calls by itself.
    expect(sorted(inside)).toEqual(door === 'slack' ? [] : sorted(asked));
  });

  it('of the front door loads at most 200 KB before it is asked anything', () => {
    const { outputs = {} } = standing.contents.get('slack') ?? {};
    const [index = ''] = Object.keys(outputs).filter((file) => file.endsWith('/index.mjs'));
    const loaded = new Set([index]);
    for (const file of loaded) {
      for (const { path, kind } of outputs[file]?.imports ?? [])
        if (kind === 'import-statement' && outputs[path]) loaded.add(path);
    }

    expect([...loaded].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0)).toBeLessThanOrEqual(200_000);
  });
});
