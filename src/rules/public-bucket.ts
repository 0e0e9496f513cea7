import * as z from 'zod/mini';
import { findPublicStatement, readPolicy } from '../core/policies/public-policy.ts';
import { anyCase, flag, isObject, list, maybe, readText } from '../core/text/lenient.ts';
import { listed } from '../core/text/phrase.ts';
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
    if (!parsed.success) return nonCompliant(`${cannotTell} of its policy`);
    const { PublicAccessBlockConfiguration: block, AccessControlList: acl, BucketPolicy: policy } = parsed.data;
    const [policyCounts, aclCounts] = [!block?.restrictPublicBuckets, !block?.ignorePublicAcls];
    const statement = policyCounts ? findPublicStatement(policy?.policyText) : undefined;
    const grants = aclCounts ? (acl?.grantList ?? []).flatMap(publicGrant) : [];
    const ways = [...(statement ? [`${statement} of its policy`] : []), ...new Set(grants)];
    if (ways.length > 0) return nonCompliant(`Everybody is let in by ${listed(ways)}`);
    const { BucketPolicy: rawPolicy, AccessControlList: rawAcl } = item.supplementary;
    if (policyCounts && isGarbled(policy?.policyText ?? rawPolicy)) return nonCompliant(`${cannotTell} of its policy`);
    if (aclCounts && isGarbled(rawAcl)) return nonCompliant(`${cannotTell} of its access control list`);
    return compliant;
  },
});

const cannotTell = 'Cannot be told: AWS Config recorded nothing that can be read';

/** Something is there, and nobody knows what it says. */
function isGarbled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && !readPolicy(value);
}

/** Groups of S3's access control lists that anyone is, or can become, a member of. */
const everybody = /(?:^|\/)(AllUsers|AuthenticatedUsers)$/;

function publicGrant({ grantee, permission }: { grantee: unknown; permission: unknown }): readonly string[] {
  const who = isObject(grantee) ? (readText(grantee['uri']) ?? readText(grantee['URI'])) : readText(grantee);
  const group = everybody.exec(who ?? '')?.[1];
  return group ? [`a grant of ${readText(permission) ?? 'access'} to ${group}`] : [];
}
