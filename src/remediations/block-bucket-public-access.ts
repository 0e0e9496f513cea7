import type { PublicAccessBlockConfiguration, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { awsReason, isNamed } from '../core/aws-error.ts';
import type { Resource } from '../core/resource.ts';
import { listed } from '../core/text/phrase.ts';
import { type Applied, defineRemediation, type Planned, type RemediationContext, type Task } from './define.ts';

const flagNames = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
const allOn = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;

/** The four switches as they were; null where the bucket had none of its own. */
const Before = z.object({ block: z.nullable(z.record(z.string(), z.boolean())) });
type Before = z.infer<typeof Before>;

/** Nobody gets into the bucket any more by a policy or ACL that is for everybody. Docs: Amazon S3 User Guide, "Blocking public access". */
export const blockBucketPublicAccess = defineRemediation<Before>({
  id: 'block-bucket-public-access',
  title: 'Block public access',
  effect:
    'Turns on all four settings of Block Public Access for the bucket. Whoever reads it without signing in, or from another account under a public policy, is shut out; policy and ACLs stay as they are.',
  resourceTypes: ['AWS::S3::Bucket'],
  approval: 'clicker',
  permissions: {
    read: ['s3:GetBucketAcl', 's3:GetBucketPolicyStatus', 's3:GetBucketPublicAccessBlock', 's3:GetBucketWebsite'],
    act: ['s3:PutBucketPublicAccessBlock'],
    // The same action lets one change it and take it away.
    undo: ['s3:PutBucketPublicAccessBlock'],
  },
  before: Before,

  async plan({ resource }, ctx): Promise<Planned & { before?: Before }> {
    const { id: bucket } = resource;
    const s3 = await (await ctx.read()).s3();
    const found = await findBlock(s3, resource);
    if ('outcome' in found) return found;
    const off = flagNames.filter((name) => found.block?.[name] !== true);
    if (off.length === 0) return { steps: [], back: [], caveats: [], before: found };
    const what = found.block ? `turn on ${listed(off)}` : 'turn on Block Public Access, all four settings';
    const back = found.block ? `turn ${listed(off)} off again` : 'take the block on public access away again';
    return {
      steps: [{ what, on: bucket }],
      back: [{ what: back, on: bucket }],
      caveats: await caveatsOf(s3, resource),
      before: found,
    };
  },

  async apply(task, _, ctx): Promise<Applied> {
    return put(task, allOn, ctx);
  },

  async undo(task, { block }, ctx): Promise<Applied> {
    return put(task, block, ctx);
  },
});

/** Sets the switches, or takes them away. The owner is named, so that a bucket of somebody else's is never touched. */
async function put(
  { resource }: Task,
  block: PublicAccessBlockConfiguration | null,
  ctx: RemediationContext,
): Promise<Applied> {
  const { PutPublicAccessBlockCommand, DeletePublicAccessBlockCommand } = await import('@aws-sdk/client-s3');
  const session = await ctx.act(['s3:PutBucketPublicAccessBlock'], [`arn:aws:s3:::${resource.id}`]);
  const s3 = await session.s3();
  try {
    if (block) {
      await s3.send(new PutPublicAccessBlockCommand({ ...bucketOf(resource), PublicAccessBlockConfiguration: block }));
    } else {
      await s3.send(new DeletePublicAccessBlockCommand(bucketOf(resource)));
    }
  } catch (error) {
    if (isNamed(error, 'NoSuchBucket')) return { state: 'resource-gone', reason: gone(resource) };
    throw error;
  }
  return { state: 'applied' };
}

async function findBlock(
  s3: S3Client,
  resource: Resource,
): Promise<Before | { outcome: 'resource-gone' | 'failed'; reason: string }> {
  const { GetPublicAccessBlockCommand } = await import('@aws-sdk/client-s3');
  try {
    const answer = await s3.send(new GetPublicAccessBlockCommand(bucketOf(resource)));
    const flags = answer.PublicAccessBlockConfiguration ?? {};
    return { block: Object.fromEntries(flagNames.map((name) => [name, flags[name] === true])) };
  } catch (error) {
    if (isNamed(error, 'NoSuchPublicAccessBlockConfiguration')) return { block: null };
    if (isNamed(error, 'NoSuchBucket')) return { outcome: 'resource-gone', reason: gone(resource) };
    // A bucket is changed in its own region only, and S3 says which one that is.
    if (elsewhere.some((name) => isNamed(error, name))) {
      return { outcome: 'failed', reason: `The bucket is in another region: ${awsReason(error) ?? 'S3 says no more'}` };
    }
    throw error;
  }
}

const elsewhere = ['AuthorizationHeaderMalformed', 'IllegalLocationConstraintException', 'PermanentRedirect'];

/** What is public now, and whom the block shuts out: read once, never part of what is approved. */
async function caveatsOf(s3: S3Client, resource: Resource): Promise<readonly string[]> {
  const { GetBucketAclCommand, GetBucketPolicyStatusCommand, GetBucketWebsiteCommand } = await import(
    '@aws-sdk/client-s3'
  );
  const bucket = bucketOf(resource);
  const [status, acl, website] = await Promise.all([
    orNone(s3.send(new GetBucketPolicyStatusCommand(bucket)), 'NoSuchBucketPolicy'),
    orNone(s3.send(new GetBucketAclCommand(bucket)), 'AccessControlListNotSupported'),
    orNone(s3.send(new GetBucketWebsiteCommand(bucket)), 'NoSuchWebsiteConfiguration'),
  ]);
  const isOpenByAcl = (acl?.Grants ?? []).some(({ Grantee }) => everybody.test(Grantee?.URI ?? ''));
  const ways = [...(status?.PolicyStatus?.IsPublic ? ['policy'] : []), ...(isOpenByAcl ? ['ACL'] : [])];
  return [
    ways.length > 0
      ? `Its ${listed(ways)} ${ways.length > 1 ? 'let' : 'lets'} everybody in now, unless the account blocks that already; that ends.`
      : 'Neither its policy nor its ACL lets everybody in now; single objects may be public all the same.',
    // API Reference, PublicAccessBlockConfiguration: RestrictPublicBuckets ends "non-public delegation to specific accounts" too.
    ...(status?.PolicyStatus?.IsPublic
      ? ['While its policy lets everybody in, other accounts that the same policy names are shut out as well.']
      : []),
    ...(website
      ? ['It serves a website: unless that goes through CloudFront with its own access, visitors get errors.']
      : []),
  ];
}

/** Groups that anyone is, or can become, a member of. Docs: Amazon S3 User Guide, "Access control list overview". */
const everybody = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

async function orNone<T>(asked: Promise<T>, absent: string): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (isNamed(error, absent)) return undefined;
    throw error;
  });
}

function bucketOf({ id, accountId }: Resource) {
  return { Bucket: id, ExpectedBucketOwner: accountId };
}

function gone({ id }: Resource): string {
  return `There is no bucket ${id} any more`;
}
