import type { Settings } from '../../src/core/settings.ts';

/** The region in which what has no region is recorded, and in which the roles are made. */
export function globalRegionOf({ rollout }: Pick<Settings, 'rollout'>): string {
  return rollout?.globalRegion ?? 'us-east-1';
}

/** What the recorder records: everything; what has no region in one region only. The flag may be CloudFormation's own word. */
export function recordingGroup<Flag>(isGlobal: Flag) {
  return { allSupported: true, includeGlobalResourceTypes: isGlobal } as const;
}

/** The service whose own role the recorder works under. AWS Config Developer Guide, "Using service-linked roles". */
export const configService = 'config.amazonaws.com';

/** The ARN of that role; by the name that AWS gives it, where no other is known. */
export function serviceRoleArn(accountId: string, name = 'AWSServiceRoleForConfig'): string {
  return `arn:aws:iam::${accountId}:role/aws-service-role/${configService}/${name}`;
}

/** Where the recorder's files go. */
export function channelTo({ security, trail }: Pick<Settings, 'security' | 'trail'>) {
  return {
    bucket: security.logs?.bucket ?? trail.bucket,
    ...(trail.prefix && { prefix: trail.prefix.replace(/\/$/, '') }),
  };
}

/** Who may gather what is recorded. */
export function gatheredBy({ security }: Pick<Settings, 'security'>) {
  return { account: security.account, region: security.region };
}
