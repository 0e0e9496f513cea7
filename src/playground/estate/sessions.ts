import type { Identity } from '../aws/identity.ts';
import { parsePolicy, type Statement } from '../aws/policy.ts';
import type { Parts } from './parts.ts';

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const everything: readonly Statement[] = [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }];
const held = new Map<string, readonly Statement[]>();

/** A session with what its role may do now; undefined when the role is gone. */
export function findIdentity({ state }: Parts, session: Identity | undefined): Identity | undefined {
  if (!session) return undefined;
  const role = state().accounts[session.accountId]?.roles[session.roleArn.split('/').at(-1) ?? ''];
  if (role?.arn !== session.roleArn || role.id !== session.roleId) return undefined;
  const isAdministrator = role.attached.includes(administrator);
  return { ...session, policy: isAdministrator ? everything : Object.values(role.policies).flatMap(statementsOf) };
}

/** The same text is read once. */
function statementsOf(text: string): readonly Statement[] {
  const found = held.get(text);
  if (found) return found;
  const statements = parsePolicy(text);
  if (held.size > 5_000) held.clear();
  held.set(text, statements);
  return statements;
}
