import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Settings } from '../../src/core/settings.ts';
import { type Resource, resolved, synthesize } from './synthesis.ts';

type Policy = Readonly<{ Version: string; Statement: readonly Record<string, unknown>[] }>;

/** Every policy of an installation, as IAM would know it. */
export type Policies = Readonly<{
  /** By the ARN of the role. */
  identities: ReadonlyMap<string, readonly Policy[]>;
  /** By the ARN of what they protect: roles (trust), topics, queues, buckets, keys, buses, functions. */
  resources: ReadonlyMap<string, Policy>;
}>;

/** One question: whether `who` (a role's ARN, a service, another account's principal) may do something to something. */
export type Question = Readonly<{
  who: string;
  action: string;
  resource: string;
  /** Whose resource it is, where its ARN does not say. */
  owner?: string;
  context?: Readonly<Record<string, string | readonly string[]>>;
  session?: object;
  /** A role of nobody we know comes with all rights of its own account. */
  isMighty?: boolean;
  /** What stands before it lets everybody in: a role of somebody else's making. */
  isOpen?: boolean;
}>;

/** Synthesizes the stacks and gathers their policies; member templates as they stand in each listed account. */
export function gather(settings: Settings): Policies {
  const identities = new Map<string, readonly Policy[]>();
  const resources = new Map<string, Policy>();
  const { bot, security } = settings;
  for (const [name, template] of synthesize(settings)) {
    const region = /-([a-z]{2}-[a-z]+-\d)(?:-\d+)?$/.exec(name)?.[1];
    const places = name.startsWith('noroshi-member')
      ? settings.accounts.map(({ id }) => ({ accountId: id, region: 'us-east-1' }))
      : [
          name === 'noroshi-bot'
            ? { accountId: bot.account, region: bot.region }
            : { accountId: security.account, region: region ?? security.region },
        ];
    for (const place of places) read(resolved(template, place), place, { identities, resources });
  }
  return { identities, resources };
}

type Found = Readonly<{ identities: Map<string, readonly Policy[]>; resources: Map<string, Policy> }>;

function read(
  all: Readonly<Record<string, Resource>>,
  { accountId, region }: Readonly<{ accountId: string; region: string }>,
  { identities, resources }: Found,
): void {
  const roleArn = (role: unknown) => `arn:aws:iam::${accountId}:role/${role}`;
  for (const [id, { Type, Properties: p }] of Object.entries(all)) {
    const document = (p['PolicyDocument'] ?? p['KeyPolicy'] ?? p['AssumeRolePolicyDocument']) as Policy;
    const list = (key: string) => (p[key] ?? []) as string[];
    switch (Type) {
      case 'AWS::IAM::Role': {
        const own = ((p['Policies'] ?? []) as { PolicyDocument: Policy }[]).map(({ PolicyDocument }) => PolicyDocument);
        identities.set(roleArn(p['RoleName']), [...(identities.get(roleArn(p['RoleName'])) ?? []), ...own]);
        resources.set(roleArn(p['RoleName']), document);
        break;
      }
      case 'AWS::IAM::ManagedPolicy':
        for (const role of list('Roles'))
          identities.set(roleArn(role), [...(identities.get(roleArn(role)) ?? []), document]);
        break;
      case 'AWS::SNS::TopicPolicy':
        for (const topic of list('Topics')) resources.set(topic, document);
        break;
      case 'AWS::SQS::QueuePolicy':
        for (const url of list('Queues'))
          resources.set(`arn:aws:sqs:${region}:${accountId}:${url.split('/').at(-1)}`, document);
        break;
      case 'AWS::S3::BucketPolicy':
        resources.set(`arn:aws:s3:::${p['Bucket']}`, document);
        break;
      case 'AWS::Events::EventBusPolicy': {
        const statement = p['Statement'] as Record<string, unknown>;
        resources.set(String((statement['Resource'] as string[])[0]), {
          Version: '2012-10-17',
          Statement: [statement],
        });
        break;
      }
      case 'AWS::KMS::Key':
        resources.set(`arn:aws:kms:${region}:${accountId}:key/${id}`, document);
        break;
      case 'AWS::Lambda::Permission': {
        const to = String(p['FunctionName']);
        const held = resources.get(to)?.Statement ?? [];
        resources.set(to, { Version: '2012-10-17', Statement: [...held, permissionOf(p, to)] });
        break;
      }
    }
  }
}

/** The statement that AWS Lambda writes for a permission. */
function permissionOf(p: Record<string, unknown>, resource: string): Record<string, unknown> {
  const principal = String(p['Principal']);
  const conditions = {
    ...(p['SourceAccount'] !== undefined && { StringEquals: { 'aws:SourceAccount': p['SourceAccount'] } }),
    ...(p['FunctionUrlAuthType'] !== undefined && {
      StringEquals: { 'lambda:FunctionUrlAuthType': p['FunctionUrlAuthType'] },
    }),
    ...(p['InvokedViaFunctionUrl'] !== undefined && { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }),
  };
  return {
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { Service: principal },
    Action: p['Action'],
    Resource: resource,
    Condition: conditions,
  };
}

const everything = [
  {
    name: 'everything',
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  },
];

/**
 * The simulator knows no key that has a name of the caller's own after a colon (`kms:EncryptionContext:…`), so policy and
 * question say it by one that it compares in the same way, and that no policy of ours names.
 */
function knownKeys<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll(/"kms:EncryptionContext:[^"]+"/g, '"kms:CallerAccount"'));
}

/** A trust policy that asks for nothing. */
function openTo(action: string): Policy {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: action }] };
}

/** What IAM would answer. Throws when the question is none that the simulator understands. */
export async function may({ identities, resources }: Policies, question: Question): Promise<boolean> {
  const { who, action, resource, context = {}, session } = question;
  const [, , service = '', , account = ''] = resource.split(':');
  // A bucket's ARN names no account: ours, unless the question says another.
  const owner = question.owner ?? (account || (who.split(':')[4] ?? ''));
  const isService = !who.startsWith('arn:');
  const known = identities.get(who) ?? [];
  const protecting = question.isOpen
    ? openTo(action)
    : resources.get(service === 's3' ? (resource.split('/')[0] ?? '') : resource);
  const answer = await runSimulation(
    {
      request: {
        principal: isService
          ? who
          : who.replace(/^arn:aws:iam::(\d+):role\/(.*)$/, 'arn:aws:sts::$1:assumed-role/$2/session'),
        action,
        resource: { resource, accountId: owner },
        contextVariables: {
          'aws:SecureTransport': 'true',
          'aws:PrincipalIsAWSService': String(isService),
          ...(!isService && { 'aws:PrincipalArn': who, 'aws:PrincipalAccount': who.split(':')[4] ?? '' }),
          'aws:ResourceAccount': owner,
          ...Object.fromEntries(
            Object.entries(knownKeys(context)).map(([key, value]) => [
              key,
              typeof value === 'string' ? value : [...value],
            ]),
          ),
        },
      },
      identityPolicies: question.isMighty ? everything : known.map((policy, at) => ({ name: `policy-${at}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(protecting && { resourcePolicy: knownKeys(protecting) }),
      ...(session && { sessionPolicy: session }),
    },
    {},
  );
  if (answer.resultType === 'error')
    throw new Error(`${action} on ${resource}: ${JSON.stringify(answer.errors).slice(0, 600)}`);
  return answer.overallResult === 'Allowed';
}
