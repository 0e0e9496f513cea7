/** What is wrong with what breaks a rule, behind its name: our own rules, and those of AWS that are asked for most. */
const broken: Readonly<Record<string, string>> = {
  'desired-instance-type': 'is of a type that is not allowed',
  'imdsv1-allowed': 'gives its credentials also to who asks without a token (IMDSv1)',
  'max-resource-count': 'has more resources of one type than are allowed',
  'public-bucket': 'lets everybody in',
  'public-snapshot': 'may be restored by everybody',
  'required-tags': 'lacks a tag that is asked of it',
  'root-access-key': 'has an access key for its root user',
  'unencrypted-volume': 'is not encrypted',
  'unused-access-key': 'has an access key that nobody uses',
  'world-open-admin-ports': 'opens an administrative port to the whole internet',

  'access-keys-rotated': 'has an access key that is too old',
  'approved-amis-by-id': 'runs an image that is not approved',
  'approved-amis-by-tag': 'runs an image that is not approved',
  'cloudtrail-enabled': 'has no trail that is recording',
  'cmk-backing-key-rotation-enabled': 'is not rotated',
  'ec2-imdsv2-check': 'gives its credentials also to who asks without a token (IMDSv1)',
  'ec2-instance-no-public-ip': 'has a public IP address',
  'encrypted-volumes': 'is not encrypted',
  'guardduty-enabled-centralized': 'is not watched by GuardDuty',
  'iam-password-policy': 'has a password policy that is too weak',
  'iam-root-access-key-check': 'has an access key for its root user',
  'iam-user-mfa-enabled': 'has no MFA device',
  'iam-user-unused-credentials-check': 'has credentials that nobody uses',
  'incoming-ssh-disabled': 'lets the whole internet in by SSH',
  'mfa-enabled-for-iam-console-access': 'may sign in to the console without MFA',
  'rds-instance-public-access-check': 'is set to be reached from the internet',
  'rds-snapshots-public-prohibited': 'may be restored by everybody',
  'restricted-ssh': 'lets the whole internet in by SSH',
  'root-account-mfa-enabled': 'has no MFA for its root user',
  's3-bucket-level-public-access-prohibited': 'does not block public access',
  's3-bucket-public-read-prohibited': 'can be read by everybody',
  's3-bucket-public-write-prohibited': 'can be written to by everybody',
  'vpc-flow-logs-enabled': 'has no flow logs',
};

/**
 * What is wrong with what breaks the rule of a name: `runs an image that is not approved`; undefined for a rule that we do not
 * know. Security Hub and conformance packs write something of their own around the name of a rule.
 */
export function brokenWords(rule: string): string | undefined {
  const name = rule.replace(/^securityhub-(.+)-[0-9a-f]{6,12}$/, '$1').replace(/-conformance-pack-[a-z0-9]+$/, '');
  const plain = name.replace(/^cloud-trail-/, 'cloudtrail-');
  return Object.hasOwn(broken, plain) ? broken[plain] : undefined;
}
