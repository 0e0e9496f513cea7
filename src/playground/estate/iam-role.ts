import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import { accountOf, type Parts } from './parts.ts';
import type { RoleState } from './state.ts';

/** A role of the caller's account, which must be there. */
export function loadRole(parts: Parts, caller: Caller, name: string): RoleState {
  const role = accountOf(parts, caller).roles[mustBeName(name, 'roleName')];
  if (role) return role;
  throw new AwsError('NoSuchEntityException', `The role with name ${name} cannot be found.`, 404);
}

/** Puts a role in the place of the one that was there. */
export function change(parts: Parts, caller: Caller, role: RoleState): void {
  accountOf(parts, caller).roles[role.name] = role;
}

/** IAM User Guide, "Service-linked roles": only the service may change them. */
export function mustBeOurs(role: RoleState): RoleState {
  if (!role.path.startsWith('/aws-service-role/')) return role;
  const text = `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`;
  throw new AwsError('UnmodifiableEntityException', text);
}

/** A name as IAM takes it. */
export function mustBeName(name: string, field: string): string {
  if (/^[\w+=,.@-]{1,128}$/.test(name) && (field !== 'roleName' || name.length <= 64)) return name;
  throw new AwsError('ValidationError', `The specified value for ${field} is invalid.`);
}
