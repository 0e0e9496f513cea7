import { powerInWords, powerOf, powerOfManaged, severityOfPower } from '../../policies/policy-power.ts';
import { readPolicy } from '../../policies/policy-statements.ts';
import { aroundOf, tellPolicy } from '../../policies/policy-told.ts';
import { accountInWords } from '../../policies/policy-words.ts';
import type { Resource } from '../../resource.ts';
import { type Call, type CallReading, resourceNamed, type Told } from '../call.ts';
import { at, textAt } from '../fields.ts';

/** Calls of IAM Identity Center that give people rights in accounts, or take them. */
export const singleSignOnReadings: readonly CallReading[] = [
  { service: 'sso', names: ['CreateAccountAssignment', 'DeleteAccountAssignment'], tell: tellAssignment },
  {
    service: 'sso',
    names: ['AttachManagedPolicyToPermissionSet', 'DetachManagedPolicyFromPermissionSet'],
    tell: tellManaged,
  },
  { service: 'sso', names: ['PutInlinePolicyToPermissionSet'], tell: tellInline },
];

/** People know a permission set by a name that the record does not tell; its ARN ends in its id. */
function permissionSetOf(call: Call): Resource | undefined {
  const arn = textAt(call.request, 'permissionSetArn');
  return arn ? resourceNamed(arn, 'AWS::SSO::PermissionSet', call.place) : undefined;
}

function tellAssignment(call: Call): Told | undefined {
  const set = permissionSetOf(call);
  const target = textAt(call.request, 'targetId');
  if (!set || !target) return undefined;
  const isGiven = call.name === 'CreateAccountAssignment';
  const who = textAt(call.request, 'principalType') === 'GROUP' ? 'a group' : 'a user';
  const where = /^\d{12}$/.test(target) ? accountInWords(target, aroundOf(call)) : target;
  const principal = textAt(call.request, 'principalId');
  return {
    verb: isGiven ? ['gave', 'give'] : ['took', 'take'],
    what: isGiven
      ? [`${who} of IAM Identity Center the permission set `, { resource: 0 }, ` in ${where}`]
      : ['the permission set ', { resource: 0 }, ` in ${where} from ${who} of IAM Identity Center`],
    severity: isGiven ? 'medium' : 'info',
    resources: [set],
    facts: principal ? [{ label: who === 'a group' ? 'Group' : 'User', value: principal }] : [],
    undoes: !isGiven,
  };
}

function tellManaged(call: Call): Told | undefined {
  const set = permissionSetOf(call);
  const arn = textAt(call.request, 'managedPolicyArn');
  if (!set || !arn) return undefined;
  const policy = resourceNamed(arn, 'AWS::IAM::Policy', call.place);
  const isAttached = call.name.startsWith('Attach');
  const power = powerOfManaged(arn);
  const name = policy.name ?? policy.id;
  return {
    verb: isAttached ? ['attached', 'attach'] : ['detached', 'detach'],
    what: [
      'the policy ',
      { resource: 1 },
      isAttached ? ' to the permission set ' : ' from the permission set ',
      { resource: 0 },
    ],
    so: isAttached ? powerInWords(power, 'whoever has it') : undefined,
    severity: isAttached ? severityOfPower(power) : 'info',
    resources: [set, policy],
    changes: [{ field: 'Attached policy', before: isAttached ? null : name, after: isAttached ? name : null }],
    undoes: !isAttached,
  };
}

function tellInline(call: Call): Told | undefined {
  const set = permissionSetOf(call);
  const statements = readPolicy(at(call.request, 'inlinePolicy'));
  if (!set || !statements) return undefined;
  const power = powerOf(statements);
  const { changes, facts, so } = tellPolicy(statements, aroundOf(call));
  return {
    verb: ['changed', 'change'],
    what: ['the policy of the permission set ', { resource: 0 }],
    so: powerInWords(power, 'whoever has it') ?? so?.replace(/^it /, 'whoever has it '),
    severity: severityOfPower(power),
    resources: [set],
    changes,
    facts,
  };
}
