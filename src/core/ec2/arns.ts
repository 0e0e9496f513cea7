type Place = Readonly<{ accountId: string; region: string }>;

/** Kinds of things in EC2 as their ARNs name them; images and snapshots have no account there. */
type Kind =
  | 'image'
  | 'instance'
  | 'network-interface'
  | 'security-group'
  | 'security-group-rule'
  | 'snapshot'
  | 'volume'
  | 'vpc';

/** The ARN of something in EC2; `id` may be `*`. Docs: Service Authorization Reference, "Resource types defined by Amazon EC2". */
export function ec2Arn({ accountId, region }: Place, kind: Kind, id: string): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const owner = kind === 'image' || kind === 'snapshot' ? '' : accountId;
  return `arn:${partition}:ec2:${region}:${owner}:${kind}/${id}`;
}
