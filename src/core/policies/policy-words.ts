import { parseArn } from '../arn.ts';
import { reachOf } from '../cidr.ts';
import { findAccount } from '../settings.ts';
import { counted, listed, oneLine } from '../text/phrase.ts';
import { type Around, type Reach, reachOfAccount, reachOfPrincipal, reachOfStatement } from './policy-reach.ts';
import type { PolicyCondition, Statement } from './policy-statements.ts';

const order: readonly Reach[] = ['world', 'foreign', 'limited', 'own', 'service', 'inside'];

/** The statements of a policy in words, the farthest reaching first: `anyone may read its objects`. */
export function statementsInWords(statements: readonly Statement[], around: Around): readonly string[] {
  return [...statements]
    .sort((a, b) => rank(a, around) - rank(b, around))
    .map((statement) => statementInWords(statement, around));
}

function rank(statement: Statement, around: Around): number {
  return statement.isAllow ? order.indexOf(reachOfStatement(statement, around)) : order.length;
}

/** One statement: who may or may not do what, and under which conditions. */
function statementInWords(statement: Statement, around: Around): string {
  const { principals, exceptPrincipals, isAllow, conditions } = statement;
  const isIdentity = principals.length === 0 && !exceptPrincipals;
  const who = principalsInWords(statement, around);
  const doings = isIdentity ? callsInWords(statement) : doingsInWords(statement);
  const what = isAllow ? `${who} may ${doings}` : forbidden(who, doings);
  if (isAllow && who === 'anyone') return oneLine(anyoneWithin(doings, conditions, around), 300);
  const limits = conditionsInWords(conditions, around);
  return oneLine(`${what}${limits === '' ? '' : `, ${limits}`}`, 300);
}

/** `anyone within the organization o-… may read its objects`: whom a condition keeps out is not to be read as let in. */
function anyoneWithin(doings: string, conditions: readonly PolicyCondition[], around: Around): string {
  const words = conditions.map((condition) => conditionInWords(condition, around) ?? '');
  const bound = words.findIndex((word) => /^only (?:from|within|through|for (?:the|our)? ?account) /.test(word));
  const limits = conditionsInWords(
    conditions.filter((_, index) => index !== bound),
    around,
  );
  const whose = words[bound]?.replace(/^only for /, 'in ').replace(/^only /, '');
  const who = whose ? `anyone ${whose}` : 'anyone';
  return `${who} may ${doings}${limits === '' ? '' : `, ${limits}`}`;
}

/** `nobody may do anything with it`, `account … may not write objects`. */
function forbidden(who: string, doings: string): string {
  const what = doings.replace(/^do everything/, 'do anything');
  return who.startsWith('anyone') ? `nobody${who.slice('anyone'.length)} may ${what}` : `${who} may not ${what}`;
}

/** What an identity's own policy is about: calls by name, and on what. */
function callsInWords(statement: Statement): string {
  const { actions, exceptActions, resources, exceptResources } = statement;
  const isAll = !exceptActions && actions.some((action) => everything.test(action));
  const calls = isAll
    ? 'do everything'
    : exceptActions
      ? `do everything but ${called(actions)}`
      : `call ${called(actions)}`;
  const names = resources.map((one) => parseArn(one)?.resource ?? one).filter((one) => one !== '*');
  const isWhole = names.length === 0 || resources.includes('*');
  return isWhole ? calls : `${calls} on ${exceptResources ? 'all but ' : ''}${called(names)}`;
}

function called(names: readonly string[]): string {
  return listed(shortened(names));
}

/** Who a statement is about; of an identity's own policy, the identity. */
function principalsInWords({ principals, exceptPrincipals }: Statement, around: Around): string {
  if (principals.length === 0) return exceptPrincipals ? 'anyone' : 'it';
  const words = [...new Set(principals.map((one) => principalInWords(one, around)))];
  const all = words.length > 4 ? [...words.slice(0, 3), `${words.length - 3} others`] : words;
  return exceptPrincipals ? `anyone but ${listed(all)}` : words.includes('anyone') ? 'anyone' : listed(all);
}

/** One principal as a person would say it: `anyone`, `account 4444… (dev)`, `the role deploy of account …`. */
export function principalInWords(principal: string, around: Around): string {
  if (principal === '*') return 'anyone';
  if (principal.startsWith('service:')) return principal.slice('service:'.length);
  if (principal.startsWith('federated:'))
    return `whoever ${providerName(principal.slice('federated:'.length))} vouches for`;
  if (principal.startsWith('canonical:')) return 'the account with a canonical id';
  const arn = parseArn(principal);
  const account = /^\d{12}$/.test(principal) ? principal : arn?.account;
  if (!account) return reachOfPrincipal(principal, around) === 'world' ? 'anyone' : identityName(principal);
  const [kind = '', ...rest] = (arn?.resource ?? 'root').split('/');
  const name = rest.at(kind === 'assumed-role' ? 0 : -1);
  if (kind === 'root' || !name) return accountInWords(account, around);
  const where = account === around.accountId ? '' : ` of ${accountInWords(account, around)}`;
  return `the ${kind === 'assumed-role' ? 'role' : kind} ${name}${where}`;
}

/** An account by its name in the settings, else by its number; the one that the policy stands in as such. */
export function accountInWords(account: string, { accountId, settings }: Around): string {
  if (account === accountId) return 'the account itself';
  const name = findAccount(settings, account)?.name;
  if (name) return `our account ${name}`;
  return reachOfAccount(account, { accountId, settings }) === 'own' ? `our account ${account}` : `account ${account}`;
}

/** The ids that are left where an identity was deleted, and CloudFront's own. */
function identityName(principal: string): string {
  if (/^A[A-Z]{3}[A-Z0-9]{12,}$/.test(principal)) return 'an identity that was deleted';
  return principal.includes('cloudfront') ? 'CloudFront' : principal;
}

function providerName(provider: string): string {
  return parseArn(provider)?.resource.split('/').slice(1).join('/') || provider;
}

/** What calls mean for a person; `it` is whatever the policy belongs to. */
const meanings = new Map<string, string>([
  ['s3:getobject', 'read its objects'],
  ['s3:getobjectversion', 'read its objects'],
  ['s3:listbucket', 'list its objects'],
  ['s3:putobject', 'write objects'],
  ['s3:deleteobject', 'delete its objects'],
  ['s3:putbucketpolicy', 'change its policy'],
  ['sts:assumerole', 'assume it'],
  ['sts:assumerolewithwebidentity', 'assume it'],
  ['sts:assumerolewithsaml', 'assume it'],
  ['lambda:invokefunction', 'invoke it'],
  ['lambda:invokefunctionurl', 'invoke it by its URL'],
  ['kms:decrypt', 'decrypt with it'],
  ['kms:encrypt', 'encrypt with it'],
  ['sqs:sendmessage', 'send messages to it'],
  ['sqs:receivemessage', 'read its messages'],
  ['sns:publish', 'publish to it'],
  ['sns:subscribe', 'subscribe to it'],
  ['secretsmanager:getsecretvalue', 'read the secret'],
  ['ecr:batchgetimage', 'pull its images'],
  ['ecr:getdownloadurlforlayer', 'pull its images'],
  ['ecr:batchchecklayeravailability', 'pull its images'],
]);

const everything = /^\*(?::\*)?$/;

/** What a resource's policy is about: `do everything with it`, `read its objects`, `call s3:PutBucketTagging and 3 more`. */
export function doingsInWords({ actions, exceptActions }: Pick<Statement, 'actions' | 'exceptActions'>): string {
  if (exceptActions) return `do everything but ${called(actions)}`;
  if (actions.some((action) => /^(?:[\w-]+:)?\*$|^\*:\*$/.test(action))) return 'do everything with it';
  const known = actions.flatMap((action) => meanings.get(action.toLowerCase()) ?? []);
  const rest = actions.filter((action) => !meanings.has(action.toLowerCase()));
  const calls = rest.length > 0 ? [`${rest.every(isRead) ? 'read with' : 'call'} ${called(rest)}`] : [];
  return listed([...new Set(known), ...calls]) || 'do nothing';
}

function isRead(action: string): boolean {
  return /:(?:Get|List|Describe|BatchGet|Head|View|Search|Query|Scan)/i.test(action);
}

function shortened(names: readonly string[]): readonly string[] {
  return names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
}

/** `only from 192.0.2.0/24`, `only within the organization o-…`, `on 2 further conditions`. */
function conditionsInWords(conditions: readonly PolicyCondition[], around: Around): string {
  const words = conditions.map((condition) => conditionInWords(condition, around));
  const known = words.filter((word) => word !== undefined);
  const others = words.length - known.length;
  const more = others > 0 ? [`on ${counted(others, known.length > 0 ? 'further condition' : 'condition')}`] : [];
  return listed([...known, ...more]);
}

/** An ARN in a condition: an identity, perhaps of any account, or a resource by its name. */
function arnInWords(value: string, around: Around): string {
  const anywhere = /^arn:[^:]*:(?:iam|sts)::\*:([^/]+)\/(.+)$/.exec(value);
  if (anywhere) return `any ${anywhere[1]} ${anywhere[2]}`;
  const arn = parseArn(value);
  if (!arn) return value;
  return arn.service === 'iam' || arn.service === 'sts' ? principalInWords(value, around) : arn.resource;
}

function conditionInWords({ operator, key, values }: PolicyCondition, around: Around): string | undefined {
  const isPositive =
    /^(?:for(?:any|all)values?:)?(?:string|arn|ipaddress|bool)/i.test(operator) &&
    // `…IfExists` also holds for whoever comes without the key.
    !/not|ifexists$/i.test(operator);
  const told = listed(shortened(values));
  if (!isPositive || told === '') return undefined;
  switch (key.toLowerCase()) {
    case 'aws:sourceip':
      return values.some((value) => reachOf(value) === 'world') ? 'from anywhere' : `only from ${told}`;
    case 'aws:principalorgid':
    case 'aws:sourceorgid':
      return `only within the organization ${told}`;
    case 'aws:principalaccount':
    case 'aws:sourceaccount':
    case 'aws:sourceowner':
    case 'kms:calleraccount':
      return `only for ${listed(shortened(values.map((value) => accountInWords(value, around))))}`;
    case 'aws:sourcevpc':
    case 'aws:sourcevpce':
      return `only through ${told}`;
    case 'sts:externalid':
      return 'only with an external id';
    case 'aws:multifactorauthpresent':
      return values.includes('true') ? 'only with MFA' : undefined;
    case 'aws:securetransport':
      return values.includes('false') ? 'when the connection is not encrypted' : 'only over an encrypted connection';
    case 'aws:sourcearn':
    case 'aws:principalarn':
      return `only for ${called(values.map((value) => arnInWords(value, around)))}`;
    default:
      // Whom a provider of identities must vouch for, as `token.actions.githubusercontent.com:sub`.
      return /^[^:]+\.[^:]+:sub$/i.test(key) ? `only for ${told}` : undefined;
  }
}
