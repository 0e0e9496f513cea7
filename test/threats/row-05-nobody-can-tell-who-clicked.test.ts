import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createMembers, sourceIdentityOf } from '../../src/aws/member.ts';
import type { Caller, Identity } from '../../src/playground/aws/identity.ts';
import type { Statement } from '../../src/playground/aws/policy.ts';
import { makeRoles, type Role } from '../../src/playground/aws/roles.ts';
import { makeSts } from '../../src/playground/aws/sts.ts';
import { giveSessions } from '../aws/responses.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';

const settings = await loadPlaygroundSettings();
const jobsTopic = 'arn:aws:sns:ap-northeast-1:999988887777:noroshi-jobs';
const { bot, assumable } = makeRoles(settings, { table: 'noroshi', results: 'results', jobsTopic });
const member = 'arn:aws:iam::111122223333:role/noroshi-remediate';
const onward = 'arn:aws:iam::111122223333:role/somewhere-else';

const asked = {
  RoleArn: member,
  RoleSessionName: 'noroshi-1',
  ExternalId: 'noroshi-111122223333',
  SourceIdentity: 'slack-U0ALICE',
  Tags: [
    { Key: 'SlackUser', Value: 'U0ALICE' },
    { Key: 'ActionId', Value: 'noroshi-1' },
  ],
  TransitiveTagKeys: ['SlackUser', 'ActionId'],
};

/** STS where the member's role may go on into another role that trusts it; `mayNot` is taken from the bot's rights. */
function makeChain({ mayNot }: { mayNot?: string } = {}) {
  const roles = assumable.map((role): Role => {
    if (role.arn !== member) return role;
    const chain: Statement = { Effect: 'Allow', Action: ['sts:*'], Resource: [onward] };
    return { ...role, policy: [...role.policy, chain] };
  });
  const trust = { principalAccount: '111122223333', principalArn: member, needsSourceIdentity: true };
  const next: Role = { arn: onward, id: 'AROANEXT', accountId: '111122223333', trust, policy: [] };
  const policy = bot.policy.map((one) => ({ ...one, Action: one.Action.filter((action) => action !== mayNot) }));
  const own: Identity = {
    ...{ accessKeyId: 'AKIABOT', secretAccessKey: 'secret', accountId: bot.accountId, roleArn: bot.arn },
    ...{ roleId: bot.id, sessionName: 'bot', tags: {}, policy },
  };
  const minted = { count: 0 };
  const mint = (length: number) => String(++minted.count).padStart(length, 'A');
  const sts = makeSts({ roles: [...roles, next], own: [own], now: () => 0, mint });
  const keys: string[] = [];
  const assume = (input: object, from?: Identity): Identity => {
    const caller: Caller = { ...(from ?? own), region: 'ap-northeast-1' };
    const before = minted.count;
    sts.call('AssumeRole', { ...asked, ...input }, caller);
    keys.push(`ASIA${String(before + 1).padStart(16, 'A')}`);
    const made = sts.findIdentity(keys.at(-1) ?? '');
    if (!made) throw new Error('There is no such session');
    return made;
  };
  return { assume };
}

const denied = expect.objectContaining({ code: 'AccessDenied' });

describe('threat 5: nobody can tell who clicked', () => {
  const sts = mockClient(STSClient);
  afterEach(() => sts.reset());

  it('sends the person, the request and the right to go on with every session that may change something', async () => {
    giveSessions(sts, () => 0);
    const members = createMembers({ clients: createClients({ region: 'ap-northeast-1', now: () => 0 }), settings });
    const deed = {
      ...{ requestId: 'i-1|stop-instance|1', actions: ['ec2:StopInstances'] },
      resources: ['arn:aws:ec2:ap-northeast-1:111122223333:instance/i-1'],
    };

    await members.remediate({ accountId: '111122223333', region: 'ap-northeast-1' }, { ...deed, userId: 'U0ALICE' });
    await members.remediate({ accountId: '111122223333', region: 'ap-northeast-1' }, { ...deed, userId: 'auto' });

    const [byAlice, byItself] = sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input);
    expect(byAlice).toMatchObject({
      ...{ SourceIdentity: 'slack-U0ALICE', ExternalId: 'noroshi-111122223333', DurationSeconds: 900 },
      Tags: [
        { Key: 'SlackUser', Value: 'U0ALICE' },
        { Key: 'ActionId', Value: byAlice?.RoleSessionName },
      ],
      TransitiveTagKeys: ['SlackUser', 'ActionId'],
    });
    expect(byItself).toMatchObject({ SourceIdentity: 'noroshi-auto', RoleSessionName: byAlice?.RoleSessionName });
    expect(byAlice?.RoleSessionName).toMatch(/^[\w+=,.@-]{2,64}$/);
  });

  it('refuses a user id with odd characters before STS is asked anything', async () => {
    const members = createMembers({ clients: createClients({ region: 'ap-northeast-1', now: () => 0 }), settings });
    const odd = [
      '',
      'U',
      'u0alice',
      'U0ALICE ',
      'U0ALICE\n',
      'U0/ALICE',
      'U0ALICE;x',
      'B0BOT',
      'noroshi-auto',
      'Ｕ0ALICE',
    ];
    const deed = { requestId: 'r', actions: ['ec2:StopInstances'] };
    const resources = ['arn:aws:ec2:ap-northeast-1:111122223333:instance/i-1'];

    for (const userId of [...odd, `U${'A'.repeat(57)}`]) {
      await expect(
        members.remediate({ accountId: '111122223333', region: 'ap-northeast-1' }, { ...deed, userId, resources }),
      ).rejects.toThrow('Not a Slack user id');
    }
    expect(sts.calls()).toHaveLength(0);
  });

  it('makes of any text either what STS takes as source identity, or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[UW][A-Z0-9]{0,70}$/)), (userId) => {
        try {
          expect(sourceIdentityOf(userId)).toMatch(/^(?:slack-[UW][A-Z0-9]+|noroshi-auto)$/);
          expect(sourceIdentityOf(userId)).toMatch(/^[\w+=,.@-]{2,64}$/);
        } catch (error) {
          expect(String(error)).toContain('Not a Slack user id');
        }
      }),
    );
  });

  it('is repeated by every session that is made with such a session', () => {
    const { assume } = makeChain();
    const first = assume({});

    const second = assume(
      { RoleArn: onward, ExternalId: undefined, Tags: undefined, TransitiveTagKeys: undefined },
      first,
    );

    expect(first).toMatchObject({
      sourceIdentity: 'slack-U0ALICE',
      tags: { SlackUser: 'U0ALICE', ActionId: 'noroshi-1' },
    });
    expect(second).toMatchObject({
      sourceIdentity: 'slack-U0ALICE',
      tags: { SlackUser: 'U0ALICE', ActionId: 'noroshi-1' },
    });
  });

  it('cannot be changed further along', () => {
    const { assume } = makeChain();
    const first = assume({});
    const on = { RoleArn: onward, ExternalId: undefined, Tags: undefined, TransitiveTagKeys: undefined };

    expect(() => assume({ ...on, SourceIdentity: 'slack-U0MALLORY' }, first)).toThrow(denied);
    expect(() => assume({ ...on, Tags: [{ Key: 'SlackUser', Value: 'U0MALLORY' }] }, first)).toThrow(denied);
  });

  it.each(['sts:SetSourceIdentity', 'sts:TagSession', 'sts:AssumeRole'])('needs %s of whoever asks', (mayNot) => {
    expect(() => makeChain({ mayNot }).assume({})).toThrow(denied);
  });

  it.each(settings.accounts.map(({ id }) => id))(
    'is demanded by the trust of the role that changes things in %s',
    (id) => {
      const RoleArn = `arn:aws:iam::${id}:role/noroshi-remediate`;
      const { assume } = makeChain();
      const good = { RoleArn, ExternalId: `noroshi-${id}` };

      expect(assume(good).sourceIdentity).toBe('slack-U0ALICE');
      expect(() => assume({ ...good, SourceIdentity: undefined })).toThrow(denied);
      expect(() => assume({ ...good, ExternalId: undefined })).toThrow(denied);
      expect(() => assume({ ...good, ExternalId: 'noroshi-000000000000' })).toThrow(denied);
    },
  );
});
