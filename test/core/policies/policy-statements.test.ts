import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerOf, powerOfManaged } from '../../../src/core/policies/policy-power.ts';
import { reachOfPolicy } from '../../../src/core/policies/policy-reach.ts';
import { readPolicy } from '../../../src/core/policies/policy-statements.ts';
import { statementsInWords } from '../../../src/core/policies/policy-words.ts';
import { settings } from '../../fixtures/alerts.ts';

const around = { accountId: '111122223333', settings };
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const allow = (fields: object) => ({ Effect: 'Allow', Resource: '*', ...fields });
const statements = (...all: object[]) => readPolicy(policy(...all)) ?? [];
const reach = (fields: object) => reachOfPolicy(statements(allow({ Action: 's3:GetObject', ...fields })), around);
const words = (fields: object) => statementsInWords(statements(allow(fields)), around)[0];

describe('a policy', () => {
  it('is read as an object, as text, encoded, and with a single statement', () => {
    const document = policy(allow({ Action: '*', Principal: '*' }));
    const single = { ...document, Statement: document.Statement[0] };
    const forms = [document, JSON.stringify(document), encodeURIComponent(JSON.stringify(document)), single];

    for (const form of forms) expect(readPolicy(form)).toEqual(readPolicy(document));
    expect(readPolicy(document)).toHaveLength(1);
  });

  it('is gone when empty, and none when it is something else', () => {
    expect(readPolicy('')).toEqual([]);
    for (const other of ['{', '%7B%', 'Effect: Allow', 7, null, undefined, [], { Version: '1' }]) {
      expect(readPolicy(other)).toBeUndefined();
    }
  });

  it('is read and told without failing, whatever stands in it', () => {
    const keys = fc.constantFrom(
      'Effect',
      'Principal',
      'NotPrincipal',
      'Action',
      'NotAction',
      'Resource',
      'Condition',
      'Sid',
    );

    fc.assert(
      fc.property(fc.array(fc.dictionary(keys, fc.jsonValue())), (Statement) => {
        const read = readPolicy({ Statement }) ?? [];

        for (const told of statementsInWords(read, around)) expect(told).not.toMatch(/undefined|\[object/);
        expect(() => [reachOfPolicy(read, around), powerOf(read)]).not.toThrow();
      }),
    );
  });
});

describe('how far a policy reaches', () => {
  it.each<[string, object]>([
    ['world', { Principal: '*' }],
    ['world', { Principal: { AWS: '*' } }],
    ['world', { Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }],
    ['world', { NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['world', { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }],
    ['world', { Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } } }],
    ['world', { Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } } }],
    ['world', { Principal: '*', Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }],
    ['world', { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['limited', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }],
    ['limited', { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24'] } } }],
    ['foreign', { Principal: '*', Condition: { StringEquals: { 'aws:SourceAccount': '777788889999' } } }],
    ['own', { Principal: '*', Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:444455556666:t' } } }],
    ['inside', { Principal: '*', Condition: { StringEquals: { 'AWS:SourceOwner': '111122223333' } } }],
    ['foreign', { Principal: { AWS: '777788889999' } }],
    ['foreign', { Principal: { CanonicalUser: 'a'.repeat(64) } }],
    ['foreign', { Principal: { Service: 'sns.amazonaws.com', AWS: 'arn:aws:iam::777788889999:role/x' } }],
    ['own', { Principal: { AWS: 'arn:aws:sts::444455556666:assumed-role/deploy/x' } }],
    ['own', { Principal: { AWS: 'arn:aws:iam::999988887777:root' } }],
    ['service', { Principal: { Service: 'cloudfront.amazonaws.com' } }],
    ['inside', { Principal: { AWS: 'arn:aws:iam::111122223333:user/alice' } }],
    ['inside', { Principal: { AWS: 'AROAEXAMPLEDELETED001' } }],
    ['limited', { Principal: { Federated: 'accounts.google.com' } }],
  ])('is %s for %j', (far, fields) => {
    expect(reach(fields)).toBe(far);
  });

  it('is nowhere when it only forbids', () => {
    expect(
      reachOfPolicy(statements({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }), around),
    ).toBeUndefined();
  });
});

describe('a statement in words', () => {
  it.each<[string, object]>([
    ['anyone may read its objects', { Principal: '*', Action: 's3:GetObject' }],
    ['account 777788889999 may do everything with it', { Principal: { AWS: '777788889999' }, Action: 's3:*' }],
    [
      'anyone but the role web may do everything but s3:GetObject',
      { NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/path/web' }, NotAction: 's3:GetObject' },
    ],
    [
      'our account payments-dev may read with s3:ListAllMyBuckets',
      { Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 's3:ListAllMyBuckets' },
    ],
    [
      'whoever accounts.google.com vouches for may assume it, on 1 condition',
      {
        Principal: { Federated: 'accounts.google.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'accounts.google.com:aud': 'x' } },
      },
    ],
    [
      'anyone may invoke it, only with MFA',
      { Principal: '*', Action: 'lambda:InvokeFunction', Condition: { Bool: { 'aws:MultiFactorAuthPresent': true } } },
    ],
    [
      'anyone may publish to it, only for any role Deploy* and only for example-data',
      {
        Principal: '*',
        Action: 'sns:Publish',
        Condition: {
          ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Deploy*', 'aws:SourceArn': 'arn:aws:s3:::example-data' },
        },
      },
    ],
    ['it may do everything', { Action: '*' }],
    ['it may call a:B, c:D, e:F and 2 more', { Action: ['a:B', 'c:D', 'e:F', 'g:H', 'i:J'] }],
    [
      'it may do everything but iam:* on all but table/x',
      { NotAction: 'iam:*', Resource: undefined, NotResource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/x' },
    ],
    [
      'an identity that was deleted may assume it',
      { Principal: { AWS: 'AROAEXAMPLEDELETED001' }, Action: 'sts:AssumeRole' },
    ],
  ])('is «%s»', (told, fields) => {
    expect(words(fields)).toBe(told);
  });

  it('says who may not', () => {
    const deny = (fields: object) =>
      statementsInWords(statements({ Effect: 'Deny', Action: '*', Resource: '*', ...fields }), around);

    expect(deny({ Principal: '*' })).toEqual(['nobody may do anything with it']);
    expect(deny({ NotPrincipal: { AWS: 'arn:aws:iam::111122223333:user/alice' } })).toEqual([
      'nobody but the user alice may do anything with it',
    ]);
    expect(deny({ Principal: { AWS: '777788889999' } })).toEqual(['account 777788889999 may not do anything with it']);
  });

  it('comes first when it reaches farthest', () => {
    const all = statements(
      allow({ Principal: { AWS: '444455556666' }, Action: 's3:*' }),
      allow({ Principal: '*', Action: 's3:GetObject' }),
    );

    expect(statementsInWords(all, around)[0]).toBe('anyone may read its objects');
  });
});

describe('the power of a policy', () => {
  it.each<[string, object]>([
    ['admin', { Action: '*' }],
    ['admin', { Action: ['s3:GetObject', '*:*'] }],
    ['escalating', { Action: 'iam:*' }],
    ['escalating', { Action: ['IAM:PassRole'] }],
    ['escalating', { NotAction: 's3:*' }],
    ['broad', { NotAction: ['iam:*', 'organizations:*'] }],
    ['some', { Action: 's3:*' }],
    ['some', { Action: '*', Resource: 'arn:aws:s3:::example-data' }],
    ['some', { Effect: 'Deny', Action: '*' }],
  ])('is %s for %j', (power, fields) => {
    expect(powerOf(statements(allow(fields)))).toBe(power);
  });

  it('is known of the policies of AWS, not of those that are called alike', () => {
    expect(powerOfManaged('arn:aws:iam::aws:policy/AdministratorAccess')).toBe('admin');
    expect(powerOfManaged('arn:aws:iam::aws:policy/job-function/ViewOnlyAccess')).toBe('some');
    expect(powerOfManaged('arn:aws:iam::111122223333:policy/AdministratorAccess')).toBe('some');
  });
});
