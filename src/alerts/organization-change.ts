import {
  accountItself,
  type Call,
  type CallReading,
  factsAt,
  onCalls,
  resourceNamed,
  type Told,
} from '../core/cloudtrail/call.ts';
import { accountReadings } from '../core/cloudtrail/calls/on-accounts.ts';
import { textAt } from '../core/cloudtrail/fields.ts';
import { type PlainReading, plainReading } from '../core/cloudtrail/plain-reading.ts';
import { readPolicy } from '../core/policies/policy-statements.ts';
import { aroundOf, tellPolicy } from '../core/policies/policy-told.ts';
import { accountInWords } from '../core/policies/policy-words.ts';
import type { Resource } from '../core/resource.ts';
import { defineAlert } from './define.ts';

const member = ['AWS::Organizations::Account', 'accountId', 'createAccountStatus.accountId'] as const;
const unit = ['AWS::Organizations::OrganizationalUnit', 'organizationalUnitId', 'organizationalUnit.id'] as const;

const plain: readonly PlainReading[] = [
  {
    call: 'organizations:LeaveOrganization',
    verb: ['took', 'take'],
    what: ['the account out of its organization'],
    so: 'the rules of the organization do not bind it any more',
    severity: 'critical',
  },
  {
    call: 'organizations:DeleteOrganization',
    verb: ['deleted', 'delete'],
    what: ['the organization'],
    severity: 'critical',
  },
  {
    call: 'organizations:AcceptHandshake',
    verb: ['accepted', 'accept'],
    what: ['an invitation to an organization'],
    severity: 'high',
  },
  {
    call: 'organizations:EnablePolicyType',
    verb: ['switched on', 'switch on'],
    what: ['a type of policies of the organization'],
    severity: 'info',
    undoes: true,
    facts: { policyType: 'Policy type' },
  },
  {
    call: 'organizations:DisablePolicyType',
    verb: ['switched off', 'switch off'],
    what: ['a type of policies of the organization'],
    so: 'policies of that type bind nobody any more',
    severity: 'critical',
    facts: { policyType: 'Policy type' },
  },
  {
    call: 'organizations:DeletePolicy',
    verb: ['deleted', 'delete'],
    what: ['the policy ', ' of the organization'],
    severity: 'high',
    resource: ['AWS::Organizations::Policy', 'policyId'],
  },
  {
    call: 'organizations:RegisterDelegatedAdministrator',
    verb: ['made', 'make'],
    what: ['another account an administrator of a service'],
    severity: 'high',
    facts: { accountId: 'Account', servicePrincipal: 'Service' },
  },
  {
    call: 'organizations:DeleteOrganizationalUnit',
    verb: ['deleted', 'delete'],
    what: ['the organizational unit '],
    severity: 'low',
    resource: unit,
  },
];

const readings: readonly CallReading[] = [
  ...plain.map(plainReading),
  ...[
    {
      name: 'RemoveAccountFromOrganization',
      verb: ['removed', 'remove'],
      after: ' from the organization',
      severity: 'critical',
    },
    { name: 'CloseAccount', verb: ['closed', 'close'], after: '', severity: 'critical' },
    {
      name: 'MoveAccount',
      verb: ['moved', 'move'],
      after: ' to another place in the organization',
      severity: 'medium',
    },
  ].map(
    ({ name, verb, after, severity }): CallReading => ({
      service: 'organizations',
      names: [name],
      tell: (call) =>
        tellMember(call, {
          verb: [verb[0] ?? '', verb[1] ?? ''],
          after,
          severity: severity === 'critical' ? 'critical' : 'medium',
        }),
    }),
  ),
  { service: 'organizations', names: ['CreateAccount', 'CreateGovCloudAccount'], tell: tellNewAccount },
  { service: 'organizations', names: ['InviteAccountToOrganization'], tell: tellInvitation },
  { service: 'organizations', names: ['AttachPolicy', 'DetachPolicy'], tell: tellAttachment },
  { service: 'organizations', names: ['UpdatePolicy', 'CreatePolicy'], tell: tellPolicyText },
  ...accountReadings,
];

/** The organization, an account of it, its policies or its regions were changed. */
export const organizationChange = defineAlert({ id: 'organization-change', ...onCalls(readings) });

type Words = Readonly<{ verb: Told['verb']; after: string; severity: Told['severity'] }>;

function tellMember(call: Call, { verb, after, severity }: Words): Told | undefined {
  const account = accountOf(call);
  if (!account) return undefined;
  const facts = factsAt(call.request, { sourceParentId: 'From', destinationParentId: 'To' });
  return { verb, what: [`${spoken(account, call)}${after}`], severity, resources: [account], facts };
}

function accountOf(call: Call): Resource | undefined {
  const id = textAt(call.request, 'accountId') ?? textAt(call.response, 'createAccountStatus', 'accountId');
  return id ? resourceNamed(id, member[0], { accountId: id, region: 'global' }) : undefined;
}

function spoken({ id }: Resource, call: Call): string {
  const words = accountInWords(id, aroundOf(call));
  return words.startsWith('account ') ? `the ${words}` : words;
}

/** Name and address of a new account are hidden in the record. */
function tellNewAccount(call: Call): Told {
  const account = accountOf(call);
  return {
    verb: ['created', 'create'],
    what: ['a new account in the organization'],
    severity: 'medium',
    resources: [account ?? accountItself(call.place)],
    facts: factsAt(call.request, { roleName: 'Role' }),
  };
}

function tellInvitation(call: Call): Told | undefined {
  const target = textAt(call.request, 'target', 'id');
  if (!target) return undefined;
  const isAccount = /^\d{12}$/.test(target);
  const resource = isAccount
    ? resourceNamed(target, member[0], { accountId: target, region: 'global' })
    : accountItself(call.place);
  return {
    verb: ['invited', 'invite'],
    what: [isAccount ? `${spoken(resource, call)} into the organization` : 'an account into the organization'],
    severity: 'medium',
    resources: [resource],
  };
}

function tellAttachment(call: Call): Told | undefined {
  const policy = textAt(call.request, 'policyId');
  const target = textAt(call.request, 'targetId');
  if (!policy || !target) return undefined;
  const isAttached = call.name === 'AttachPolicy';
  const where = /^\d{12}$/.test(target)
    ? accountInWords(target, aroundOf(call))
    : target.startsWith('r-')
      ? 'the whole organization'
      : `the unit ${target}`;
  return {
    verb: isAttached ? ['attached', 'attach'] : ['detached', 'detach'],
    what: ['the policy ', { resource: 0 }, isAttached ? ` to ${where}` : ` from ${where}`],
    effect: isAttached ? undefined : 'it does not bind what is there any more',
    severity: isAttached ? 'low' : 'high',
    resources: [resourceNamed(policy, 'AWS::Organizations::Policy', call.place)],
    changes: [{ field: 'Attached to', before: isAttached ? null : where, after: isAttached ? where : null }],
    undoes: isAttached,
  };
}

function tellPolicyText(call: Call): Told | undefined {
  const id =
    textAt(call.request, 'policyId') ??
    textAt(call.response, 'policy', 'policySummary', 'id') ??
    textAt(call.request, 'name');
  if (!id) return undefined;
  const isNew = call.name === 'CreatePolicy';
  const statements = readPolicy(textAt(call.request, 'content')) ?? [];
  const { changes, facts } = tellPolicy(statements, aroundOf(call));
  const name = textAt(call.request, 'name') ?? textAt(call.response, 'policy', 'policySummary', 'name');
  const resource = resourceNamed(id, 'AWS::Organizations::Policy', call.place);
  return {
    verb: isNew ? ['created', 'create'] : ['changed', 'change'],
    what: ['the policy ', { resource: 0 }, ' of the organization'],
    severity: isNew ? 'info' : 'high',
    resources: [name && name !== id ? { ...resource, name } : resource],
    changes: isNew ? [] : changes,
    facts,
  };
}
