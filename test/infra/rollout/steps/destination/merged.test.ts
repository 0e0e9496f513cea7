import { describe, expect, it } from 'vitest';
import { logBucketPolicy } from '../../../../../infra/definitions/bucket-policies.ts';
import type { Statement } from '../../../../../infra/definitions/statement.ts';
import { policyForm } from '../../../../../infra/rollout/policy-form.ts';
import { besideOthers, foreignSources, lookAt, merged } from '../../../../../infra/rollout/steps/destination/merged.ts';
import { settingsWith } from '../../../settings.ts';

const settings = settingsWith();
const { accounts } = settings;
const ours = logBucketPolicy(settings, 'example-logs').Statement;
const limit = { limit: 'bucketPolicy', owner: 'The bucket' } as const;
const wanted = (present: string) => merged(besideOthers(ours, { present, accounts }), present, limit);
const text = (Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const settled = (present: string) => JSON.stringify(wanted(present));

const theirs = {
  ...{ Sid: 'Backups', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' } },
  ...{ Action: 's3:GetObject', Resource: 'arn:aws:s3:::example-logs/*' },
};
const theirTrail = {
  ...{ Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject' },
  ...{ Resource: 'arn:aws:s3:::example-logs/AWSLogs/444455556666/*' },
};
const changed = (sid: string, change: (one: Statement) => object) =>
  text(ours.map((one) => (one.Sid === sid ? change(one) : one)));

describe('the policy of the bucket of the logs', () => {
  it('is ours where there is none, and stays', () => {
    expect(lookAt('{}', wanted)).toMatchObject({ state: 'missing' });
    expect(lookAt(settled('{}'), wanted)).toMatchObject({ state: 'same' });
  });

  it('keeps every statement of others as it is', () => {
    const after = wanted(text([theirs]));

    expect(after.Statement[0]).toEqual(theirs);
    expect(after.Statement).toHaveLength(ours.length + 1);
    expect(lookAt(JSON.stringify(after), wanted)).toMatchObject({ state: 'same' });
  });

  it('puts our statement in the place of what its name says now', () => {
    const present = changed('ConfigFiles', (one) => ({ ...one, Action: ['s3:*'] }));

    const look = lookAt(present, wanted);

    expect(look).toMatchObject({ state: 'different', reason: 'It does not say what it should: ConfigFiles.' });
    expect(policyForm(wanted(present))).toEqual(policyForm(text(ours)));
  });

  it('takes the place of what an older installation wrote without names', () => {
    const present = text(ours.map(({ Sid: _, ...one }) => one));

    expect(wanted(present).Statement).toHaveLength(ours.length);
  });

  it('does not refuse services that others let in: each of our statements is held to our accounts instead', () => {
    const after = wanted(text([theirTrail]));

    expect(JSON.stringify(after)).not.toContain('OnlyListedAccounts');
    const puts = after.Statement.filter((one) => JSON.stringify(one).includes('"s3:PutObject"')).slice(1);
    expect(puts).toHaveLength(3);
    for (const one of puts) {
      expect(one).toMatchObject({ Condition: { StringEquals: { 'aws:SourceAccount': accounts.map(({ id }) => id) } } });
    }
    expect(lookAt(JSON.stringify(after), wanted)).toMatchObject({ state: 'same' });
  });

  it('goes on refusing when somebody lets services in later', () => {
    const present = text([...ours, theirTrail]);

    expect(lookAt(present, wanted)).toMatchObject({ state: 'same' });
  });

  it('puts no account out of a list, takes in those that lack, and says who is strange', () => {
    const present = changed('OnlyListedAccounts', (one) => ({
      ...one,
      Condition: { StringNotEquals: { 'aws:SourceAccount': ['111122223333', '999999999999'] } },
    }));

    const after = settled(present);

    expect(lookAt(present, wanted)).toMatchObject({
      state: 'different',
      reason: expect.stringContaining('OnlyListed'),
    });
    expect(lookAt(after, wanted)).toMatchObject({ state: 'same' });
    expect(after).toContain('"111122223333","222233334444","999999999999"');
    expect(foreignSources(after, accounts)).toContain('999999999999');
    expect(foreignSources(settled('{}'), accounts)).toBeUndefined();
  });

  it('is not written longer than S3 takes it', () => {
    const long = { ...theirs, Resource: Array.from({ length: 1_000 }, (_, at) => `arn:aws:s3:::example-logs/${at}/*`) };

    expect(() => wanted(text([long]))).toThrow(/20 480/);
  });
});
