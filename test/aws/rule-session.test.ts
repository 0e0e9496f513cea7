import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { openRuleSession } from '../../src/aws/rule-session.ts';
import type { Settings } from '../../src/core/settings.ts';
import { someSettings } from '../delivery/settings.ts';
import { giveSessions } from './responses.ts';

const sts = mockClient(STSClient);
const accountId = '111122223333';
const executionRole = `arn:aws:iam::${accountId}:role/service-role/config-role`;

function open(credentials: Settings['rules']['credentials'], of: object = {}) {
  const clients = createClients({ region: 'eu-west-1', now: () => 0 });
  const base = someSettings();
  const roles = { ...base.roles, evaluate: 'noroshi-evaluate', externalId: 'noroshi-{account}' };
  const settings = { ...base, roles, rules: { credentials } };
  return { clients, session: openRuleSession({ clients, settings }, { accountId, region: 'us-east-1', ...of }) };
}
const assumed = () => sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  sts.reset();
  giveSessions(sts, () => 0);
});

describe('a rule works with the credentials', () => {
  it('of roles.evaluate in the rule’s account, with its ExternalId', async () => {
    expect((await open('evaluate-role').session).region).toBe('us-east-1');

    expect(assumed()).toEqual([
      {
        RoleArn: `arn:aws:iam::${accountId}:role/noroshi-evaluate`,
        RoleSessionName: 'noroshi-evaluate',
        ExternalId: `noroshi-${accountId}`,
        DurationSeconds: 900,
      },
    ]);
  });

  it('of the function itself', async () => {
    const { clients, session } = open('own');

    expect(await session).toBe(clients.inRegion('us-east-1'));
    expect(assumed()).toEqual([]);
  });

  it('of the execution role that the invocation names, if that is one of the rule’s account', async () => {
    await open('execution-role', { executionRole }).session;
    expect(assumed()).toMatchObject([{ RoleArn: executionRole }]);

    for (const other of [
      undefined,
      'x',
      executionRole.replace(accountId, '999988887777'),
      `arn:aws:iam::${accountId}:user/a`,
    ]) {
      await expect(open('execution-role', other ? { executionRole: other } : {}).session).rejects.toThrow(
        'no execution role',
      );
    }
    expect(assumed()).toHaveLength(1);
  });

  it('of nobody in an account that is not in the settings', async () => {
    for (const credentials of ['evaluate-role', 'own', 'execution-role'] as const) {
      await expect(open(credentials, { accountId: '666677778888' }).session).rejects.toMatchObject({
        code: 'UNKNOWN_ACCOUNT',
      });
    }
    expect(assumed()).toEqual([]);
  });
});
