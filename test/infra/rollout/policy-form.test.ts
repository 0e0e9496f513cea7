import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyForm } from '../../../infra/rollout/policy-form.ts';

const allows = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });

describe('a policy in one form', () => {
  it('is the same however one value, an account or a list is written', () => {
    const short = { Principal: { AWS: '111122223333' }, Action: 's3:GetObject', Resource: ['b', 'a', 'a'] };
    const long = {
      ...{ Principal: { AWS: ['arn:aws:iam::111122223333:root'] }, Action: ['s3:GetObject'], Resource: ['a', 'b'] },
      Sid: '',
    };

    expect(policyForm(allows(short))).toEqual(policyForm(JSON.stringify(allows(long))));
    expect(policyForm(allows({ Principal: '*' }))).toEqual(policyForm(allows({ Principal: { AWS: '*' } })));
    expect(policyForm({ Statement: allows({}).Statement[0] })).toEqual(policyForm(allows({})));
    const isSecure = (value: unknown) => allows({ Condition: { Bool: { 'aws:SecureTransport': value } } });
    expect(policyForm(isSecure(false))).toEqual(policyForm(isSecure(['false'])));
  });

  it('tells apart what says something else', () => {
    const forms = [
      allows({ Action: 's3:*' }),
      allows({ NotAction: 's3:*' }),
      allows({ Action: 's3:*', Sid: 'Named' }),
      allows({ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': true } } }),
      { Statement: [{ Effect: 'Deny', Action: 's3:*' }] },
      { Statement: [] },
    ].map((policy) => JSON.stringify(policyForm(policy)));

    expect(new Set(forms).size).toBe(forms.length);
  });

  it('knows no order of statements and lists', () => {
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.array(fc.constantFrom('s3:Get*', 's3:Put*', 'kms:*'), { minLength: 1 }),
      Resource: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
    });

    fc.assert(
      fc.property(fc.array(statement), (Statement) => {
        const turned = Statement.toReversed().map((one) => ({ ...one, Action: one.Action.toReversed() }));
        expect(policyForm({ Statement: turned })).toEqual(policyForm({ Statement }));
      }),
    );
  });
});
