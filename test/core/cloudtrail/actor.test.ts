import { describe, expect, it } from 'vitest';
import { actorOf, UserIdentity } from '../../../src/core/cloudtrail/actor.ts';

const role = (name: string, session: string, more: object = {}) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::111122223333:assumed-role/${name}/${session}`,
  sessionContext: { sessionIssuer: { userName: name }, ...more },
});

describe('the actor', () => {
  it.each<[string, object, string]>([
    ['an IAM user', { type: 'IAMUser', userName: 'alice' }, 'alice'],
    ['an IAM user without a name', { type: 'IAMUser', arn: 'arn:aws:iam::1:user/path/alice' }, 'alice'],
    ['root', { type: 'Root', arn: 'arn:aws:iam::1:root' }, 'the root user'],
    ['a person by e-mail', role('Operator', 'ryan@example.com'), 'ryan@example.com'],
    ['a person by name', role('Operator', 'alan'), 'alan'],
    ['a person in Identity Center', role('AWSReservedSSO_Admin_0123', 'x-99'), 'x-99'],
    ['an instance', role('web', 'i-0123456789abcdef0'), 'web (session i-0123456789abcdef0)'],
    ['a program', role('deploy', 'botocore-session-1700000000'), 'deploy (session botocore-session-1700000000)'],
    [
      'a role alone',
      {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::1:assumed-role/tester',
        sessionContext: { sessionIssuer: { userName: 'tester' } },
      },
      'tester',
    ],
    ['a service-linked role', role('AWSServiceRoleForAutoScaling', 'AutoScaling'), 'AutoScaling'],
    ['a source identity', role('web', 'i-01', { sourceIdentity: 'bob@example.com' }), 'bob@example.com'],
    ['a service', { type: 'AWSService', invokedBy: 'backup.amazonaws.com' }, 'backup.amazonaws.com'],
    ['another account', { type: 'AWSAccount', accountId: '444455556666' }, 'account 444455556666'],
    ['a SAML user', { type: 'SAMLUser', userName: 'carol' }, 'carol'],
    [
      'keys in small letters',
      {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::1:assumed-role/R/dan',
        sessioncontext: { sessionissuer: { username: 'R' } },
      },
      'dan',
    ],
  ])('is told of %s', (_, identity, name) => {
    expect(actorOf(UserIdentity.parse(identity), {})?.name).toBe(name);
  });

  it('has its second factor where the session tells', () => {
    const identity = UserIdentity.parse(role('R', 'dan', { attributes: { mfaAuthenticated: 'true' } }));

    expect(actorOf(identity, { sourceIp: '192.0.2.1' })).toMatchObject({ mfa: true, sourceIp: '192.0.2.1' });
    expect(actorOf(UserIdentity.parse({ type: 'IAMUser', userName: 'a' }), {})).not.toHaveProperty('mfa');
  });

  it('is nobody when the record does not tell', () => {
    expect(actorOf(UserIdentity.parse({}), {})).toBeUndefined();
    expect(actorOf(undefined, {})).toBeUndefined();
  });
});
