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
  const owner = kind === 'image' || kind === 'snapshot' ? '' : accountId;
  return `arn:${partitionOf(region)}:ec2:${region}:${owner}:${kind}/${id}`;
}

/** The ARN of an auto scaling group by its name; the id in the middle is left open. */
export function scalingGroupArn({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:autoscaling:${region}:${accountId}:autoScalingGroup:*:autoScalingGroupName/${name}`;
}

function partitionOf(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
