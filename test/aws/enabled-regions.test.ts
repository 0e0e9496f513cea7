import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { findEnabledRegions } from '../../src/aws/enabled-regions.ts';
import { someSettings } from '../delivery/settings.ts';
import { awsError, giveSessions } from './responses.ts';

const [sts, ec2] = [mockClient(STSClient), mockClient(EC2Client)];
const jump = 'arn:aws:iam::777788889999:role/jump';
const settings = {
  ...someSettings(),
  accounts: [
    { id: '111122223333', name: 'shop-prod' },
    { id: '222233334444', name: 'shop-dev' },
  ],
  roles: { read: 'r', remediate: 'm', evaluate: 'e', externalId: 'noroshi-{account}' },
};
const rollout = {
  chain: [{ role: jump }, { role: 'arn:aws:iam::999988887777:role/rollout', externalId: 'noroshi-rollout' }],
  ...{ role: 'noroshi-rollout', globalRegion: 'us-east-1', guarddutyFeatures: [] },
};
const clients = () => createClients({ region: 'us-east-1', now: () => 0 });
const own = { account: "this terminal's own account", regions: ['eu-west-1', 'us-east-1'] };

beforeEach(() => {
  sts.reset();
  ec2.reset();
  giveSessions(sts, () => 0);
  ec2.on(DescribeRegionsCommand).resolves({ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] });
});

describe('the enabled regions', () => {
  it('of every listed account are asked by the way that the rollout goes', async () => {
    const found = await findEnabledRegions(clients(), { ...settings, rollout });

    expect(found.asked.map(({ account }) => account)).toEqual([
      own.account,
      'shop-prod (111122223333)',
      'shop-dev (222233334444)',
    ]);
    expect(found.unasked).toEqual([]);
    const taken = sts.commandCalls(AssumeRoleCommand).map(({ args: [{ input }] }) => [input.RoleArn, input.ExternalId]);
    expect(taken).toEqual([
      [jump, undefined],
      ['arn:aws:iam::999988887777:role/rollout', 'noroshi-rollout'],
      ['arn:aws:iam::111122223333:role/noroshi-rollout', 'noroshi-111122223333'],
      ['arn:aws:iam::222233334444:role/noroshi-rollout', 'noroshi-222233334444'],
    ]);
  });

  it('say of each account that could not be asked why not', async () => {
    sts
      .on(AssumeRoleCommand, { RoleArn: 'arn:aws:iam::222233334444:role/noroshi-rollout' })
      .rejects(awsError('AccessDenied', 403, 'no'));
    const [some, none] = [{ ...settings, rollout }, settings];

    expect((await findEnabledRegions(clients(), some)).unasked).toEqual([
      { account: 'shop-dev (222233334444)', why: 'access denied: no' },
    ]);
    sts.on(AssumeRoleCommand, { RoleArn: jump }).rejects(awsError('AccessDenied', 403, 'not here'));
    expect((await findEnabledRegions(clients(), some)).unasked.map(({ why }) => why)).toEqual([
      'access denied: not here',
      'access denied: not here',
    ]);
    expect(await findEnabledRegions(clients(), none)).toMatchObject({ asked: [own], unasked: [{}, {}] });
    expect(await findEnabledRegions(clients())).toEqual({ asked: [own], unasked: [] });
  });
});
