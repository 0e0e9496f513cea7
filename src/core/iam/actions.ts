import { purposeTag, untrackedGroup } from '../ec2/isolation.ts';

/**
 * What an IAM action can be held to. Patterns are ARNs in which `{account}` stands for the member's account; `none` says why
 * there is only `*`. Docs: Service Authorization Reference, "Actions, resources, and condition keys" of each service.
 */
export type ActionScope =
  | Readonly<{
      resources: readonly string[];
      passedTo?: string;
      /** Condition keys that AWS knows for it, with the values that are ever asked for. */
      onlyIf?: Readonly<Record<string, readonly string[]>>;
    }>
  | Readonly<{ none: 'AWS knows no resource for it' }>;

/** The one role that a document of ours may run as. */
export const automationRole = 'noroshi-automation';

const nothing = { none: 'AWS knows no resource for it' } as const;
const on = (...resources: readonly string[]) => ({ resources });

const configRule = on('arn:aws:config:*:{account}:config-rule/*');
const recorder = on('arn:aws:config:*:{account}:configuration-recorder/*');
const remediationConfiguration = on('arn:aws:config:*:{account}:remediation-configuration/*');
const trail = on('arn:aws:cloudtrail:*:{account}:trail/*');
const detector = on('arn:aws:guardduty:*:{account}:detector/*');
const user = on('arn:aws:iam::{account}:user/*');
const role = on('arn:aws:iam::{account}:role/*');
const bucket = on('arn:aws:s3:::*');
const instance = on('arn:aws:ec2:*:{account}:instance/*');
const securityGroup = on('arn:aws:ec2:*:{account}:security-group/*');
const securityGroupRules = on(
  'arn:aws:ec2:*:{account}:security-group/*',
  'arn:aws:ec2:*:{account}:security-group-rule/*',
);
// Images and snapshots have no account in their ARN, whoever owns them.
const image = on('arn:aws:ec2:*::image/*');
const snapshot = on('arn:aws:ec2:*::snapshot/*');
const autoScalingGroup = on('arn:aws:autoscaling:*:{account}:autoScalingGroup:*:autoScalingGroupName/*');
const dbSnapshot = on('arn:aws:rds:*:{account}:snapshot:*');
const clusterSnapshot = on('arn:aws:rds:*:{account}:cluster-snapshot:*');
const execution = on('arn:aws:ssm:*:{account}:automation-execution/*');
// Amazon's own documents have no account in their ARN.
const document = on('arn:aws:ssm:*:{account}:document/*', 'arn:aws:ssm:*::document/*');
// AWS asks for the definition with its version, or for the document and the execution.
const automation = on(
  'arn:aws:ssm:*:{account}:automation-definition/*',
  'arn:aws:ssm:*::automation-definition/*',
  ...document.resources,
  ...execution.resources,
);

/** Every IAM action that is ever asked for in a member account, with what it is held to. What is not here is granted to nobody. */
export const memberActions: Readonly<Record<string, ActionScope>> = {
  'autoscaling:AttachInstances': autoScalingGroup,
  'autoscaling:DescribeAutoScalingInstances': nothing,
  'autoscaling:DetachInstances': autoScalingGroup,

  'cloudtrail:DescribeTrails': nothing,
  'cloudtrail:GetTrailStatus': trail,
  'cloudtrail:StartLogging': trail,

  'config:DescribeConfigRules': nothing,
  'config:DescribeConfigurationRecorders': nothing,
  'config:DescribeConfigurationRecorderStatus': nothing,
  'config:DescribeDeliveryChannels': nothing,
  'config:DescribeRemediationConfigurations': remediationConfiguration,
  'config:DescribeRemediationExecutionStatus': remediationConfiguration,
  'config:GetComplianceDetailsByResource': nothing,
  'config:GetResourceConfigHistory': nothing,
  'config:StartConfigRulesEvaluation': configRule,
  'config:StartConfigurationRecorder': recorder,
  // Held to the remediation configuration in older editions of the reference, and to nothing in that of 2026: a policy that
  // names one would then refuse every start. Which remediation it is, `remediations/config-remediation.ts` makes sure of.
  'config:StartRemediationExecution': nothing,

  'ec2:AuthorizeSecurityGroupEgress': securityGroupRules,
  'ec2:AuthorizeSecurityGroupIngress': securityGroupRules,
  'ec2:CreateSecurityGroup': on('arn:aws:ec2:*:{account}:security-group/*', 'arn:aws:ec2:*:{account}:vpc/*'),
  'ec2:CreateSnapshot': on('arn:aws:ec2:*:{account}:volume/*', 'arn:aws:ec2:*::snapshot/*'),
  // Only on what is made in the same call. EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation".
  'ec2:CreateTags': {
    resources: [...securityGroupRules.resources, 'arn:aws:ec2:*::snapshot/*'],
    onlyIf: {
      'ec2:CreateAction': [
        ...['AuthorizeSecurityGroupEgress', 'AuthorizeSecurityGroupIngress', 'CreateSecurityGroup', 'CreateSnapshot'],
      ],
    },
  },
  // Only a group that we made to let everything through for a moment.
  'ec2:DeleteSecurityGroup': {
    ...securityGroup,
    onlyIf: { [`ec2:ResourceTag/${purposeTag}`]: [untrackedGroup] },
  },
  'ec2:DescribeImageAttribute': nothing,
  'ec2:DescribeInstanceAttribute': instance,
  'ec2:DescribeInstances': nothing,
  'ec2:DescribeSecurityGroupRules': nothing,
  'ec2:DescribeSecurityGroups': nothing,
  'ec2:DescribeSnapshotAttribute': nothing,
  'ec2:DescribeSnapshots': nothing,
  'ec2:GetImageBlockPublicAccessState': nothing,
  'ec2:GetSnapshotBlockPublicAccessState': nothing,
  'ec2:ModifyImageAttribute': image,
  'ec2:ModifyNetworkInterfaceAttribute': on(
    'arn:aws:ec2:*:{account}:network-interface/*',
    'arn:aws:ec2:*:{account}:security-group/*',
  ),
  'ec2:ModifySnapshotAttribute': snapshot,
  'ec2:RevokeSecurityGroupEgress': securityGroupRules,
  'ec2:RevokeSecurityGroupIngress': securityGroupRules,
  'ec2:StartInstances': instance,
  'ec2:StopInstances': instance,

  'guardduty:ArchiveFindings': nothing,
  'guardduty:GetAdministratorAccount': nothing,
  'guardduty:GetDetector': detector,
  'guardduty:GetFindings': nothing,
  'guardduty:ListDetectors': nothing,
  'guardduty:UnarchiveFindings': nothing,
  'guardduty:UpdateDetector': detector,

  'iam:DeleteRolePolicy': role,
  'iam:GetAccessKeyLastUsed': user,
  'iam:GetRole': role,
  'iam:GetRolePolicy': role,
  'iam:GetUser': user,
  'iam:ListAccessKeys': user,
  'iam:PassRole': { resources: [`arn:aws:iam::{account}:role/${automationRole}`], passedTo: 'ssm.amazonaws.com' },
  'iam:PutRolePolicy': role,
  'iam:UpdateAccessKey': user,

  'rds:DescribeDBClusterSnapshotAttributes': clusterSnapshot,
  'rds:DescribeDBSnapshotAttributes': dbSnapshot,
  'rds:ModifyDBClusterSnapshotAttribute': clusterSnapshot,
  'rds:ModifyDBSnapshotAttribute': dbSnapshot,

  's3:GetBucketAcl': bucket,
  's3:GetBucketPolicyStatus': bucket,
  's3:GetBucketPublicAccessBlock': bucket,
  's3:GetBucketWebsite': bucket,
  's3:PutBucketPublicAccessBlock': bucket,

  'ssm:AddTagsToResource': execution,
  'ssm:DescribeAutomationExecutions': nothing,
  'ssm:DescribeDocument': document,
  'ssm:GetAutomationExecution': execution,
  'ssm:GetDocument': document,
  'ssm:StartAutomationExecution': automation,
};

/** What an action can be held to; nothing for one that no role of ours may ever have. */
export function findScope(action: string): ActionScope | undefined {
  return Object.hasOwn(memberActions, action) ? memberActions[action] : undefined;
}
