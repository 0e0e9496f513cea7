import {
  ConfigServiceClient,
  GetAggregateResourceConfigCommand,
  SelectAggregateResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAggregator } from '../../src/aws/aggregator.ts';
import { createClients } from '../../src/aws/clients.ts';
import { isSafe, longestExpression, summaryExpressions } from '../../src/aws/expression.ts';
import { type Resource, resourceKey } from '../../src/core/resource.ts';
import { someSettings } from '../delivery/settings.ts';
import { anyCharacter } from '../fixtures/any-character.ts';
import { awsError, giveSessions } from './responses.ts';

const config = mockClient(ConfigServiceClient);
const sts = mockClient(STSClient);
const settings = someSettings();
const instance: Resource = { type: 'AWS::EC2::Instance', id: 'i-1', accountId: '111122223333', region: 'eu-west-1' };

const row = (change: object = {}) =>
  JSON.stringify({
    accountId: '111122223333',
    awsRegion: 'eu-west-1',
    resourceId: 'i-1',
    resourceType: 'AWS::EC2::Instance',
    arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
    tags: [{ tag: 'Name=web', key: 'Name', value: 'web' }],
    ...change,
  });

function open(security = settings.security) {
  const clients = createClients({ region: 'eu-west-1', now: () => 0 });
  return createAggregator({ clients, settings: { ...settings, security } });
}

beforeEach(() => {
  config.reset();
  sts.reset();
});

describe('the Config aggregator', () => {
  it('is asked once for a whole batch, and names the tags that it wants', async () => {
    config.on(SelectAggregateResourceConfigCommand).resolves({ Results: [row()] });
    const other = { ...instance, id: 'i-2' };

    const found = await open().findSummaries([instance, other]);

    expect([...found.keys()]).toEqual([resourceKey(instance)]);
    expect(found.get(resourceKey(instance))).toMatchObject({ tags: { Name: 'web' } });
    const calls = config.commandCalls(SelectAggregateResourceConfigCommand);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.args[0].input.Expression).toBe(
      "SELECT accountId, awsRegion, resourceId, resourceType, resourceName, arn, tags WHERE resourceId IN ('i-1', 'i-2') AND accountId IN ('111122223333')",
    );
  });

  it('asks nothing when nothing can be asked', async () => {
    const hostile = { ...instance, id: "x' OR resourceId <> '" };

    expect(await open().findSummaries([hostile, { ...instance, accountId: 'unknown' }])).toEqual(new Map());
    expect(config.calls()).toHaveLength(0);
  });

  it('takes no answer that is about something else, and none that cannot be read', async () => {
    config.on(SelectAggregateResourceConfigCommand).resolves({
      Results: [row({ accountId: '444455556666' }), row({ resourceType: 'AWS::S3::Bucket' }), 'no JSON', '{}'],
    });

    expect((await open().findSummaries([instance])).size).toBe(0);
  });

  it('goes through all pages', async () => {
    config
      .on(SelectAggregateResourceConfigCommand)
      .resolvesOnce({ Results: [], NextToken: 'more' })
      .resolves({ Results: [row()] });

    expect((await open().findSummaries([instance])).size).toBe(1);
  });

  it('finds a resource by id, ARN, name or Name tag, and calls it by the tag', async () => {
    config
      .on(SelectAggregateResourceConfigCommand)
      .resolves({ Results: [row({ resourceName: 'x' }), row({ tags: [] })] });

    expect(await open().findResources('web', 5)).toEqual([expect.objectContaining({ id: 'i-1', name: 'web' })]);
    await expect(open().findResources("a'b", 5)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
  });

  it('reads a whole item, whose configuration is JSON in a string', async () => {
    config.on(GetAggregateResourceConfigCommand).resolves({
      ConfigurationItem: {
        resourceType: 'AWS::EC2::Instance',
        resourceId: 'i-1',
        accountId: '111122223333',
        awsRegion: 'eu-west-1',
        configuration: '{"instanceType":"t3.micro"}',
        supplementaryConfiguration: { extra: '{"a":1}', plain: 'text' },
        configurationItemStatus: 'OK',
        configurationItemCaptureTime: new Date(0),
        tags: { Name: 'web' },
      },
    });

    expect(await open().findItem(instance)).toMatchObject({
      resource: { ...instance, name: 'web' },
      capturedAt: '1970-01-01T00:00:00.000Z',
      configuration: { instanceType: 't3.micro' },
      supplementary: { extra: { a: 1 }, plain: 'text' },
    });
  });

  it('knows nothing of what is not recorded', async () => {
    config.on(GetAggregateResourceConfigCommand).rejects(awsError('ResourceNotDiscoveredException'));

    expect(await open().findItem(instance)).toBeUndefined();
  });

  it.each([
    [awsError('AccessDeniedException', 400, 'no'), 'access denied: no'],
    [awsError('ThrottlingException'), 'AWS takes no more requests just now'],
    [Object.assign(new Error('aborted'), { name: 'AbortError' }), 'no answer in time'],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'no connection (ECONNREFUSED)'],
  ])('says why it cannot be reached: %s', async (error, why) => {
    config.on(SelectAggregateResourceConfigCommand).rejects(error);

    await expect(open().findSummaries([instance])).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: `The AWS Config aggregator “noroshi” could not be reached: ${why}.`,
    });
  });

  it('throws a bug of ours as it is', async () => {
    config.on(SelectAggregateResourceConfigCommand).rejects(new TypeError('a bug'));

    await expect(open().findSummaries([instance])).rejects.toThrow(TypeError);
  });

  it('is read under the reader’s role when the bot lives elsewhere', async () => {
    giveSessions(sts, () => 0);
    config.on(SelectAggregateResourceConfigCommand).resolves({ Results: [] });

    await open({ ...settings.security, account: '777788889999' }).findSummaries([instance]);

    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input.RoleArn).toBe(
      'arn:aws:iam::777788889999:role/noroshi-reader',
    );
  });
});

describe('an expression', () => {
  it('is never too long, and all of them together ask for everything', () => {
    const ids = fc.array(fc.stringMatching(/^[\w:/.-]{1,200}$/), { maxLength: 80 });
    fc.assert(
      fc.property(ids, (some) => {
        const expressions = summaryExpressions(some.map((id) => ({ ...instance, id })));

        expect(expressions.filter((one) => one.length > longestExpression)).toEqual([]);
        expect(some.filter((id) => !expressions.some((one) => one.includes(`'${id}'`)))).toEqual([]);
      }),
    );
  });

  it('lets no text in that could leave its quotes', () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter }), (text) => !isSafe(text) || !/['"\\;\n]/.test(text)));
  });
});
