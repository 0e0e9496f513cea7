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

  it('asks nobody about an account that is not in the settings', async () => {
    await expect(load({ ...bucket, accountId: '777777777777' }, 6)).rejects.toMatchObject({ code: 'UNKNOWN_ACCOUNT' });

    expect(sts.calls()).toEqual([]);
  });
});
