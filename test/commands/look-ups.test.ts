import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAggregateCompliance } from '../../src/aws/aggregate-compliance.ts';
import { createAggregator } from '../../src/aws/aggregator.ts';
import { createClients } from '../../src/aws/clients.ts';
import { createFind } from '../../src/aws/find-resources.ts';
import { createLoadHistory } from '../../src/aws/history.ts';
import { createListVerdicts } from '../../src/aws/verdicts.ts';
import { compliance } from '../../src/commands/compliance.ts';
import { type CommandContext, remediate } from '../../src/commands/index.ts';
import { resource } from '../../src/commands/resource.ts';
import { followUpsOf } from '../../src/core/follow-up.ts';
import type { FollowUp, Reply } from '../../src/core/reply.ts';
import { mendsOf } from '../../src/flows/answer/mends.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { renderReply } from '../../src/slack/render/reply.ts';
import { type Credentials, type Playground, startPlayground } from '../playground/aws/harness.ts';
import { aRecord, createContext, createFakeSearch } from './context.ts';

let playground: Playground;
let ctx: CommandContext;
beforeAll(async () => {
  playground = await startPlayground();
  ctx = contextOf(playground);
});
afterAll(() => playground?.aws.close());

/** The commands' context on the playground's wire, with the bot's own rights and those of `noroshi-read` in members. */
function contextOf({ aws, settings, clientOptions, reader }: Playground): CommandContext {
  const clients = (region: string, credentials?: Credentials): ReturnType<typeof createClients> => ({
    ...createClients({ region, now: Date.now }),
    config: async () => new ConfigServiceClient(clientOptions(credentials, region)),
    inRegion: (other) => clients(other, credentials),
  });
  const members = {
    read: async ({ accountId, region }: { accountId: string; region: string }) =>
      clients(region === 'global' ? 'us-east-1' : region, await reader(accountId)),
  };
  const parts = { clients: clients(aws.region), settings, timeoutMs: 10_000 };
  const opened = aRecord({
    ...{ recipientAccountId: scene.prod, awsRegion: scene.region },
    requestParameters: { groupId: scene.securityGroup.id },
  });
  return createContext({
    ...{ settings, askedAt: Date.now(), aggregator: createAggregator(parts) },
    mendsOf: (one, rule) => mendsOf(one, rule, settings),
    lookUps: {
      ...createFind(parts),
      ...createAggregateCompliance(parts),
      loadHistory: createLoadHistory({ members }),
      listVerdicts: createListVerdicts({ members }),
      searchIn: () =>
        createFakeSearch([opened, aRecord({ readOnly: true }), aRecord({ requestParameters: {} })]).search,
    },
  });
}

/** As Slack shows it, and what its buttons ask. */
async function ask(name: '/aws-resource' | '/aws-compliance', text: string) {
  const reply: Reply = await (name === '/aws-resource' ? resource : compliance).answer(text, ctx);
  const message = renderReply(reply, undefined, 'key-of-the-answer');
  return { text: messageAsText(message), asks: followUpsOf(reply), size: JSON.stringify(message.blocks).length, reply };
}

/** The question behind a button, by its label. */
const behind = (asks: readonly FollowUp[], label: string): string =>
  asks.find((one) => one.label === label)?.text ?? `no button ${label}`;

describe('a resource', () => {
  it.each([
    ['its private address', '10.20.30.40', 'eni-0f10f10f10f10f103'],
    ['its public address', '203.0.113.40', 'eni-0f10f10f10f10f103'],
    ['its IPv6 address, however it is written', '2001:0db8:0020:0030:0:0:0:0040', 'eni-0f10f10f10f10f103'],
    ['the name that EC2 gives it', 'ip-10-20-30-40.ap-northeast-1.compute.internal', 'eni-0f10f10f10f10f103'],
    [
      'a load balancer’s name in a URL',
      'https://Payments-web-1234567890.ap-northeast-1.elb.amazonaws.com/x',
      'payments-web',
    ],
    ['a database’s endpoint', 'payments-ledger.c0example0.ap-northeast-1.rds.amazonaws.com:5432', 'payments-ledger'],
    ['a bucket’s host', 'payments-exports.s3.ap-northeast-1.amazonaws.com', 'payments-exports'],
    ['the ARN of a session of it', 'arn:aws:sts::111122223333:assumed-role/payments-batch/i-1', 'payments-batch'],
    ['its Name tag', 'payments-batch-3', scene.instance.id],
    [
      'its id, account and type',
      `${scene.instance.id} account:payments-prod type:AWS::EC2::Instance`,
      'payments-batch-3',
    ],
  ])('is found by %s', async (_, typed, called) => {
    expect((await ask('/aws-resource', typed)).reply.title).toContain(called);
  });

  it('is told with its rules, what breaks, and where to go next', async () => {
    const { text, asks } = await ask('/aws-resource', 'payments-bastion');

    expect(text).toMatch(/Lets in: tcp 22 \(SSH\) from 0\.0\.0\.0\/0 \(the whole internet\)/);
    expect(text).toMatch(/It breaks 1 of 1 rule:[\s\S]*restricted-ssh · NON_COMPLIANT/);
    expect(asks.map(({ label }) => label)).toEqual([
      ...['History', 'Who changed it', 'Full configuration as a file', 'Remediate: close SSH and RDP (restricted-ssh)'],
    ]);
    expect(asks.at(-1)).toMatchObject({
      command: '/aws-remediate',
      confirm: expect.stringContaining('payments-bastion'),
    });
  });

  it('leads on to what it is connected with', async () => {
    const first = await ask('/aws-resource', '203.0.113.40');

    const next = await ask('/aws-resource', behind(first.asks, 'VPC vpc-0f10f10f10f10f101'));

    expect(next.text).toContain('payments (vpc-0f10f10f10f10f101)');
    expect(next.text).toContain('Addresses: 10.20.0.0/16');
  });

  it('comes as a file, on one’s own wish', async () => {
    const { asks } = await ask('/aws-resource', 'payments-bastion');

    const { reply } = await ask('/aws-resource', behind(asks, 'Full configuration as a file'));

    const [file] = reply.files ?? [];
    expect(file?.name).toBe('sg-0a1b2c3d4e5f60718.json');
    expect(JSON.parse(file?.content ?? '')).toMatchObject({ configuration: { groupName: 'payments-bastion' } });
  });

  it('is chosen where several are meant, and each button means one', async () => {
    const { reply, asks, size } = await ask('/aws-resource', 'tag:team=payments');

    expect(reply.title).toBe('More than 20 resources have the “tag team=payments”');
    expect(size).toBeLessThan(12_000);
    expect((await ask('/aws-resource', asks[0]?.text ?? '')).text).toContain('Tag team: payments');
  });

  it('is guessed where it is misspelled', async () => {
    const { reply, asks } = await ask('/aws-resource', 'payments-bation');

    expect(reply.title).toContain('did you mean one of these?');
    expect((await ask('/aws-resource', asks[0]?.text ?? '')).reply.title).toContain('payments-bastion');
  });
});

describe('its history', () => {
  it('is a list of states, each compared at a press with the one before', async () => {
    const history = await ask('/aws-resource', 'payments-bastion history');
    const compared = await ask('/aws-resource', behind(history.asks, 'Compare'));

    expect(history.text).toMatch(/Changed · inbound rules[\s\S]*Changed · [\s\S]*Recorded/);
    expect(compared.reply.title).toMatch(/changed in 1 field between .* and /);
    expect(compared.text).toMatch(/Inbound rules: added: tcp 22 \(SSH\) from 0\.0\.0\.0\/0/);
    expect(compared.text).toMatch(/mallory · AuthorizeSecurityGroupIngress/);
    expect(compared.text.match(/mallory/g)).toHaveLength(1);
    expect(behind(compared.asks, 'Search the logs of that time')).toMatch(
      /^"sg-0a1b2c3d4e5f60718" account:111122223333 since:/,
    );
  });

  it('compares any two times, over pages without items', async () => {
    const { text } = await ask('/aws-resource', 'payments-bastion from:20d to:1h');

    expect(text).toMatch(/Tag owner: none → hana\.sato/);
    await expect(ask('/aws-resource', 'payments-bastion from:300d')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask('/aws-resource', 'payments-bastion from:1h to:2h')).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
    });
  });

  it('is still there when the resource is not', async () => {
    const { world } = playground.aws;
    const group = world.findItem({
      accountId: scene.dev,
      region: scene.region,
      type: 'AWS::EC2::SecurityGroup',
      id: scene.sandbox.id,
    });
    if (!group) throw new Error('The sandbox is not there');
    world.remove(group.resource);

    const { text } = await ask('/aws-resource', group.resource.arn ?? '');

    expect(text).toMatch(/which is there no more[\s\S]*Deleted/);
  });
});

describe('compliance', () => {
  it('leads from accounts over rules to resources, and to what mends them', async () => {
    const all = await ask('/aws-compliance', '');
    const account = await ask('/aws-compliance', behind(all.asks, 'Show its broken rules'));
    const group = account.asks.find(({ text }) => text.includes('restricted-ssh'));
    const resources = await ask('/aws-compliance', group?.text ?? '');

    expect(all.text).toMatch(
      /3 resources break 2 rules in 2 accounts[\s\S]*payments-prod · 2 resources, 2 of 8 rules broken/,
    );
    expect(account.reply.title).toBe('2 resources in payments-prod: 2 broken rules');
    expect(resources.reply.title).toBe('1 resource of payments-prod, ap-northeast-1 breaks restricted-ssh');
    expect(resources.text).toContain('payments-bastion (sg-0a1b2c3d4e5f60718)');
    const mend = resources.asks.find(({ command }) => command === '/aws-remediate');
    expect(remediate.read(mend?.text ?? '', 0)).toEqual({
      ...{ kind: 'remediate', remediation: 'config-remediation', resource: scene.securityGroup.id, input: {} },
      ...{ account: scene.prod, region: scene.region, rule: 'restricted-ssh' },
    });
  });

  it('tells which rule or account was meant, and what is kept', async () => {
    await expect(ask('/aws-compliance', 'rule:restricted-ss')).rejects.toThrow('did you mean restricted-ssh?');
    await expect(ask('/aws-compliance', 'account:payments-prd')).rejects.toThrow('did you mean payments-prod?');
    await expect(ask('/aws-compliance', 'account:777777777777')).rejects.toMatchObject({ code: 'UNKNOWN_ACCOUNT' });
    expect((await ask('/aws-compliance', 'account:shared-security')).reply.title).toContain('breaks no rule');
    expect((await ask('/aws-compliance', 'rule:cloudtrail-enabled account:payments-dev')).reply.title).toContain(
      'Nothing in payments-dev breaks cloudtrail-enabled',
    );
  });
});
