/** What AWS takes, in characters unless it says otherwise, with where that stands. */
export const limits = {
  /** Amazon EventBridge quotas, "Event bus policy size". */
  busPolicy: 10_240,
  /** Amazon EventBridge quotas, "Event pattern size". */
  eventPattern: 2_048,
  /** AWS Lambda quotas, "Function resource-based policy": for each alias. */
  functionPolicy: 20_480,
  /** Amazon S3 User Guide, "Bucket policies and user policies": 20 KB. */
  bucketPolicy: 20_480,
  /** Amazon SQS quotas, "Policies". */
  queuePolicy: 8_192,
  /** AWS KMS quotas, "Key policy document size". */
  keyPolicy: 32_768,
  /** IAM quotas: a managed policy, all inline policies of a role, and a trust policy; spaces not counted. */
  managedPolicy: 6_144,
  rolePolicies: 10_240,
  trustPolicy: 2_048,
  /** IAM quotas: managed policies on a role, before one asks for more. */
  policiesOfRole: 10,
  /** AWS CloudFormation quotas: resources of a template; a template in S3, in bytes. */
  resources: 500,
  template: 1_000_000,
} as const;

export type Limit = keyof typeof limits;

/** A list of accounts longer than this fits nowhere, whatever else stands beside it. */
const what: Readonly<Record<Limit, string>> = {
  busPolicy: 'the policy of an event bus',
  eventPattern: 'an event pattern',
  functionPolicy: 'the policy of a function',
  bucketPolicy: 'the policy of a bucket',
  queuePolicy: 'the policy of a queue',
  keyPolicy: 'the policy of a key',
  managedPolicy: 'a managed policy',
  rolePolicies: 'the policies of a role',
  trustPolicy: 'a trust policy',
  policiesOfRole: 'the managed policies of a role',
  resources: 'the resources of a stack',
  template: 'a template',
};

/** Thrown while the stacks are made: something would be larger than AWS takes. The message says what to do. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * Lets a policy or pattern through that AWS takes. Throws TooLarge otherwise, with one line: `owner` is what it belongs to,
 * `advice` what to do about it.
 */
export function fitting<Document>(
  document: Document,
  { limit, owner, advice }: Readonly<{ limit: Limit; owner: string; advice: string }>,
): Document {
  mustFit(sizeOf(document), { limit, owner, advice });
  return document;
}

/** The same for a size that was counted: characters, resources, bytes or policies. */
export function mustFit(
  size: number,
  { limit, owner, advice }: Readonly<{ limit: Limit; owner: string; advice: string }>,
): void {
  if (size <= limits[limit]) return;
  const [is, takes] = [size, limits[limit]].map((count) => count.toLocaleString('en-US').replaceAll(',', ' '));
  throw new TooLarge(`${owner} would be ${is} long, and AWS takes ${takes} for ${what[limit]}. ${advice}`);
}

/** What people do when an installation lists more accounts than one can guard. */
export const splitInstallation =
  'Every account is listed there: take the last ones out of `accounts` and give them an installation of their own (settings, bot and log bucket).';

/** How long a document is as AWS counts it: without spaces between its parts. */
export function sizeOf(document: unknown): number {
  return Buffer.byteLength(JSON.stringify(document));
}
