import { z } from 'zod';
import { findPublicStatement } from '../../core/policies/public-policy.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { escapeXml } from './query-protocol.ts';
import type { WireRequest } from './sigv4.ts';

/** The four switches of Block Public Access. */
export type Flags = Readonly<Record<(typeof flagNames)[number], boolean>>;

const flagNames = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** What AWS Config records beside a bucket, as far as it says who may come in. */
const recorded = z.object({
  PublicAccessBlockConfiguration: z.record(z.string(), z.boolean()).optional(),
  BucketPolicy: z.object({ policyText: z.string() }).optional(),
  AccessControlList: z
    .object({ grantList: z.array(z.object({ grantee: z.string(), permission: z.string() })) })
    .optional(),
  BucketWebsiteConfiguration: z.object({ indexDocumentSuffix: z.string() }).optional(),
});

/** The flags as AWS Config spells them. */
export function flagsOf(flags: Flags): Readonly<Record<string, boolean>> {
  return Object.fromEntries(flagNames.map((name) => [recordedName(name), flags[name]]));
}

/** The flags of a request; S3 refuses it without a checksum, and anything that it does not know. */
export function parseFlags({ body, headers }: WireRequest): Flags {
  const hasChecksum = Object.keys(headers).some((name) => /^(?:content-md5|x-amz-checksum-)/.test(name));
  if (!hasChecksum) throw new AwsError('InvalidRequest', 'Missing required header for this request: Content-MD5');
  const text = body.toString('utf8');
  const inner =
    /^(?:<\?xml[^>]*\?>)?\s*<PublicAccessBlockConfiguration[^>]*>(.*)<\/PublicAccessBlockConfiguration>\s*$/s.exec(
      text,
    )?.[1];
  const told = new Map(
    [...(inner ?? '').matchAll(/<(\w+)>(true|false)<\/\1>/gi)].map(([, name = '', value]) => [name, value]),
  );
  const rest = (inner ?? '-').replace(/<(\w+)>(?:true|false)<\/\1>/gi, '').trim();
  const strange = [...told.keys()].some((name) => !flagNames.some((known) => known === name));
  if (rest !== '' || strange) {
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate');
  }
  const isOn = (name: string) => told.get(name)?.toLowerCase() === 'true';
  return {
    BlockPublicAcls: isOn('BlockPublicAcls'),
    IgnorePublicAcls: isOn('IgnorePublicAcls'),
    BlockPublicPolicy: isOn('BlockPublicPolicy'),
    RestrictPublicBuckets: isOn('RestrictPublicBuckets'),
  };
}

/** The answer to each question, by the part of the bucket that is asked for. */
export const renderers: Readonly<Record<string, (bucket: WorldItem) => string>> = {
  publicAccessBlock(bucket) {
    const flags = stateOf(bucket).PublicAccessBlockConfiguration;
    if (!flags)
      throw missing('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found');
    const inner = flagNames.map((name) => `<${name}>${flags[recordedName(name)] ?? false}</${name}>`).join('');
    return `<PublicAccessBlockConfiguration ${namespace}>${inner}</PublicAccessBlockConfiguration>`;
  },
  policyStatus(bucket) {
    const policy = stateOf(bucket).BucketPolicy;
    if (!policy) throw missing('NoSuchBucketPolicy', 'The bucket policy does not exist');
    const isPublic = findPublicStatement(policy.policyText) !== undefined;
    return `<PolicyStatus ${namespace}><IsPublic>${isPublic}</IsPublic></PolicyStatus>`;
  },
  acl(bucket) {
    const owner = ownerOf(bucket);
    const own = `<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>${owner}</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>`;
    const grants = (stateOf(bucket).AccessControlList?.grantList ?? []).map(
      ({ grantee, permission }) =>
        `<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/${escapeXml(grantee)}</URI></Grantee><Permission>${permission.toUpperCase()}</Permission></Grant>`,
    );
    return `<AccessControlPolicy ${namespace}><Owner><ID>${owner}</ID></Owner><AccessControlList>${own}${grants.join('')}</AccessControlList></AccessControlPolicy>`;
  },
  website(bucket) {
    const website = stateOf(bucket).BucketWebsiteConfiguration;
    if (!website) {
      throw missing('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration');
    }
    const suffix = escapeXml(website.indexDocumentSuffix);
    return `<WebsiteConfiguration ${namespace}><IndexDocument><Suffix>${suffix}</Suffix></IndexDocument></WebsiteConfiguration>`;
  },
};

function missing(code: string, message: string): AwsError {
  return new AwsError(code, message, 404);
}

function recordedName(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function stateOf(bucket: WorldItem) {
  return recorded.parse(bucket.supplementary ?? {});
}

function ownerOf({ configuration }: WorldItem): string {
  return z.object({ owner: z.object({ id: z.string() }) }).parse(configuration).owner.id;
}
