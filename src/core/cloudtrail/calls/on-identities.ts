import type { Resource } from '../../resource.ts';
import { accountItself, type Call, type CallReading, factsAt, resourceAt, resourceNamed, type Told } from '../call.ts';
import { flagAt, textAt } from '../fields.ts';
import { type PlainReading, plainReading } from '../plain-reading.ts';
import { identityOf } from './on-iam-policies.ts';

const user = ['AWS::IAM::User', 'userName'] as const;
const role = ['AWS::IAM::Role', 'roleName'] as const;

const plain: readonly PlainReading[] = [
  { call: 'iam:CreateUser', verb: ['created', 'create'], what: ['the user '], severity: 'medium', resource: user },
  {
    call: 'iam:DeleteUser',
    verb: ['deleted', 'delete'],
    what: ['the user '],
    severity: 'info',
    undoes: true,
    resource: user,
  },
  {
    call: 'iam:DeleteRole',
    verb: ['deleted', 'delete'],
    what: ['the role '],
    severity: 'info',
    undoes: true,
    resource: role,
  },
  {
    call: 'iam:DeleteLoginProfile',
    verb: ['took', 'take'],
    what: ['the console password of the user ', ' away'],
    severity: 'info',
    undoes: true,
    resource: user,
  },
  {
    call: 'iam:CreateServiceSpecificCredential',
    verb: ['created', 'create'],
    what: ["a service's password for the user "],
    severity: 'medium',
    resource: user,
    facts: { serviceName: 'Service' },
  },
  {
    call: 'iam:UploadSSHPublicKey',
    verb: ['gave', 'give'],
    what: ['the user ', ' an SSH key'],
    severity: 'medium',
    resource: user,
  },
  {
    call: 'iam:UploadSigningCertificate',
    verb: ['gave', 'give'],
    what: ['the user ', ' a signing certificate'],
    severity: 'medium',
    resource: user,
  },
  {
    call: 'iam:AddRoleToInstanceProfile',
    verb: ['gave', 'give'],
    what: ['the role ', ' to the instances of a profile'],
    severity: 'medium',
    resource: role,
    facts: { instanceProfileName: 'Instance profile' },
  },
  {
    call: 'iam:DeleteAccountPasswordPolicy',
    verb: ['deleted', 'delete'],
    what: ['the password policy of the account'],
    severity: 'high',
  },
  {
    call: 'iam:UpdateAccountPasswordPolicy',
    verb: ['changed', 'change'],
    what: ['the password policy of the account'],
    severity: 'medium',
    facts: { minimumPasswordLength: 'Shortest password' },
  },
  {
    call: 'rolesanywhere:CreateTrustAnchor',
    verb: ['created', 'create'],
    what: ['a trust anchor of IAM Roles Anywhere'],
    so: 'who holds its certificates may assume roles',
    severity: 'high',
    facts: { name: 'Trust anchor' },
  },
];

/** Calls that make, equip and disarm identities: users, keys, passwords, second factors, groups and providers. */
export const identityReadings: readonly CallReading[] = [
  ...plain.map(plainReading),
  { service: 'iam', names: ['CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey'], tell: tellKey },
  { service: 'iam', names: ['CreateLoginProfile', 'UpdateLoginProfile'], tell: tellPassword },
  { service: 'iam', names: ['AddUserToGroup', 'RemoveUserFromGroup'], tell: tellGroup },
  { service: 'iam', names: ['DeactivateMFADevice', 'DeleteVirtualMFADevice', 'EnableMFADevice'], tell: tellMfa },
  {
    service: 'iam',
    names: [
      'CreateSAMLProvider',
      'UpdateSAMLProvider',
      'CreateOpenIDConnectProvider',
      'AddClientIDToOpenIDConnectProvider',
    ],
    tell: tellProvider,
  },
];

/** Whom a call is about: the named user, else the caller, of whom the record says no name twice. */
function ownerOf(call: Call): Readonly<{
  words: readonly [string] | readonly [string, { resource: number }];
  resource: Resource;
  isOther: boolean;
  isRoot: boolean;
}> {
  const identity = call.record.userIdentity;
  const name = textAt(call.request, 'userName') ?? textAt(call.response, 'accessKey', 'userName');
  if (!name && identity?.type === 'Root') {
    return { words: ['the root user'], resource: accountItself(call.place), isOther: false, isRoot: true };
  }
  const id = name ?? identity?.userName;
  if (!id) return { words: ['its own user'], resource: accountItself(call.place), isOther: false, isRoot: false };
  const resource = resourceNamed(id, 'AWS::IAM::User', call.place);
  const isOther = identity?.type !== 'IAMUser' || identity.userName !== id;
  return { words: ['the user ', { resource: 0 }], resource, isOther, isRoot: false };
}

/** A key of one's own is ordinary; a key for somebody else is how an intruder stays. */
function tellKey(call: Call): Told | undefined {
  const owner = ownerOf(call);
  const facts = factsAt(
    { ...call.response, ...call.request },
    { accessKeyId: 'Access key', 'accessKey.accessKeyId': 'Access key' },
  );
  const accessKey = textAt(call.request, 'accessKeyId') ?? textAt(call.response, 'accessKey', 'accessKeyId');
  const common = { resources: [owner.resource], facts, ...(accessKey ? { ids: { accessKey } } : {}) };
  if (call.name === 'DeleteAccessKey') {
    return {
      ...common,
      verb: ['deleted', 'delete'],
      what: ['an access key of ', ...owner.words],
      severity: 'info',
      undoes: true,
    };
  }
  const status = textAt(call.request, 'status');
  if (call.name === 'UpdateAccessKey') {
    if (status !== 'Active' && status !== 'Inactive') return undefined;
    const isOn = status === 'Active';
    return {
      ...common,
      verb: isOn ? ['activated', 'activate'] : ['deactivated', 'deactivate'],
      what: ['an access key of ', ...owner.words],
      severity: isOn ? 'medium' : 'info',
      changes: [{ field: 'Access key', before: isOn ? 'inactive' : 'active', after: isOn ? 'active' : 'inactive' }],
      ...(isOn ? {} : { undoes: true }),
    };
  }
  const severity = owner.isRoot ? 'critical' : owner.isOther ? 'high' : 'medium';
  return { ...common, verb: ['created', 'create'], what: ['an access key for ', ...owner.words], severity };
}

function tellPassword(call: Call): Told | undefined {
  const resource = resourceAt(call, ...user);
  if (!resource) return undefined;
  const isNew = call.name === 'CreateLoginProfile';
  const isKept = flagAt(call.request, 'passwordResetRequired') === false;
  return {
    verb: isNew ? ['gave', 'give'] : ['set', 'set'],
    what: isNew
      ? ['the user ', { resource: 0 }, ' a password for the console']
      : ['another console password for the user ', { resource: 0 }],
    severity: 'high',
    resources: [resource],
    facts: isKept ? [{ label: 'Password', value: 'need not be changed at the first sign-in' }] : [],
  };
}

function tellGroup(call: Call): Told | undefined {
  const group = resourceAt(call, 'AWS::IAM::Group', 'groupName');
  const member = resourceAt(call, ...user);
  if (!group || !member) return undefined;
  const isAdded = call.name === 'AddUserToGroup';
  return {
    verb: isAdded ? ['added', 'add'] : ['removed', 'remove'],
    what: ['the user ', { resource: 0 }, isAdded ? ' to the group ' : ' from the group ', { resource: 1 }],
    severity: !isAdded ? 'info' : /admin|root|owner|power/i.test(group.id) ? 'high' : 'medium',
    resources: [member, group],
    changes: [{ field: 'Group', before: isAdded ? null : group.id, after: isAdded ? group.id : null }],
    undoes: !isAdded,
  };
}

function tellMfa(call: Call): Told | undefined {
  const serial = textAt(call.request, 'serialNumber');
  const identity = identityOf(call);
  const name = serial?.split('/').at(-1) || serial;
  const resource =
    identity?.resource ?? (name ? resourceNamed(name, 'AWS::IAM::VirtualMFADevice', call.place) : undefined);
  if (!resource) return undefined;
  const ofWhom = identity
    ? [identity.noun, { resource: 0 }]
    : call.record.userIdentity?.type === 'Root'
      ? ['the root user']
      : [{ resource: 0 }];
  if (call.name === 'EnableMFADevice') {
    return {
      verb: ['set up', 'set up'],
      what: ['a second factor (MFA) for ', ...ofWhom],
      severity: 'info',
      resources: [resource],
      undoes: true,
    };
  }
  const isDevice = call.name === 'DeleteVirtualMFADevice';
  return {
    verb: isDevice ? ['deleted', 'delete'] : ['removed', 'remove'],
    what: isDevice ? ['the MFA device ', ...ofWhom] : ['the second factor (MFA) of ', ...ofWhom],
    severity: 'high',
    resources: [resource],
    changes: [{ field: 'MFA device', before: name ?? 'the device', after: null }],
  };
}

function tellProvider(call: Call): Told | undefined {
  const arn = ['sAMLProviderArn', 'openIDConnectProviderArn']
    .map((key) => textAt(call.request, key) ?? textAt(call.response, key))
    .find(Boolean);
  const name = textAt(call.request, 'name') ?? textAt(call.request, 'url')?.replace(/^https:\/\//, '');
  const id = arn ?? name;
  if (!id) return undefined;
  const isSaml = call.name.includes('SAML');
  const type = isSaml ? 'AWS::IAM::SAMLProvider' : 'AWS::IAM::OIDCProvider';
  const isNew = call.name.startsWith('Create');
  return {
    verb: isNew ? ['added', 'add'] : ['changed', 'change'],
    what: ['the identity provider ', { resource: 0 }],
    effect: 'whom it vouches for may assume the roles that trust it',
    severity: 'high',
    resources: [resourceNamed(id, type, call.place)],
  };
}
