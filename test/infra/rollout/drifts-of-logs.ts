import { z } from 'zod';
import type { Drift, Planted } from './drift.ts';

const policy = z.looseObject({ Statement: z.array(z.looseObject({ Sid: z.optional(z.string()) })) });
type Statement = z.infer<typeof policy>['Statement'][number];
type Change = (statements: readonly Statement[], planted: Planted) => readonly Statement[];

/** Puts a changed policy onto the bucket of the logs. */
function ofBucket(what: string, change: Change): Drift {
  return {
    ...{ step: 'destination', what, object: /^log bucket policy$/, accountId: 'security', reason: /does not say/ },
    plant: async (askAt, planted) => {
      const { settings, security } = planted;
      const ask = askAt(security, settings.security.region);
      const Bucket = settings.security.logs?.bucket ?? '';
      const present = policy.parse(JSON.parse((await ask('s3:GetBucketPolicy', { Bucket })).Policy ?? ''));
      const Policy = JSON.stringify({ ...present, Statement: change(present.Statement, planted) });
      await ask('s3:PutBucketPolicy', { Bucket, Policy });
    },
  };
}

/** Puts a changed policy onto the key of the logs. */
function ofKey(what: string, change: Change): Drift {
  return {
    ...{ step: 'destination', what, object: /^log key policy$/, accountId: 'security', reason: /does not say/ },
    plant: async (askAt, planted) => {
      const { settings, security } = planted;
      const ask = askAt(security, settings.security.region);
      const alias = settings.security.logs?.kmsKey ?? 'alias/noroshi-logs';
      const KeyId = (await ask('kms:DescribeKey', { KeyId: alias })).KeyMetadata?.KeyId;
      const asked = { KeyId, PolicyName: 'default' };
      const present = policy.parse(JSON.parse((await ask('kms:GetKeyPolicy', asked)).Policy ?? ''));
      const Policy = JSON.stringify({ ...present, Statement: change(present.Statement, planted) });
      await ask('kms:PutKeyPolicy', { ...asked, Policy });
    },
  };
}

const without =
  (sid: string): Change =>
  (statements) =>
    statements.filter(({ Sid }) => Sid !== sid);

/** The account's id becomes that of another one. */
const unlisted: Change = (statements, { member }) =>
  z
    .array(policy.shape.Statement.element)
    .parse(JSON.parse(JSON.stringify(statements).replaceAll(member, '999999999999')));

/** What somebody may do to the policies of the bucket and the key of the logs. */
export const fromLogs: readonly Drift[] = [
  ofBucket('it is reached without TLS', without('OnlyEncrypted')),
  ofBucket('objects may be taken away', without('NobodyTakesAway')),
  ofBucket('GuardDuty may not deliver', without('GuardDutyFindings')),
  ofBucket('an account may not deliver', unlisted),
  ofBucket('AWS Config may do everything', (statements) =>
    statements.map((one) => (one.Sid === 'ConfigFiles' ? { ...one, Action: ['s3:*'] } : one)),
  ),
  ofKey('nothing can be encrypted', without('Delivery')),
  ofKey('an account cannot encrypt', unlisted),
];
