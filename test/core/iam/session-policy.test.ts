import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { type Narrowed, regionOf, sessionPolicyOf } from '../../../src/core/iam/session-policy.ts';

const account = '111122223333';
const instance = `arn:aws:ec2:eu-west-1:${account}:instance/i-1`;
const role = `arn:aws:iam::${account}:role/noroshi-automation`;
const document = `arn:aws:ssm:eu-west-1:${account}:automation-definition/Mend:3`;
const of = (change: Partial<Narrowed>) =>
  sessionPolicyOf({
    accountId: account,
    region: 'eu-west-1',
    actions: ['ec2:StopInstances'],
    resources: [instance],
    ...change,
  });

describe('a session policy', () => {
  it('holds actions to their resources and to the region in which they are asked', () => {
    expect(of({ actions: ['ec2:StopInstances', 'ec2:StartInstances'] })).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Effect: 'Allow', Action: ['ec2:StartInstances', 'ec2:StopInstances'], Resource: [instance] },
          Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
        },
      ],
    });
  });

  it('asks IAM where it lives, whatever region the resource is in', () => {
    const user = `arn:aws:iam::${account}:user/deploy`;
    const narrowed = { actions: ['iam:UpdateAccessKey'], resources: [user] };

    for (const region of ['global', 'eu-west-1']) {
      expect(of({ ...narrowed, region }).Statement[0]?.Condition).toEqual({
        StringEquals: { 'aws:RequestedRegion': ['us-east-1'] },
      });
    }
    expect(regionOf('global')).toBe('us-east-1');
    expect(regionOf('eu-west-1')).toBe('eu-west-1');
  });

  it('gives each action the resources of its own service, and hands a role to its service alone', () => {
    const { Statement } = of({
      actions: ['ssm:StartAutomationExecution', 'iam:PassRole'],
      resources: [document, role],
    });

    expect(Statement).toEqual([
      {
        ...{ Effect: 'Allow', Action: ['iam:PassRole'], Resource: [role] },
        Condition: { StringEquals: { 'iam:PassedToService': ['ssm.amazonaws.com'] } },
      },
      {
        ...{ Effect: 'Allow', Action: ['ssm:StartAutomationExecution'], Resource: [document] },
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
      },
    ]);
  });

  it.each([
    ['no action', { actions: [] }, 'at least one action'],
    ['an action that no role of ours has', { actions: ['iam:CreateUser'] }, 'iam:CreateUser is no action'],
    ['a wildcard', { actions: ['ec2:*'] }, 'ec2:* is no action'],
    ['everything, for what can be held to something', { resources: ['*'] }, 'no ARN of ec2 was given'],
    ['an ARN of another account', { resources: [instance.replace(account, '444455556666')] }, 'is not of the account'],
    ['an ARN of another service', { resources: [document] }, 'no ARN of ec2 was given'],
  ])('is not made for %s', (_, change, problem) => {
    expect(() => of(change)).toThrow(problem);
  });

  it('is not sent to STS when it is longer than STS takes', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `${instance}${String(index).padStart(8, '0')}`);

    expect(JSON.stringify(of({ resources: many(25) })).length).toBeLessThanOrEqual(2048);
    expect(() => of({ resources: many(40) })).toThrow(UserError);
    expect(() => of({ resources: many(40) })).toThrow(/would have \d{4} characters; STS takes 2048/);
  });
});
