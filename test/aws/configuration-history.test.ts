import { ConfigServiceClient, GetResourceConfigHistoryCommand } from '@aws-sdk/client-config-service';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createFindCaptured } from '../../src/aws/configuration-history.ts';

const config = mockClient(ConfigServiceClient);
const places: unknown[] = [];
const find = createFindCaptured({
  members: {
    read: async (place) => {
      places.push(place);
      return createClients({ region: place.region, now: () => 0 });
    },
  },
});
const group = { type: 'AWS::EC2::SecurityGroup', id: 'sg-a', accountId: '111122223333', region: 'eu-west-1' };
const until = '2026-11-20T03:00:00.000Z';
const itemAt = (time: string) => ({
  resourceType: 'AWS::EC2::SecurityGroup' as const,
  resourceId: 'sg-a',
  configurationItemCaptureTime: new Date(time),
  configuration: '{"groupName":"web"}',
});

beforeEach(() => {
  config.reset();
  places.length = 0;
});

describe('the item of a resource at a time', () => {
  it('comes with the one before it, over pages that hold less than was asked for, or nothing', async () => {
    config
      .on(GetResourceConfigHistoryCommand)
      .resolvesOnce({ configurationItems: [], nextToken: 'a' })
      .resolvesOnce({ configurationItems: [itemAt(until)], nextToken: 'b' })
      .resolvesOnce({ configurationItems: [], nextToken: 'c' })
      .resolvesOnce({ configurationItems: [itemAt('2026-10-01T00:00:00Z')], nextToken: 'd' });

    const found = await find(group, until);

    expect(found.map(({ capturedAt }) => capturedAt)).toEqual([until, '2026-10-01T00:00:00.000Z']);
    expect(found[0]?.configuration).toEqual({ groupName: 'web' });
    const asked = config.commandCalls(GetResourceConfigHistoryCommand).map((call) => call.args[0].input);
    expect(asked.map(({ nextToken }) => nextToken)).toEqual([undefined, 'a', 'b', 'c']);
    expect(asked[0]).toMatchObject({ resourceId: 'sg-a', limit: 2, laterTime: new Date('2026-11-20T03:00:00.001Z') });
    expect(places).toEqual([{ accountId: '111122223333', region: 'eu-west-1' }]);
  });

  it('is sought in pages for a while, and not for ever', async () => {
    config.on(GetResourceConfigHistoryCommand).resolves({ configurationItems: [], nextToken: 'again' });

    expect(await find(group, until)).toEqual([]);
    expect(config.commandCalls(GetResourceConfigHistoryCommand).length).toBeLessThanOrEqual(12);
  });

  it('of IAM is asked for where IAM is recorded', async () => {
    config.on(GetResourceConfigHistoryCommand).resolves({});

    await find({ ...group, type: 'AWS::IAM::User', region: 'global' }, until);

    expect(places).toEqual([{ accountId: '111122223333', region: 'us-east-1' }]);
  });

  it('is none where nothing was recorded, and a refusal is said', async () => {
    const failure = (name: string) => Object.assign(new Error('x'), { name, $fault: 'client', $metadata: {} });
    config.on(GetResourceConfigHistoryCommand).rejectsOnce(failure('ResourceNotDiscoveredException'));
    expect(await find(group, until)).toEqual([]);

    config.on(GetResourceConfigHistoryCommand).rejects(failure('AccessDeniedException'));
    await expect(find(group, until)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});
