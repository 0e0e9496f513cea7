import { describe, expect, it } from 'vitest';
import { type Deed, findTakenBack, mayTakeBack } from '../../src/core/deed.ts';

const group = { type: 'AWS::EC2::SecurityGroup', id: 'sg-1', accountId: '111122223333', region: 'eu-west-1' };
const bucket = { type: 'AWS::S3::Bucket', id: 'exports', accountId: '111122223333', region: 'eu-west-1' };
const rule = (text: string, isOpened: boolean) => ({
  field: 'Inbound rule',
  before: isOpened ? null : text,
  after: isOpened ? text : null,
});
const opened = (...texts: readonly string[]): Deed => ({
  ...{ kind: 'security-group-change', call: 'ec2:AuthorizeSecurityGroupIngress', resources: [group], sourceAt: 100 },
  ...{ title: 'Somebody opened it', changes: texts.map((text) => rule(text, true)) },
});
const closed = (sourceAt: number, ...texts: readonly string[]): Deed => ({
  ...{ kind: 'security-group-change', call: 'ec2:RevokeSecurityGroupIngress', resources: [group], sourceAt },
  ...{ title: `closed at ${sourceAt}`, changes: texts.map((text) => rule(text, false)) },
});

describe('what was opened', () => {
  it('stands until the last of its rules is revoked, by however many calls', () => {
    const opening = opened('TCP 22 from 0.0.0.0/0', 'TCP 3389 from 0.0.0.0/0');
    const first = closed(200, 'TCP 22 from 0.0.0.0/0');
    const second = closed(300, 'TCP 3389 from 0.0.0.0/0');

    expect(findTakenBack(opening, [first])).toBeUndefined();
    expect(findTakenBack(opening, [second, first])).toBe(second);
  });

  it('is not taken back by what came before it, by another rule, or on another group', () => {
    const opening = opened('TCP 22 from 0.0.0.0/0');

    expect(findTakenBack(opening, [closed(50, 'TCP 22 from 0.0.0.0/0')])).toBeUndefined();
    expect(findTakenBack(opening, [closed(200, 'TCP 443 from 0.0.0.0/0')])).toBeUndefined();
    const elsewhere = { ...closed(200, 'TCP 22 from 0.0.0.0/0'), resources: [{ ...group, id: 'sg-2' }] };
    expect(findTakenBack(opening, [elsewhere])).toBeUndefined();
  });

  it('is gone with the group', () => {
    const gone: Deed = { ...closed(200), call: 'ec2:DeleteSecurityGroup', undoes: true, changes: [] };

    expect(findTakenBack(opened('TCP 22 from 0.0.0.0/0'), [gone])).toBe(gone);
  });

  it('is not taken back by a rule that was changed, for its event does not tell what it was', () => {
    const changed: Deed = {
      ...closed(200),
      call: 'ec2:ModifySecurityGroupRules',
      changes: [{ field: 'Rule sgr-1', before: 'its earlier form', after: 'TCP 22 from 10.0.0.0/8' }],
    };

    expect(mayTakeBack(changed)).toBe(false);
    expect(findTakenBack(opened('TCP 22 from 0.0.0.0/0'), [changed])).toBeUndefined();
  });

  it('is taken back when all public access to the bucket is blocked, and not by a block with a hole', () => {
    const policy: Deed = {
      kind: 'data-exposed',
      call: 's3:PutBucketPolicy',
      resources: [bucket],
      sourceAt: 1,
      title: 'opened',
    };
    const guards = ['Public ACLs', 'Public policies'].map((field) => ({ field, before: 'as it was', after: 'on' }));
    const block: Deed = {
      ...policy,
      call: 's3:PutBucketPublicAccessBlock',
      sourceAt: 2,
      changes: guards,
      undoes: true,
    };
    const { undoes: _, ...holed } = block;

    expect(findTakenBack(policy, [block])).toBe(block);
    expect(findTakenBack(policy, [holed])).toBeUndefined();
  });

  it('is taken back by a call on the same key, and not on another one', () => {
    const user = { type: 'AWS::IAM::User', id: 'deploy', accountId: '111122223333', region: 'global' };
    const made: Deed = {
      ...{ kind: 'iam-change', call: 'iam:CreateAccessKey', resources: [user], sourceAt: 1, title: 'made' },
      ids: { accessKey: 'AKIAEXAMPLEEXAMPLE01' },
    };
    const off: Deed = {
      ...{ ...made, call: 'iam:UpdateAccessKey', sourceAt: 2, undoes: true },
      changes: [{ field: 'Access key', before: 'active', after: 'inactive' }],
    };

    expect(findTakenBack(made, [off])).toBe(off);
    expect(findTakenBack(made, [{ ...off, ids: { accessKey: 'AKIAEXAMPLEEXAMPLE02' } }])).toBeUndefined();
  });
});
