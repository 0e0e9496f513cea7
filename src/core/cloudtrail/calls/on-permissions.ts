import { parseArn } from '../../arn.ts';
import { farthest, reachOfAccount, severityOfReach } from '../../policies/policy-reach.ts';
import { readPolicy } from '../../policies/policy-statements.ts';
import { aroundOf, judgedPolicy } from '../../policies/policy-told.ts';
import { accountInWords, doingsInWords } from '../../policies/policy-words.ts';
import type { Resource } from '../../resource.ts';
import { listed } from '../../text/phrase.ts';
import { type Call, type CallReading, queueOf, resourceAt, type Told } from '../call.ts';
import { at, textAt, textsAt } from '../fields.ts';
import { plainReading } from '../plain-reading.ts';

/** Calls that give one permission on a resource, out of which the service writes the statement of a policy. */
export const permissionReadings: readonly CallReading[] = [
  { service: 'lambda', names: ['AddPermission'], tell: tellInvocation },
  plainReading({
    call: 'lambda:RemovePermission',
    verb: ['took', 'take'],
    what: ['a permission of the function ', ' back'],
    severity: 'info',
    undoes: true,
    resource: ['AWS::Lambda::Function', 'functionName'],
    facts: { statementId: 'Statement' },
  }),
  { service: 'lambda', names: ['CreateFunctionUrlConfig', 'UpdateFunctionUrlConfig'], tell: tellAddress },
  { service: 'sqs', names: ['AddPermission'], tell: (call) => tellAccounts(call, 'the queue ', queueOf(call)) },
  {
    service: 'sns',
    names: ['AddPermission'],
    tell: (call) => tellAccounts(call, 'the topic ', resourceAt(call, 'AWS::SNS::Topic', 'topicArn')),
  },
  {
    service: 'kms',
    names: ['CreateGrant'],
    where: { userIdentity: { invokedBy: [{ exists: false }] } },
    tell: tellGrant,
  },
];

/** Lambda writes the statement that it made of the request into its answer. */
function tellInvocation(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::Lambda::Function', 'functionName');
  const principal = textAt(call.request, 'principal');
  if (!resource) return undefined;
  const written = readPolicy({ Statement: parsed(textAt(call.response, 'statement')) ?? [] }) ?? [];
  const action = textAt(call.request, 'action') ?? 'lambda:InvokeFunction';
  const source = textAt(call.request, 'sourceAccount');
  const arn = textAt(call.request, 'sourceArn');
  const organization = textAt(call.request, 'principalOrgID');
  const Condition = {
    ...(source ? { StringEquals: { 'AWS:SourceAccount': source } } : {}),
    ...(arn ? { ArnLike: { 'AWS:SourceArn': arn } } : {}),
    ...(organization ? { StringLike: { 'aws:PrincipalOrgID': organization } } : {}),
  };
  const isService = principal?.includes('.') && !principal.startsWith('arn:');
  const asked = {
    Effect: 'Allow',
    Action: action,
    Principal: isService ? { Service: principal } : { AWS: principal },
    Condition,
  };
  const statements = written.length > 0 ? written : (readPolicy({ Statement: [principal ? asked : {}] }) ?? []);
  if (!statements.some(({ principals }) => principals.length > 0)) return undefined;
  const { changes: _, ...told } = judgedPolicy(call, statements);
  const after = told.so ?? 'one more permission';
  return {
    ...told,
    verb: ['added', 'add'],
    what: ['a permission to the function ', { resource: 0 }],
    resources: [resource],
    changes: [{ field: 'Permission', before: null, after }],
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : [JSON.parse(text)];
  } catch {
    return undefined;
  }
}

function tellAddress(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::Lambda::Function', 'functionName');
  // `NONE` is a value here, and no placeholder.
  const auth = at(call.request, 'authType') ?? at(call.response, 'authType');
  if (!resource) return undefined;
  const isOpen = auth === 'NONE';
  const url = textAt(call.response, 'functionUrl');
  const verb = call.name.startsWith('Create') ? (['gave', 'give'] as const) : (['changed', 'change'] as const);
  const what = call.name.startsWith('Create')
    ? ['the function ', { resource: 0 }, isOpen ? ' a public URL' : ' a URL']
    : ['the URL of the function ', { resource: 0 }];
  return {
    verb,
    what,
    so: isOpen ? 'anyone may call it without signing in' : auth ? 'only who signs in with IAM may call it' : undefined,
    severity: isOpen ? 'high' : 'low',
    resources: [resource],
    facts: url ? [{ label: 'URL', value: url }] : [],
  };
}

/** SQS and SNS's older way: accounts and actions, out of which the service writes the statement. */
function tellAccounts(call: Call, noun: string, resource: Resource | undefined): Told | undefined {
  const accounts = ['aWSAccountIds', 'aWSAccountId', 'accountIds'].flatMap((key) => textsAt(call.request, [key]));
  const names = ['actions', 'actionName', 'actionNames'].flatMap((key) => textsAt(call.request, [key]));
  if (!resource || accounts.length === 0) return undefined;
  const around = aroundOf(call);
  const actions = names.map((name) => (name.includes(':') || name === '*' ? name : `${call.service}:${name}`));
  const who = accounts.includes('*') ? 'anyone' : listed(accounts.map((account) => accountInWords(account, around)));
  const reach = farthest(accounts.map((account) => (account === '*' ? 'world' : reachOfAccount(account, around))));
  const so = `${who} may ${actions.length > 0 ? doingsInWords({ actions, exceptActions: false }) : 'use it'}`;
  return {
    verb: ['added', 'add'],
    what: [`a permission to ${noun}`, { resource: 0 }],
    so,
    severity: severityOfReach(reach),
    resources: [resource],
    changes: [{ field: 'Permission', before: null, after: so }],
  };
}

function tellGrant(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::KMS::Key', 'keyId');
  const grantee = textAt(call.request, 'granteePrincipal');
  const operations = textsAt(call.request, ['operations']);
  if (!resource || !grantee) return undefined;
  const isService = grantee.endsWith('.amazonaws.com') || parseArn(grantee)?.resource.includes('aws-service-role/');
  const principals = [isService && !grantee.startsWith('arn:') ? `service:${grantee}` : grantee];
  const actions = operations.map((name) => `kms:${name}`);
  const statement = { isAllow: true, principals, exceptPrincipals: false, actions, exceptActions: false } as const;
  const { changes: _, ...told } = judgedPolicy(call, [
    { ...statement, resources: ['*'], exceptResources: false, conditions: [] },
  ]);
  return {
    ...told,
    verb: ['granted', 'grant'],
    what: ['the use of the key ', { resource: 0 }],
    resources: [resource],
    changes: [{ field: 'Grant', before: null, after: told.so ?? 'one more' }],
  };
}
