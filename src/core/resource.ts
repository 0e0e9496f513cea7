/**
 * Something in an AWS account that an alert is about, a person looks up or a remediation changes.
 * `type` is spelled as AWS Config spells it (`AWS::S3::Bucket`); `region` is `global` where AWS has none.
 */
export type Resource = Readonly<{
  type: string;
  id: string;
  accountId: string;
  region: string;
  /** For people: the Name tag, else the name that the service or AWS Config gives it. */
  name?: string;
  arn?: string;
}>;

/** One string per resource, for maps and rows: account, region, type and id. */
export function resourceKey({ accountId, region, type, id }: Resource): string {
  return `${accountId}/${region}/${type}/${id}`;
}

/** Services that are one for all regions: AWS Config says `global` of their resources, calls and findings say `us-east-1`. */
const globalTypes = /^AWS::(?:IAM|CloudFront|Route53|Organizations|GlobalAccelerator|Shield|WAF)::/;

/** The same for every spelling of a resource's region, so that what may happen to it only once at a time is one. */
export function onlyKey(resource: Resource): string {
  return resourceKey(globalTypes.test(resource.type) ? { ...resource, region: 'global' } : resource);
}
