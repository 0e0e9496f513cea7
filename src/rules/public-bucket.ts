import * as z from 'zod/mini';
import { anyCase, flag, isObject, list, maybe, readText } from '../core/lenient.ts';
import { listed } from '../core/phrase.ts';
import { findPublicStatement } from '../core/public-policy.ts';
import { compliant, defineRule, nonCompliant } from './define.ts';

const Supplementary = z.object({
  PublicAccessBlockConfiguration: maybe(anyCase({ ignorePublicAcls: flag, restrictPublicBuckets: flag })),
  AccessControlList: maybe(z.object({ grantList: list(z.object({ grantee: z.unknown(), permission: z.unknown() })) })),
  BucketPolicy: maybe(z.object({ policyText: z.optional(z.unknown()) })),
});

/** The bucket alone is judged: an account's own block on public access is not part of its configuration item. */
export const publicBucket = defineRule({
  id: 'public-bucket',
  summary: 'no S3 bucket lets everybody in by its policy or its access control list',
  resourceTypes: ['AWS::S3::Bucket'],
  parameters: {},
  schema: z.object({}),
  remediation: {
    id: 'config-remediation',
    document: 'AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock',
    resourceParameter: 'BucketName',
  },
  evaluate(_, { item }) {
    const parsed = Supplementary.safeParse(item.supplementary);
    if (!parsed.success)
      return nonCompliant('Cannot be told: AWS Config recorded nothing of its policy that can be read');
    const { PublicAccessBlockConfiguration: block, AccessControlList: acl, BucketPolicy: policy } = parsed.data;
    const grants = block?.ignorePublicAcls ? [] : (acl?.grantList ?? []).flatMap(publicGrant);
    const statement = block?.restrictPublicBuckets ? undefined : findPublicStatement(policy?.policyText);
    const ways = [...(statement ? [`${statement} of its policy`] : []), ...new Set(grants)];
    return ways.length === 0 ? compliant : nonCompliant(`Everybody is let in by ${listed(ways)}`);
  },
});

/** Groups of S3's access control lists that anyone is, or can become, a member of. */
const everybody = /(?:^|\/)(AllUsers|AuthenticatedUsers)$/;

function publicGrant({ grantee, permission }: { grantee: unknown; permission: unknown }): readonly string[] {
  const who = isObject(grantee) ? (readText(grantee['uri']) ?? readText(grantee['URI'])) : readText(grantee);
  const group = everybody.exec(who ?? '')?.[1];
  return group ? [`a grant of ${readText(permission) ?? 'access'} to ${group}`] : [];
}
