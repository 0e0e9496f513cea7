import type { Severity } from '../severity.ts';
import type { Statement } from './policy-statements.ts';

/** How much a policy lets its bearer do: everything, enough to give itself everything, all but that, or less. */
export type Power = 'admin' | 'escalating' | 'broad' | 'some';

/** Calls with which an identity gives itself whatever it lacks ("Monitor and control privilege escalation", IAM). */
const escalating: ReadonlySet<string> = new Set(
  [
    'AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreateAccessKey CreateLoginProfile CreatePolicyVersion',
    'PassRole PutGroupPolicy PutRolePolicy PutUserPolicy SetDefaultPolicyVersion UpdateAssumeRolePolicy UpdateLoginProfile',
  ]
    .join(' ')
    .split(' ')
    .map((name) => `iam:${name.toLowerCase()}`),
);

/** The power that an identity's policy gives. */
export function powerOf(statements: readonly Statement[]): Power {
  const wide = statements.filter(
    ({ isAllow, resources, exceptResources }) => isAllow && (exceptResources || resources.some(isAll)),
  );
  if (wide.some(({ actions, exceptActions }) => !exceptActions && actions.some(isAll))) return 'admin';
  if (wide.some(isEscalating) || statements.some(isAllOfIam)) return 'escalating';
  return wide.some(({ exceptActions }) => exceptActions) ? 'broad' : 'some';
}

/** Whoever may do everything with all that is IAM's needs no `*` for it. */
function isAllOfIam({ isAllow, actions, exceptActions, resources, exceptResources }: Statement): boolean {
  const isEverywhere = resources.some((one) => /^arn:[^:]*:iam::[^:/]*:\*$/.test(one));
  const isEverything = actions.some((action) => isAll(action) || /^iam:\*$/i.test(action));
  return isAllow && !exceptActions && !exceptResources && isEverywhere && isEverything;
}

function isAll(pattern: string): boolean {
  return /^\*(?::\*)?$/.test(pattern);
}

function isEscalating({ actions, exceptActions }: Statement): boolean {
  if (exceptActions) return !actions.some((action) => /^iam:\*$|^\*/i.test(action));
  return actions.some(
    (action) => /^iam:(?:\*|put\*|attach\*|create\*|update\*)$/i.test(action) || escalating.has(action.toLowerCase()),
  );
}

/** Policies of AWS that make an administrator, or enough of one ("AWS managed policies for job functions"). */
const managed = new Map<string, Power>([
  ['AdministratorAccess', 'admin'],
  ['AdministratorAccess-Amplify', 'escalating'],
  ['IAMFullAccess', 'escalating'],
  ['PowerUserAccess', 'broad'],
  ['AWSOrganizationsFullAccess', 'escalating'],
  ['AWSSSOMasterAccountAdministrator', 'escalating'],
]);

/** The power of a policy by its ARN; of one's own policies the ARN does not tell. */
export function powerOfManaged(arn: string): Power {
  const match = /^arn:aws[a-z-]*:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn);
  return managed.get(match?.[1] ?? '') ?? 'some';
}

/** How bad it is that somebody is given such power. */
export function severityOfPower(power: Power): Severity {
  return power === 'admin' ? 'critical' : power === 'some' ? 'medium' : 'high';
}

/** What such power means, for after the subject: `it may do everything`; nothing for what is ordinary. */
export function powerInWords(power: Power, who: string): string | undefined {
  if (power === 'admin') return `${who} may do everything in the account`;
  if (power === 'broad') return `${who} may do almost everything in the account`;
  return power === 'escalating' ? `${who} may make itself an administrator` : undefined;
}
