import type { Planted } from './drift.ts';

/** Makes somebody else's bucket that everybody may deliver into, in the estate itself: the rollout makes no buckets. Its name comes out. */
export function otherBucket({ state, security, settings }: Planted): string {
  const name = 'somebody-elses-logs';
  const Resource = [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
  const Service = ['cloudtrail.amazonaws.com', 'config.amazonaws.com', 'guardduty.amazonaws.com'];
  const Statement = [{ Effect: 'Allow', Principal: { Service }, Action: ['s3:*'], Resource }];
  const policy = JSON.stringify({ Version: '2012-10-17', Statement });
  state().buckets[name] = { accountId: security, region: settings.security.region, policy };
  return name;
}
