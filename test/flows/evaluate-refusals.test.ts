import { describe, expect, it } from 'vitest';
import { userError } from '../../src/core/errors.ts';
import { evaluate } from '../../src/flows/evaluate.ts';
import { awsError } from '../aws/responses.ts';
import { change, invocation, item } from '../fixtures/invocation.ts';
import { evaluationsOf, fakeAccount, worldOf } from './rule-account.ts';

const id = item.resourceId;
const tooLarge = { ...item.configuration, instanceType: 'm7g.16xlarge' };

describe('parameters that cannot be read', () => {
  const broken = { ruleParameters: '{"desiredInstanceTypes":"t3.micro"}' };

  it('are said of the account, once and aloud, and no resource is touched', async () => {
    const account = fakeAccount({});
    const { world, lines } = worldOf(account);

    expect(await evaluate(invocation(change({ configuration: tooLarge }), broken), world)).toMatchObject({
      outcome: 'broken-parameters',
    });

    expect(evaluationsOf(account)).toEqual([
      {
        resource: { type: 'AWS::::Account', id: '111122223333' },
        complianceType: 'NON_COMPLIANT',
        annotation:
          'The rule desired-instance-type cannot judge anything: desiredInstanceTypes is no parameter of it: did you mean desiredInstanceType?; desiredInstanceType is missing; it must be instance types such as t3.micro,t3.small or m7g.*',
        orderingTimestamp: '2026-11-20T12:00:00.000Z',
      },
    ]);
    expect(lines.join()).toContain('desiredInstanceType is missing');
  });

  it.each([
    ['deleted', invocation(change({ configurationItemStatus: 'ResourceDeleted' }), broken), item.resourceType],
    ['not the rule’s', invocation(change({ resourceType: 'AWS::S3::Bucket' }), broken), 'AWS::S3::Bucket'],
    ['out of scope', invocation(change(), { ...broken, eventLeftScope: true }), item.resourceType],
  ])('do not keep a resource that is %s from being let go', async (_, event, type) => {
    const account = fakeAccount({});

    await evaluate(event, worldOf(account).world);

    expect(evaluationsOf(account)).toMatchObject([
      { resource: { type, id }, complianceType: 'NOT_APPLICABLE' },
      { resource: { type: 'AWS::::Account' }, complianceType: 'NON_COMPLIANT' },
    ]);
  });

  it('are taken back at the first change that can be judged again', async () => {
    const account = fakeAccount({ accountReported: true });
    const { world } = worldOf(account);

    await evaluate(invocation(change()), world);

    expect(evaluationsOf(account).map(({ resource, complianceType }) => [resource.id, complianceType])).toEqual([
      [id, 'COMPLIANT'],
      ['111122223333', 'NOT_APPLICABLE'],
    ]);
  });

  it('do not hold a verdict back when they cannot be asked about', async () => {
    const account = fakeAccount({});
    const denied = { ...account, isAccountReported: () => Promise.reject(awsError('AccessDeniedException')) };
    const { world, lines } = worldOf(denied);

    expect(await evaluate(invocation(change()), world)).toMatchObject({ outcome: 'evaluated' });

    expect(evaluationsOf(account)).toMatchObject([{ complianceType: 'COMPLIANT' }]);
    expect(lines.join()).toContain('could not be asked');
  });

  it('are asked about once in ten minutes, and always after they were broken', async () => {
    const account = fakeAccount({});
    const { world } = worldOf(account);
    const asked = () => account.asked.filter((question) => question === 'isAccountReported').length;

    await evaluate(invocation(change()), world);
    await evaluate(invocation(change()), world);
    expect(asked()).toBe(1);
    await evaluate(invocation(change(), broken), world);
    await evaluate(invocation(change()), world);
    expect(asked()).toBe(2);
  });
});

describe('an invocation', () => {
  it.each([
    ['is none', { hello: 1 }],
    ['is of an account that is not in the settings', invocation(change(), { accountId: '999900001111' })],
    ['is of a rule that is not there', invocation(change(), { configRuleName: 'another-rule' })],
  ])('is refused when it %s, before anything is asked', async (_, event) => {
    const { world, lines } = worldOf(undefined, { openAccount: () => Promise.reject(new Error('asked')) });

    expect(await evaluate(event, world)).toMatchObject({ outcome: 'refused' });

    expect(lines).toHaveLength(1);
  });

  it('fails without a word of what AWS said of it, which is in the log', async () => {
    const denied = awsError('AccessDeniedException', 400, 'arn:aws:iam::999988887777:role/noroshi may not');
    const { world, lines } = worldOf(undefined, { openAccount: () => Promise.reject(denied) });

    const failure = await evaluate(invocation(change()), world).catch((error: unknown) => error);

    expect(failure).toMatchObject({
      message: 'The rule desired-instance-type could not be evaluated: AccessDeniedException',
    });
    expect(failure).not.toHaveProperty('cause');
    expect(lines.join()).toContain('may not');
  });

  it('fails on a bug of ours without telling the world about it', async () => {
    const { world } = worldOf(undefined, {
      openAccount: () => Promise.reject(userError('UNKNOWN_ACCOUNT', { accountId: '1' })),
    });

    await expect(evaluate(invocation(change()), world)).rejects.toThrow('could not be evaluated: something broke');
  });
});
