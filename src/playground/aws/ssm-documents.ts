/** An Automation document: what it takes, what it does to which kind of resource, and who owns it. */
export type AutomationDocument = Readonly<{
  name: string;
  owner: 'Amazon' | 'account';
  description: string;
  /** The parameter that names the resource, and what kind of resource that is. */
  resource: Readonly<{ parameter: string; type: string }>;
  /** Further parameters with what they are when nobody gives them; `undefined`: somebody must. */
  parameters: Readonly<Record<string, string | undefined>>;
  steps: readonly Readonly<{ name: string; action: string }>[];
}>;

const instance = { parameter: 'InstanceId', type: 'AWS::EC2::Instance' } as const;

/** The documents that every account of the playground can run, in their only version. */
const automationDocuments: readonly AutomationDocument[] = [
  {
    name: 'AWS-StopEC2Instance',
    owner: 'Amazon',
    description: 'Stop EC2 instances(s)',
    resource: instance,
    parameters: {},
    steps: [
      { name: 'stopInstances', action: 'aws:changeInstanceState' },
      { name: 'forceStopInstances', action: 'aws:changeInstanceState' },
    ],
  },
  {
    name: 'AWS-DisablePublicAccessForSecurityGroup',
    owner: 'Amazon',
    description:
      'Disable SSH and RDP ports opened to IP address specified, or to all addresses if no address is specified.',
    resource: { parameter: 'GroupId', type: 'AWS::EC2::SecurityGroup' },
    parameters: { IpAddressToBlock: '' },
    steps: [
      { name: 'DisableSSHFromPublicIpV4', action: 'aws:executeAwsApi' },
      { name: 'DisableSSHFromPublicIpV6', action: 'aws:executeAwsApi' },
      { name: 'DisableRDPFromPublicIpV4', action: 'aws:executeAwsApi' },
      { name: 'DisableRDPFromPublicIpV6', action: 'aws:executeAwsApi' },
    ],
  },
  {
    name: 'AWS-ResizeInstance',
    owner: 'Amazon',
    description: 'Resize an EC2 instance',
    resource: instance,
    parameters: { InstanceType: undefined },
    steps: [
      { name: 'assertInstanceType', action: 'aws:assertAwsResourceProperty' },
      { name: 'stopInstance', action: 'aws:changeInstanceState' },
      { name: 'resizeInstance', action: 'aws:executeAwsApi' },
      { name: 'startInstance', action: 'aws:changeInstanceState' },
    ],
  },
  {
    name: 'Example-IsolateInstance',
    owner: 'account',
    description: 'Puts an instance into a security group that lets nothing through',
    resource: instance,
    parameters: {},
    steps: [
      { name: 'findInterfaces', action: 'aws:executeAwsApi' },
      { name: 'createIsolationGroup', action: 'aws:executeAwsApi' },
      { name: 'replaceSecurityGroups', action: 'aws:executeAwsApi' },
    ],
  },
];

/** The document of a name. */
export function findAutomationDocument(name: string): AutomationDocument | undefined {
  return automationDocuments.find((one) => one.name === name);
}

/** Its content as JSON (schema 0.3). */
export function contentOf({ description, resource, parameters, steps }: AutomationDocument): string {
  const types = Object.entries(parameters).map(([name, value]) => [
    name,
    { type: 'String', ...(value === undefined ? {} : { default: value }) },
  ]);
  return JSON.stringify({
    schemaVersion: '0.3',
    description,
    assumeRole: '{{ AutomationAssumeRole }}',
    parameters: {
      [resource.parameter]: { type: 'String' },
      ...Object.fromEntries(types),
      AutomationAssumeRole: { type: 'AWS::IAM::Role::Arn', default: '' },
    },
    mainSteps: steps.map(({ name, action }) => ({ name, action, inputs: {} })),
  });
}
