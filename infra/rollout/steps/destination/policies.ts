import { deliverers, logBucketPolicy } from '../../../definitions/bucket-policies.ts';
import { serviceKeyPolicy } from '../../../definitions/resource-policies.ts';
import type { Item } from '../../item.ts';
import { logKeyName } from '../../log-key.ts';
import type { Place } from '../../place.ts';
import { findOrUndefined } from '../answers.ts';
import { besideOthers, foreignSources, lookAt, merged } from './merged.ts';

const kept = { kept: 'Members deliver by it: it stays with what it belongs to.' } as const;

/** The policy of the bucket of the logs: our statements by their Sids, beside whatever else stands there. */
export function bucketPolicy({ ask, settings, accountId, region }: Place, Bucket: string): Item {
  const read = async () =>
    (await findOrUndefined(ask('s3:GetBucketPolicy', { Bucket }), 'NoSuchBucketPolicy'))?.Policy ?? '{}';
  const wanted = (present: string) => {
    const ours = besideOthers(logBucketPolicy(settings, Bucket).Statement, { present, accounts: settings.accounts });
    return merged(ours, present, { limit: 'bucketPolicy', owner: `The policy of the bucket ${Bucket}` });
  };
  return {
    ...{ step: 'destination', object: 'log bucket policy', accountId, region },
    look: async () => lookAt(await read(), wanted),
    write: async () => {
      const Policy = JSON.stringify(wanted(await read()));
      await ask('s3:PutBucketPolicy', { Bucket, Policy });
    },
    check: async () => foreignSources(await read(), settings.accounts),
    remove: async () => kept,
  };
}

/** The policy of the key of the logs, in the same way. */
export function keyPolicy({ ask, settings, accountId, region, logKey }: Place): Item {
  const id = async () => (await logKey?.()) ?? logKeyName(settings) ?? '';
  const read = async (KeyId: string) =>
    (await ask('kms:GetKeyPolicy', { KeyId, PolicyName: 'default' })).Policy ?? '{}';
  const wanted = (present: string) => {
    const sources = settings.accounts.map((one) => one.id);
    const ours = serviceKeyPolicy(settings.security.account, { services: deliverers, sources });
    return merged(ours.Statement, present, { limit: 'keyPolicy', owner: 'The policy of the key of the logs' });
  };
  return {
    ...{ step: 'destination', object: 'log key policy', accountId, region },
    look: async () => lookAt(await read(await id()), wanted),
    write: async () => {
      const KeyId = await id();
      const Policy = JSON.stringify(wanted(await read(KeyId)));
      await ask('kms:PutKeyPolicy', { KeyId, PolicyName: 'default', Policy });
    },
    check: async () => foreignSources(await read(await id()), settings.accounts),
    remove: async () => kept,
  };
}
