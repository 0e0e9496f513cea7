import { type Power, powerInWords, powerOf, powerOfManaged, severityOfPower } from '../../policies/policy-power.ts';
import { severityOfReach, worse } from '../../policies/policy-reach.ts';
import { readPolicy, type Statement } from '../../policies/policy-statements.ts';
import { aroundOf, tellPolicy } from '../../policies/policy-told.ts';
import type { Resource } from '../../resource.ts';
import { type Call, type CallReading, resourceAt, resourceNamed, type Told } from '../call.ts';
import { at, flagAt, textAt } from '../fields.ts';
import { plainReading } from '../plain-reading.ts';

/** Calls that give an identity rights, take them, or say who may assume a role. */
export const iamPolicyReadings: readonly CallReading[] = [
  { service: 'iam', names: ['AttachUserPolicy', 'AttachRolePolicy', 'AttachGroupPolicy'], tell: tellAttached },
  { service: 'iam', names: ['DetachUserPolicy', 'DetachRolePolicy', 'DetachGroupPolicy'], tell: tellDetached },
  { service: 'iam', names: ['PutUserPolicy', 'PutRolePolicy', 'PutGroupPolicy'], tell: tellInline },
  { service: 'iam', names: ['DeleteUserPolicy', 'DeleteRolePolicy', 'DeleteGroupPolicy'], tell: tellInlineGone },
  { service: 'iam', names: ['CreatePolicy', 'CreatePolicyVersion'], tell: tellVersion },
  plainReading({
    call: 'iam:SetDefaultPolicyVersion',
    verb: ['put another version of', 'put another version of'],
    what: ['the policy ', ' into force'],
    severity: 'high',
    resource: ['AWS::IAM::Policy', 'policyArn'],
    facts: { versionId: 'Version' },
  }),
  { service: 'iam', names: ['UpdateAssumeRolePolicy', 'CreateRole'], tell: tellTrust },
  { service: 'iam', names: ['DeleteUserPermissionsBoundary', 'DeleteRolePermissionsBoundary'], tell: tellBoundaryGone },
];

/** The user, role or group that a call of IAM is about, and what to call it. */
export function identityOf(call: Call): Readonly<{ resource: Resource; noun: string }> | undefined {
  const kinds = [
    ['AWS::IAM::User', 'userName', 'the user '],
    ['AWS::IAM::Role', 'roleName', 'the role '],
    ['AWS::IAM::Group', 'groupName', 'the group '],
  ] as const;
  for (const [type, key, noun] of kinds) {
    const name = textAt(call.request, key);
    if (name) return { resource: resourceNamed(name, type, call.place), noun };
  }
  return undefined;
}

function policyOf(call: Call): Resource | undefined {
  return resourceAt(call, 'AWS::IAM::Policy', 'policyArn', 'policy.arn');
}

function tellAttached(call: Call): Told | undefined {
  const identity = identityOf(call);
  const policy = policyOf(call);
  if (!identity || !policy) return undefined;
  const power = powerOfManaged(policy.id);
  return {
    verb: ['attached', 'attach'],
    what: ['the policy ', { resource: 1 }, ` to ${identity.noun}`, { resource: 0 }],
    so: powerInWords(power, 'it'),
    severity: severityOfPower(power),
    resources: [identity.resource, policy],
    changes: [{ field: 'Attached policy', before: null, after: policy.name ?? policy.id }],
  };
}

function tellDetached(call: Call): Told | undefined {
  const identity = identityOf(call);
  const policy = policyOf(call);
  if (!identity || !policy) return undefined;
  return {
    verb: ['detached', 'detach'],
    what: ['the policy ', { resource: 1 }, ` from ${identity.noun}`, { resource: 0 }],
    severity: 'info',
    resources: [identity.resource, policy],
    changes: [{ field: 'Attached policy', before: policy.name ?? policy.id, after: null }],
    undoes: true,
  };
}

/** Of a policy that only forbids, nobody can do more. */
function severityOf(power: Power, statements: readonly Statement[]): Told['severity'] {
  return statements.some(({ isAllow }) => isAllow) ? severityOfPower(power) : 'info';
}

function tellInline(call: Call): Told | undefined {
  const identity = identityOf(call);
  const name = textAt(call.request, 'policyName');
  const statements = readPolicy(at(call.request, 'policyDocument'));
  if (!identity || !name || !statements) return undefined;
  const power = powerOf(statements);
  const { changes, facts, so } = tellPolicy(statements, aroundOf(call));
  return {
    verb: ['wrote', 'write'],
    what: [`the policy ${name} into ${identity.noun}`, { resource: 0 }],
    so: powerInWords(power, 'it') ?? so,
    severity: severityOf(power, statements),
    resources: [identity.resource],
    changes: changes.map((change) => ({ ...change, field: `Policy ${name}` })),
    facts,
  };
}

function tellInlineGone(call: Call): Told | undefined {
  const identity = identityOf(call);
  const name = textAt(call.request, 'policyName');
  if (!identity || !name) return undefined;
  return {
    verb: ['deleted', 'delete'],
    what: [`the policy ${name} of ${identity.noun}`, { resource: 0 }],
    severity: 'info',
    resources: [identity.resource],
    changes: [{ field: 'Policy', before: name, after: null }],
    undoes: true,
  };
}

/** A new policy gives nobody anything before it is attached; a new version that is put into force does at once. */
function tellVersion(call: Call): Told | undefined {
  const policy = policyOf(call) ?? resourceAt(call, 'AWS::IAM::Policy', 'policyName');
  const statements = readPolicy(at(call.request, 'policyDocument'));
  if (!policy || !statements) return undefined;
  const isNew = call.name === 'CreatePolicy';
  const isDefault = flagAt(call.request, 'setAsDefault') === true;
  const power = powerOf(statements);
  const { changes, facts, so } = tellPolicy(statements, aroundOf(call));
  return {
    verb: isNew ? ['created', 'create'] : ['wrote a new version of', 'write a new version of'],
    what: ['the policy ', { resource: 0 }, isDefault ? ' and put it into force' : ''].filter((piece) => piece !== ''),
    so: powerInWords(power, 'whoever has it') ?? so?.replace(/^it /, 'whoever has it '),
    severity: isDefault ? severityOf(power, statements) : power === 'some' ? 'low' : 'medium',
    resources: [policy],
    changes: isNew ? changes.map((change) => ({ ...change, before: null })) : changes,
    facts,
  };
}

function tellTrust(call: Call): Told | undefined {
  const role = resourceAt(call, 'AWS::IAM::Role', 'roleName');
  const isNew = call.name === 'CreateRole';
  const statements = readPolicy(at(call.request, isNew ? 'assumeRolePolicyDocument' : 'policyDocument'));
  if (!role || !statements) return undefined;
  const { reach, changes, facts, so } = tellPolicy(statements, aroundOf(call));
  const bad = severityOfReach(reach);
  return {
    verb: isNew ? ['created', 'create'] : ['changed who may assume', 'change who may assume'],
    what: ['the role ', { resource: 0 }],
    so,
    severity: isNew ? worse(bad, 'low') : worse(bad, 'medium'),
    resources: [role],
    changes: changes.map(({ after }) => ({
      field: 'Trust policy',
      before: isNew ? null : 'its earlier policy',
      after,
    })),
    facts,
  };
}

function tellBoundaryGone(call: Call): Told | undefined {
  const identity = identityOf(call);
  if (!identity) return undefined;
  return {
    verb: ['removed', 'remove'],
    what: [`the permissions boundary of ${identity.noun}`, { resource: 0 }],
    effect: 'nothing limits its policies any more',
    severity: 'high',
    resources: [identity.resource],
    changes: [{ field: 'Permissions boundary', before: 'the boundary it had', after: null }],
  };
}
