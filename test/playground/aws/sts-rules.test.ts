import { describe, expect, it } from 'vitest';
import type { Caller, Identity } from '../../../src/playground/aws/identity.ts';
import { makeRoles } from '../../../src/playground/aws/roles.ts';
import { makeSts } from '../../../src/playground/aws/sts.ts';
import { loadPlaygroundSettings } from './settings.ts';

const member = 'arn:aws:iam::111122223333:role/noroshi-remediate';
const right = {
  RoleArn: member,
  RoleSessionName: 'noroshi',
  ExternalId: 'noroshi-111122223333',
  SourceIdentity: 'slack-U0ALICE',
};

async function makeBench() {
  const clock = { now: 1_000_000 };
  const counter = { at: 0 };
  const parts = {
    table: 'noroshi',
    results: 'results',
    jobsTopic: 'arn:aws:sns:ap-northeast-1:999988887777:noroshi-jobs',
  };
  const { bot, assumable } = makeRoles(await loadPlaygroundSettings(), parts);
  const own: Identity = {
    accessKeyId: 'AKIABOT',
    secretAccessKey: 'secret',
    accountId: bot.accountId,
    roleArn: bot.arn,
    roleId: bot.id,
    sessionName: 'bot',
    tags: {},
    policy: bot.policy,
  };
  const mint = (length: number) => String(++counter.at).padStart(length, 'A');
  const sts = makeSts({ roles: assumable, own: [own], now: () => clock.now, mint });
  const caller: Caller = { ...own, region: 'ap-northeast-1' };
  return { sts, caller, clock, assume: (input: object) => sts.call('AssumeRole', { ...right, ...input }, caller) };
}

describe('AssumeRole', () => {
  it('keeps who asked, the tags and the policy with the session', async () => {
    const { assume, sts } = await makeBench();
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    });

    expect(assume({ Policy, Tags: [{ Key: 'ActionId', Value: 'x' }] })).toMatchObject({
      SourceIdentity: 'slack-U0ALICE',
      AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/noroshi-remediate/noroshi' },
    });
    expect(sts.findIdentity('ASIAAAAAAAAAAAAAAAA1')).toMatchObject({
      sourceIdentity: 'slack-U0ALICE',
      tags: { ActionId: 'x' },
      sessionPolicy: [{ Action: ['s3:*'] }],
      expiresAt: 1_000_000 + 3_600_000,
    });
  });

  it.each([
    ['no ExternalId', { ExternalId: undefined }],
    ['the ExternalId of another account', { ExternalId: 'noroshi-444455556666' }],
    ['no SourceIdentity, which the trust demands', { SourceIdentity: undefined }],
    ['a role that is not there', { RoleArn: 'arn:aws:iam::111122223333:role/nobody' }],
    ['a role of an account that is not ours', { RoleArn: 'arn:aws:iam::123456789012:role/noroshi-remediate' }],
  ])('refuses %s', async (_, change) => {
    const { assume } = await makeBench();

    expect(() => assume(change)).toThrow(expect.objectContaining({ code: 'AccessDenied', status: 403 }));
  });

  it.each([
    ['a session of more than an hour', { DurationSeconds: 3601 }, 'ValidationError'],
    ['a session of less than a quarter of an hour', { DurationSeconds: 899 }, 'ValidationError'],
    ['a policy of more than 2048 characters', { Policy: 'x'.repeat(2049) }, 'ValidationError'],
    ['a policy that is none', { Policy: '{"Version":"2012-10-17"}' }, 'MalformedPolicyDocument'],
    ['a source identity with a space', { SourceIdentity: 'U0 ALICE' }, 'ValidationError'],
    ['a field that STS does not know', { Externalid: 'x' }, 'ValidationError'],
  ])('refuses %s', async (_, change, code) => {
    const { assume } = await makeBench();

    expect(() => assume(change)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses another role of the same account, whatever rights it has', async () => {
    const { sts, caller } = await makeBench();
    const other = { ...caller, roleArn: 'arn:aws:iam::999988887777:role/another' };

    expect(() => sts.call('AssumeRole', right, other)).toThrow(expect.objectContaining({ code: 'AccessDenied' }));
    expect(() => sts.call('AssumeRole', right, caller)).not.toThrow();
  });

  it('is not open to a session that has moved to another account', async () => {
    const { assume, sts } = await makeBench();
    assume({});
    const session = sts.findIdentity('ASIAAAAAAAAAAAAAAAA1');

    expect(() => sts.call('AssumeRole', right, { ...session, region: 'us-east-1' } as Caller)).toThrow(
      expect.objectContaining({ code: 'AccessDenied' }),
    );
  });
});
