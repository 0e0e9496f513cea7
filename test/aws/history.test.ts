import { ConfigServiceClient, GetResourceConfigHistoryCommand } from '@aws-sdk/client-config-service';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createLoadHistory } from '../../src/aws/history.ts';
import { createMembers } from '../../src/aws/member.ts';
import { someSettings } from '../delivery/settings.ts';
import { awsError, giveSessions } from './responses.ts';

const sts = mockClient(STSClient);
const config = mockClient(ConfigServiceClient);
const clients = createClients({ region: 'eu-west-1', now: () => 0 });
const load = createLoadHistory({ members: createMembers({ clients, settings: someSettings() }) });
const bucket = { type: 'AWS::S3::Bucket', id: 'logs', accountId: '111122223333', region: 'eu-west-1' };

beforeEach(() => {
  sts.reset();
  config.reset();
  giveSessions(sts, () => 0);
});

describe('the history of a resource', () => {
  it('is asked in its own account with the reading role, newest first', async () => {
    const recorded = { resourceType: 'AWS::S3::Bucket', resourceId: 'logs', configuration: '{"name":"logs"}' } as const;
    config.on(GetResourceConfigHistoryCommand).resolves({ configurationItems: [recorded] });

    const items = await load(bucket, 6);

    expect(items).toMatchObject([{ resource: bucket, configuration: { name: 'logs' } }]);
    expect(config.commandCalls(GetResourceConfigHistoryCommand)[0]?.args[0].input).toEqual({
      ...{ resourceType: 'AWS::S3::Bucket', resourceId: 'logs', limit: 6, chronologicalOrder: 'Reverse' },
    });
    expect(sts.calls()[0]?.args[0].input).toMatchObject({ RoleArn: 'arn:aws:iam::111122223333:role/noroshi-read' });
  });

  it('is empty for what was never recorded, and says what it could not reach', async () => {
    config.on(GetResourceConfigHistoryCommand).rejectsOnce(awsError('ResourceNotDiscoveredException'));
    expect(await load(bucket, 6)).toEqual([]);

    config.on(GetResourceConfigHistoryCommand).rejects(awsError('AccessDeniedException'));
    await expect(load(bucket, 6)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('goes on over empty pages, until there are enough, and leaves out what came later than was asked', async () => {
    const at = (time: string) =>
      ({ resourceType: 'AWS::S3::Bucket', configurationItemCaptureTime: new Date(time) }) as const;
    config
      .on(GetResourceConfigHistoryCommand)
      .resolvesOnce({
        configurationItems: [at('2026-11-20T16:00:00.900Z'), at('2026-11-20T16:00:00.500Z')],
        nextToken: 'a',
      })
      .resolvesOnce({ configurationItems: [], nextToken: 'b' })
      .resolves({ configurationItems: [at('2026-10-01T00:00:00Z'), at('2026-09-30T00:00:00Z')], nextToken: 'c' });

    const items = await load(bucket, 2, '2026-11-20T16:00:00.500Z');

    expect(items.map(({ capturedAt }) => capturedAt)).toEqual(['2026-11-20T16:00:00.500Z', '2026-10-01T00:00:00.000Z']);
    expect(config.calls()).toHaveLength(3);
  });

  it('asks nobody about an account that is not in the settings', async () => {
    await expect(load({ ...bucket, accountId: '777777777777' }, 6)).rejects.toMatchObject({ code: 'UNKNOWN_ACCOUNT' });

    expect(sts.calls()).toEqual([]);
  });
});
