import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAggregateCompliance } from '../../src/aws/aggregate-compliance.ts';
import { createAggregator } from '../../src/aws/aggregator.ts';
import { createReadAudit } from '../../src/aws/audit.ts';
import { createClients } from '../../src/aws/clients.ts';
import { createFind } from '../../src/aws/find-resources.ts';
import { createLoadHistory } from '../../src/aws/history.ts';
import { createListVerdicts } from '../../src/aws/verdicts.ts';
import { commands, findCommand, queries, remediate } from '../../src/commands/index.ts';
import { commandKinds } from '../../src/core/job.ts';
import { findRemediation } from '../../src/remediations/index.ts';
import { askedAt, createContext, createFakeSearch, createLookUpsOf } from '../commands/context.ts';
import { someSettings } from '../delivery/settings.ts';

const config = mockClient(ConfigServiceClient);
const s3 = mockClient(S3Client);

/** What IAM calls the calls. Docs: Amazon S3 User Guide, "Required permissions for Amazon S3 API operations". */
const inS3: Readonly<Record<string, string>> = { ListObjectsV2Command: 'ListBucket', GetObjectCommand: 'GetObject' };

/** What a command can be asked besides its example, and needs other permissions for. */
const besides: Readonly<Record<string, readonly string[]>> = {
  '/aws-alerts': ['audit since:2d'],
  '/aws-resource': ['i-0123456789abcdef0 history'],
  '/aws-compliance': ['', 'account:payments-prod rule:restricted-ssh region:us-east-1'],
};

beforeEach(() => {
  config.reset();
  s3.reset();
  s3.on(ListObjectsV2Command).callsFake(async ({ Prefix }) => ({ Contents: [{ Key: `${Prefix}entry.json` }] }));
  s3.on(GetObjectCommand).resolves({});
  config.onAnyCommand().callsFake(async (input: { Expression?: string; resourceId?: string }) =>
    input.Expression
      ? {
          Results: [
            JSON.stringify({
              accountId: '111122223333',
              awsRegion: 'us-east-1',
              resourceId: 'i-0123456789abcdef0',
              resourceType: 'AWS::EC2::Instance',
            }),
          ],
        }
      : { configurationItems: input.resourceId === undefined ? [] : [{ ...input }] },
  );
});

it('the front door hands over exactly the commands that exist', () => {
  expect(commands.map(({ name }) => name).toSorted()).toEqual(Object.keys(commandKinds).toSorted());
  expect(findCommand('/aws-nothing')).toBeUndefined();
});

it.each(commands)('the command $name is described, and within the limits of a manifest', (command) => {
  expect(command.name).toBe(`/aws-${command.id}`);
  expect(command.name.length).toBeLessThanOrEqual(32);
  expect(command.summary.length).toBeGreaterThanOrEqual(20);
  expect(command.usage.length).toBeLessThanOrEqual(1000);
});

it('what a command wants done has an example that works', () => {
  expect(remediate.read(remediate.example.slice(remediate.name.length), 0)).toMatchObject({ kind: 'remediate' });
  expect(findRemediation('stop-instance')).toBeDefined();
});

describe.each(queries)('the command $name', (command) => {
  it('has an example that works, and sends only what its permissions allow, and all of that', async () => {
    const settings = someSettings();
    const clients = createClients({ region: 'eu-west-1', now: () => 0 });
    const { search, asked } = createFakeSearch([]);
    const readAudit = createReadAudit({ clients, settings, now: () => askedAt });
    const parts = { clients, settings };
    const members = { read: async () => clients };
    const lookUps = createLookUpsOf({
      ...createFind(parts),
      ...createAggregateCompliance(parts),
      loadHistory: createLoadHistory({ members }),
      listVerdicts: createListVerdicts({ members }),
    });
    const ctx = createContext({ ...parts, aggregator: createAggregator(parts), lookUps, search, readAudit });

    for (const line of [command.example.slice(command.name.length), ...(besides[command.name] ?? [])]) {
      const answered = await command.answer(line, ctx);
      if ('plan' in answered) await ctx.search(answered.plan.query);
    }

    const sent = [
      ...config.calls().map(({ args }) => `config:${args[0].constructor.name.replace(/Command$/, '')}`),
      ...s3.calls().map(({ args }) => `s3:${inS3[args[0].constructor.name] ?? args[0].constructor.name}`),
    ];
    const logs = asked.length > 0 ? ['s3:ListBucket', 's3:GetObject', 'kms:Decrypt'] : [];
    expect([...new Set([...sent, ...logs])].toSorted()).toEqual(command.permissions.toSorted());
  });

  it('reads only', () => {
    const reading = /^(?:config:(?:Select|Get|List|Describe)|s3:(?:Get|List)|kms:Decrypt$)/;

    expect(command.permissions.filter((action) => !reading.test(action))).toEqual([]);
  });
});
