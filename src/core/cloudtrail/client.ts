/** Programs by what their user agents begin with or hold; the first that fits. Docs: CloudTrail, "userAgent". */
const clients: readonly (readonly [RegExp, string])[] = [
  [/\bterraform\b/i, 'Terraform'],
  [/\bopentofu\b/i, 'OpenTofu'],
  [/\bpulumi\b/i, 'Pulumi'],
  [/\b(?:aws-cdk|cdk)\/|\bAWS_CDK\b/i, 'the AWS CDK'],
  [/^(?:\[)?aws-cli\//i, 'the AWS CLI'],
  [/\bcloudformation\b/i, 'CloudFormation'],
  [/^(?:\[)?(?:boto3|botocore)\b/i, 'boto3'],
  [/\bansible\b/i, 'Ansible'],
  [/\b(?:signin|console)(?:\.[a-z0-9-]+)*\.amazonaws\.com|^aws(?:-internal\/\d+)? ?console|^console\./i, 'the console'],
  [/^aws[- ]?internal\b/i, 'AWS itself'],
  [/^(?:\[)?Mozilla\/|^Mozilla$/, 'a browser'],
  [/^aws-sdk-go/i, 'the AWS SDK for Go'],
  [/^aws-sdk-java/i, 'the AWS SDK for Java'],
  [/^aws-sdk-(?:js|nodejs)/i, 'the AWS SDK for JavaScript'],
  [/^aws-sdk-rust/i, 'the AWS SDK for Rust'],
  [/^aws-sdk-ruby/i, 'the AWS SDK for Ruby'],
  [/^aws-sdk-php/i, 'the AWS SDK for PHP'],
  [/^aws-sdk-dotnet/i, 'the AWS SDK for .NET'],
  [/^aws-sdk-cpp/i, 'the AWS SDK for C++'],
  [/^aws-?powershell/i, 'the AWS Tools for PowerShell'],
  [/^kubectl\b/i, 'kubectl'],
];

/** With what it was done: in our words, or as the first word of what the client calls itself. */
export type Client = Readonly<{ words: string } | { calls: string }>;

/** A user agent in words; nothing when it says nothing. Whatever stands in `calls` was written by the caller. */
export function clientOf(userAgent: string | undefined): Client | undefined {
  const agent = userAgent?.trim().replace(/^\[(.*)\]$/s, '$1') ?? '';
  if (agent === '') return undefined;
  const known = clients.find(([pattern]) => pattern.test(agent));
  if (known) return { words: known[1] };
  const service = serviceOf(agent);
  if (service) return { words: service };
  const calls = agent.split(/[\s(;]/)[0] ?? '';
  return calls === '' ? undefined : { calls };
}

/** `AWS Config` for `config.amazonaws.com`: an address that is an AWS service; nothing for any other. */
export function serviceOf(address: string | undefined): string | undefined {
  const [, name = ''] = /^([a-z0-9-]+)(?:\.[a-z0-9-]+)*\.amazonaws\.com$/.exec(address ?? '') ?? [];
  if (name === '') return undefined;
  return name === 'cloudformation' ? 'CloudFormation' : `the AWS service ${name}`;
}
