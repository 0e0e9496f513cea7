import { parseArn } from '../arn.ts';
import { reachOf as reachOfAddresses } from '../cidr.ts';
import type { Settings } from '../settings.ts';
import { compareSeverity, type Severity } from '../severity.ts';
import type { PolicyCondition, Statement } from './policy-statements.ts';

/**
 * How far a permission reaches: `world` is anyone; `limited` is anyone who meets a condition; `foreign` an account that is
 * not in the settings; `own` one that is; `service` AWS itself; `inside` the account that the policy stands in.
 */
export type Reach = 'world' | 'foreign' | 'limited' | 'own' | 'service' | 'inside';

const order: readonly Reach[] = ['inside', 'service', 'own', 'limited', 'foreign', 'world'];

/** Where the policy stands, and who the accounts around it are. */
export type Around = Readonly<{ accountId: string; settings: Settings }>;

/** The farthest that any of the statements reaches; nothing when they allow nobody anything. */
export function reachOfPolicy(statements: readonly Statement[], around: Around): Reach | undefined {
  return farthest(statements.filter(({ isAllow }) => isAllow).map((one) => reachOfStatement(one, around)));
}

/** How far one statement reaches, its conditions taken into account. */
export function reachOfStatement(statement: Statement, around: Around): Reach {
  const { principals, exceptPrincipals, conditions } = statement;
  if (exceptPrincipals) return narrowed(conditions, around) ?? 'world';
  const reaches = principals.map((one) => reachOfPrincipal(one, around));
  const far = farthest(reaches) ?? 'inside';
  return far === 'world' ? (narrowed(conditions, around) ?? 'world') : far;
}

/** How far one principal reaches: `*`, an ARN, an account id, `service:…`. */
export function reachOfPrincipal(principal: string, around: Around): Reach {
  if (principal === '*' || /^arn:aws[a-z-]*:(?:iam|sts)::\*:/.test(principal)) return 'world';
  if (principal.startsWith('service:')) return 'service';
  if (principal.startsWith('canonical:')) return 'foreign';
  if (principal.startsWith('federated:')) return federated(principal.slice('federated:'.length), around);
  if (/^arn:aws[a-z-]*:iam::cloudfront:/.test(principal)) return 'service';
  const account = /^\d{12}$/.test(principal) ? principal : parseArn(principal)?.account;
  return account ? reachOfAccount(account, around) : 'inside';
}

/** Whether an account is the policy's own, one of ours, or somebody else's. */
export function reachOfAccount(account: string, { accountId, settings }: Around): Reach {
  if (account === accountId) return 'inside';
  const ours = [settings.bot.account, settings.security.account, ...settings.accounts.map(({ id }) => id)];
  return ours.includes(account) ? 'own' : 'foreign';
}

/** How bad it is that something reaches so far, for what is not meant to leave the account. */
export function severityOfReach(reach: Reach | undefined): Severity {
  switch (reach) {
    case 'world':
      return 'critical';
    case 'foreign':
      return 'high';
    case 'limited':
      return 'medium';
    case 'own':
    case 'service':
      return 'low';
    default:
      return 'info';
  }
}

/** The farthest of several; nothing of none. */
export function farthest(reaches: readonly Reach[]): Reach | undefined {
  return [...reaches].sort((a, b) => order.indexOf(b) - order.indexOf(a))[0];
}

/** The worse of two severities. */
export function worse(one: Severity, other: Severity): Severity {
  return compareSeverity(one, other) >= 0 ? one : other;
}

/** A provider of identities that anybody can have an account with. */
function federated(provider: string, around: Around): Reach {
  const account = parseArn(provider)?.account;
  return account ? reachOfAccount(account, around) : 'limited';
}

/** Keys that bind a request to somebody ("The meaning of public" in S3's guide), those with an account's id first. */
const accountKeys = /^(?:aws:(?:principalaccount|sourceaccount|sourceowner|resourceaccount)|kms:calleraccount)$/;
const arnKeys = /^aws:(?:principalarn|sourcearn)$/;
const otherKeys =
  /^(?:aws:(?:principalorgid|principalorgpaths|sourceorgid|sourceorgpaths|sourcevpc|sourcevpce|userid|username|vpcsourceip)|s3:dataaccesspoint(?:account|arn)|lambda:eventsourcetoken|.*:(?:sub|aud|amr))$/;

/** How far `anyone` still reaches under these conditions; nothing when they bind nobody. */
function narrowed(conditions: readonly PolicyCondition[], around: Around): Reach | undefined {
  const reaches = conditions.flatMap((condition) => reachOfCondition(condition, around) ?? []);
  // All conditions must hold, so the narrowest decides.
  return [...reaches].sort((a, b) => order.indexOf(a) - order.indexOf(b))[0];
}

function reachOfCondition({ operator, key, values }: PolicyCondition, around: Around): Reach | undefined {
  const name = key.toLowerCase();
  const isPositive = /^(?:for(?:any|all)value(?:s)?:)?(?:string(?:equals|like)|arn(?:equals|like)|ipaddress)/i.test(
    operator,
  );
  if (!isPositive || /ifexists$/i.test(operator) || values.length === 0) return undefined;
  if (values.some((value) => /^[*?:]*$/.test(value))) return undefined;
  if (/^aws:(?:vpc)?sourceip$/.test(name)) return values.every(isNarrow) ? 'limited' : undefined;
  if (accountKeys.test(name)) return farthest(values.map((value) => accountReach(value, around)));
  if (arnKeys.test(name)) return farthest(values.map((value) => arnReach(value, around)));
  return otherKeys.test(name) ? 'limited' : undefined;
}

function accountReach(value: string, around: Around): Reach {
  return /^\d{12}$/.test(value) ? reachOfAccount(value, around) : 'limited';
}

function arnReach(value: string, around: Around): Reach {
  const account = parseArn(value)?.account;
  return account && /^\d{12}$/.test(account) ? reachOfAccount(account, around) : 'limited';
}

function isNarrow(address: string): boolean {
  const reach = reachOfAddresses(address);
  return reach !== undefined && reach !== 'world' && reach !== 'vast';
}
