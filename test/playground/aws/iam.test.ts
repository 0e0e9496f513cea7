import { beforeEach, describe, expect, it } from 'vitest';
import { makeIam } from '../../../src/playground/aws/iam.ts';
import { findUser, keysOf, putKeys } from '../../../src/playground/aws/iam-users.ts';
import type { Model } from '../../../src/playground/aws/model.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { callerWith, setUpWorld } from './caller.ts';

const id = 'AKIAIOSFODNN7EXAMPLE';
const caller = callerWith(['iam:*'], 'us-east-1');
let iam: Model;
let set: Awaited<ReturnType<typeof setUpWorld>>;
const robot = () => {
  const user = findUser(set.world, scene.prod, scene.robot);
  if (!user) throw new Error('The playground has no such user');
  return user;
};

beforeEach(async () => {
  set = await setUpWorld();
  iam = makeIam(set.parts);
  putKeys(set.world, robot(), [{ id, status: 'Active', createdAt: 1 }]);
  for (const [name, path] of [
    ['app', '/'],
    ['AWSServiceRoleForRDS', '/aws-service-role/rds.amazonaws.com/'],
  ]) {
    const resource = { type: 'AWS::IAM::Role', id: `AROA${name}`, accountId: scene.prod, region: 'global' };
    const arn = `arn:aws:iam::${scene.prod}:role${path}${name}`;
    set.add({ resource: { ...resource, arn, name: name ?? '' }, configuration: { path, rolePolicyList: [] } });
  }
});

describe('the keys of users', () => {
  it('are listed, and change their status, which CloudTrail tells with who it was', () => {
    const input = { UserName: scene.robot, AccessKeyId: id, Status: 'Inactive' };
    iam.call('UpdateAccessKey', input, caller);

    expect(iam.call('ListAccessKeys', { UserName: scene.robot }, caller)).toMatchObject({
      AccessKeyMetadata: [{ AccessKeyId: id, Status: 'Inactive', UserName: scene.robot }],
    });
    expect(keysOf(robot())).toMatchObject([{ id, status: 'Inactive' }]);
    expect(set.told).toMatchObject([
      {
        ...{ source: 'aws.iam', region: 'us-east-1', account: scene.prod },
        detail: {
          ...{ eventName: 'UpdateAccessKey', eventSource: 'iam.amazonaws.com' },
          requestParameters: { userName: scene.robot, accessKeyId: id, status: 'Inactive' },
          userIdentity: { sessionContext: { sourceIdentity: 'slack-U0ALICE' } },
        },
      },
    ]);
  });

  it('have no date of a use that never was', () => {
    expect(iam.call('GetAccessKeyLastUsed', { AccessKeyId: id }, caller)).toEqual({
      UserName: scene.robot,
      AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
    });
  });

  it.each([
    {
      why: 'a user that is not there',
      input: { UserName: 'x', AccessKeyId: id, Status: 'Active' },
      code: 'NoSuchEntity',
    },
    {
      why: 'a key of somebody else',
      input: { UserName: 'hana.sato', AccessKeyId: id, Status: 'Active' },
      code: 'NoSuchEntity',
    },
    {
      why: 'another status',
      input: { UserName: scene.robot, AccessKeyId: id, Status: 'Off' },
      code: 'ValidationError',
    },
    {
      why: 'a field that IAM does not know',
      input: { UserName: scene.robot, AccessKeyId: id, Status: 'Active', Force: 'true' },
      code: 'ValidationError',
    },
  ])('are refused for $why', ({ input, code }) => {
    expect(() => iam.call('UpdateAccessKey', input, caller)).toThrow(expect.objectContaining({ code }));
    expect(set.told).toEqual([]);
  });

  it('are nobody’s who has no right to them, and are asked for in one region alone', () => {
    const elsewhere = callerWith(['iam:*'], scene.region);
    const list = { UserName: scene.robot };

    expect(() => iam.call('ListAccessKeys', list, callerWith(['iam:GetUser'], 'us-east-1'))).toThrow(
      expect.objectContaining({ code: 'AccessDenied', status: 403 }),
    );
    expect(() => iam.call('ListAccessKeys', list, elsewhere)).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    );
  });
});

describe('the inline policies of roles', () => {
  const PolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
  const app = { RoleName: 'app', PolicyName: 'p' };

  it('are put, read as they are encoded, and deleted once', () => {
    iam.call('PutRolePolicy', { ...app, PolicyDocument }, caller);

    expect(iam.call('GetRolePolicy', app, caller)).toEqual({
      ...app,
      PolicyDocument: encodeURIComponent(PolicyDocument),
    });
    iam.call('DeleteRolePolicy', app, caller);
    for (const action of ['GetRolePolicy', 'DeleteRolePolicy']) {
      expect(() => iam.call(action, app, caller)).toThrow(expect.objectContaining({ code: 'NoSuchEntity' }));
    }
    expect(set.told.map(({ detail }) => detail['eventName'])).toEqual(['PutRolePolicy', 'DeleteRolePolicy']);
  });

  it.each([
    { why: 'AWS’s own roles', input: { RoleName: 'AWSServiceRoleForRDS', PolicyDocument }, code: 'UnmodifiableEntity' },
    { why: 'what is no policy', input: { RoleName: 'app', PolicyDocument: 'no' }, code: 'MalformedPolicyDocument' },
    {
      why: 'what is too long',
      input: { RoleName: 'app', PolicyDocument: JSON.stringify({ Statement: 'x'.repeat(10_240) }) },
      code: 'LimitExceeded',
    },
  ])('are refused for $why', ({ input, code }) => {
    const put = () => iam.call('PutRolePolicy', { PolicyName: 'p', ...input }, caller);

    expect(put).toThrow(expect.objectContaining({ code }));
    expect(set.told).toEqual([]);
  });
});
