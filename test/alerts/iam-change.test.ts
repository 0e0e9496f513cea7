import { describe, expect, it } from 'vitest';
import { alertOf } from '../fixtures/alerts.ts';

const kind = 'iam-change';

describe('a change of who may do what', () => {
  it.each([
    [
      'admin-attach-refused',
      'alice tried to attach the policy AdministratorAccess to the user deploy so that it may do everything in the account but was refused (AccessDenied)',
      'high',
    ],
    [
      'admin-attached',
      'alice attached the policy AdministratorAccess to the user deploy: it may do everything in the account',
      'critical',
    ],
    [
      'boundary-removed',
      'alice removed the permissions boundary of the role web: nothing limits its policies any more',
      'high',
    ],
    [
      'trust-for-a-repository',
      'alice changed who may assume the role deploy: whoever token.actions.githubusercontent.com vouches for may assume it, only for repo:example/app:*',
      'medium',
    ],
    ['inline-all-of-iam', 'alice wrote the policy own into the role web: it may make itself an administrator', 'high'],
    ['inline-admin', 'alice wrote the policy all into the role web: it may do everything in the account', 'critical'],
    [
      'inline-escalating',
      'alice wrote the policy roles into the group developers: it may make itself an administrator',
      'high',
    ],
    [
      'inline-ordinary',
      'alice wrote the policy reports into the user deploy: it may call s3:GetObject and s3:ListBucket on example-reports and example-reports/*, only from 192.0.2.0/24',
      'medium',
    ],
    ['joined-admins', 'alice added the user deploy to the group Administrators', 'high'],
    ['key-activated', 'alice activated an access key of the user deploy', 'medium'],
    ['key-deleted', 'alice deleted an access key of the user deploy', 'info'],
    ['key-for-another', 'alice created an access key for the user deploy', 'high'],
    ['key-of-ones-own', 'alice created an access key for the user alice', 'medium'],
    ['key-of-root', 'The root user created an access key for the root user', 'critical'],
    ['left-a-group', 'alice removed the user deploy from the group developers', 'info'],
    ['mfa-device-deleted', 'alice deleted the MFA device carol-phone', 'high'],
    ['mfa-removed', 'alice removed the second factor (MFA) of the user carol', 'high'],
    ['password-given', 'alice gave the user deploy a password for the console', 'high'],
    ['password-set', 'alice set another console password for the user carol', 'high'],
    ['policy-attached', 'bob@example.com attached the policy web-logs to the role web', 'medium'],
    ['policy-created', 'alice created the policy reader: whoever has it may call s3:Get*', 'low'],
    ['policy-detached', 'alice detached the policy web-logs from the role web', 'info'],
    [
      'provider-added',
      'alice added the identity provider idp.example.com: whom it vouches for may assume the roles that trust it',
      'high',
    ],
    [
      'provider-changed',
      'alice changed the identity provider corporate: whom it vouches for may assume the roles that trust it',
      'high',
    ],
    ['role-for-a-service', 'alice created the role web: ec2.amazonaws.com may assume it', 'low'],
    [
      'role-for-a-stranger',
      'alice created the role partner: account 777788889999 may assume it, only with an external id',
      'high',
    ],
    [
      'set-assigned',
      'alice gave a group of IAM Identity Center the permission set ps-0123456789abcdef in our account payments-dev',
      'medium',
    ],
    [
      'set-with-admin',
      'alice attached the policy AdministratorAccess to the permission set ps-0123456789abcdef: whoever has it may do everything in the account',
      'critical',
    ],
    [
      'trust-for-a-provider',
      'alice changed who may assume the role ci: whoever token.actions.githubusercontent.com vouches for may assume it',
      'medium',
    ],
    [
      'trust-for-our-own',
      'alice changed who may assume the role web: the role deploy of our account payments-dev may assume it',
      'medium',
    ],
    ['trust-opened', 'alice changed who may assume the role web: anyone may assume it', 'critical'],
    ['user-created', 'alice created the user carol', 'medium'],
    [
      'version-in-force',
      'alice wrote a new version of the policy web-logs and put it into force: whoever has it may do almost everything in the account',
      'high',
    ],
    ['version-switched', 'alice put another version of the policy web-logs into force', 'high'],
    ['refused-unread', 'alice tried to call iam:AttachUserPolicy but was refused (AccessDenied)', 'low'],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('names identities without a region, the identity first', () => {
    const { resources, region, changes } = alertOf(kind, 'policy-attached');

    expect(resources.map(({ type, id, region: where }) => [type, id, where])).toEqual([
      ['AWS::IAM::Role', 'web', 'global'],
      ['AWS::IAM::Policy', 'arn:aws:iam::111122223333:policy/team/web-logs', 'global'],
    ]);
    expect(region).toBe('us-east-1');
    expect(changes).toEqual([{ field: 'Attached policy', before: null, after: 'web-logs' }]);
  });

  it('that was refused changed nothing', () => {
    const alert = alertOf(kind, 'admin-attach-refused');

    expect(alert).toMatchObject({ attempted: true, severity: 'high' });
    expect(alert.changes).toBeUndefined();
  });

  it('that takes access back says so', () => {
    const undone = ['policy-detached', 'key-deleted', 'left-a-group'].map((name) => alertOf(kind, name).undoes);

    expect(undone).toEqual([true, true, true]);
    expect(alertOf(kind, 'admin-attached').undoes).toBeUndefined();
  });
});
