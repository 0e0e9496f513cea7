import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createMembers, sourceIdentityOf } from '../../src/aws/member.ts';
import { someSettings } from '../delivery/settings.ts';
import { giveSessions } from './responses.ts';

const sts = mockClient(STSClient);
const settings = {
  ...someSettings(),
  roles: { read: 'noroshi-read', remediate: 'noroshi-remediate', evaluate: 'e', externalId: 'noroshi-{account}' },
};
const members = () => createMembers({ clients: createClients({ region: 'eu-west-1', now: () => 0 }), settings });
const place = { accountId: '111122223333', region: 'us-east-1' };
const arn = 'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0';
const deed = { userId: 'U0ALICE', requestId: 'r|stop-instance|1', actions: ['ec2:StopInstances'] };

beforeEach(() => {
  sts.reset();
  giveSessions(sts, () => 0);
});

describe('sessions in member accounts', () => {
  it('ask nobody about an account that is not in the settings', async () => {
    const foreign = { ...place, accountId: '666677778888' };

    await expect(members().read(foreign)).rejects.toMatchObject({ code: 'UNKNOWN_ACCOUNT' });
    await expect(members().remediate(foreign, { ...deed, resources: [arn] })).rejects.toMatchObject({
      code: 'UNKNOWN_ACCOUNT',
    });
    expect(sts.calls()).toHaveLength(0);
  });

  it('read with the account’s own ExternalId, in the region of the resource', async () => {
    const session = await members().read(place);

    expect(session.region).toBe('us-east-1');
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toEqual({
      RoleArn: 'arn:aws:iam::111122223333:role/noroshi-read',
      RoleSessionName: 'noroshi-read',
      DurationSeconds: 900,
      ExternalId: 'noroshi-111122223333',
    });
  });

  it('are in the region where AWS keeps what it has once for the whole world', async () => {
    expect((await members().read({ ...place, region: 'global' })).region).toBe('us-east-1');
    expect((await members().remediate({ ...place, region: 'global' }, { ...deed, resources: [arn] })).region).toBe(
      'us-east-1',
    );
  });

  it('remediate in the name of the person, narrowed to the one action on the one thing', async () => {
    await members().remediate(place, { ...deed, resources: [arn] });

    const input = sts.commandCalls(AssumeRoleCommand)[0]!.args[0].input;
    expect(input).toMatchObject({
      RoleArn: 'arn:aws:iam::111122223333:role/noroshi-remediate',
      DurationSeconds: 900,
      SourceIdentity: 'slack-U0ALICE',
      Tags: [
        { Key: 'SlackUser', Value: 'U0ALICE' },
        { Key: 'ActionId', Value: input.RoleSessionName },
      ],
    });
    expect(input.RoleSessionName).toMatch(/^[\w+=,.@-]{2,64}$/);
    expect(JSON.parse(String(input.Policy))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['ec2:StopInstances'],
          Resource: [arn],
          Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1'] } },
        },
      ],
    });
  });

  it('ask STS nothing for a session whose policy would be too long, or that was not declared', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `${arn}-${index}`);

    await expect(members().remediate(place, { ...deed, resources: many })).rejects.toThrow('STS takes 2048');
    await expect(
      members().remediate(place, { ...deed, resources: [arn], declared: ['ec2:StartInstances'] }),
    ).rejects.toThrow('does not declare ec2:StopInstances');
    expect(sts.calls()).toHaveLength(0);
  });

  it.each(['', 'u0alice', 'U0ALICE\n', 'U0ALICE;x', `U${'A'.repeat(60)}`])('open none for the user %j', (userId) => {
    expect(() => sourceIdentityOf(userId)).toThrow('Not a Slack user id');
  });
});
