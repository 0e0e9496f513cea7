import { reachOf } from '../cidr.ts';
import { isObject, readList } from '../text/lenient.ts';

type Statement = Readonly<Record<string, unknown>>;

/**
 * The first statement of a resource policy (JSON text or an object) that lets anyone in, in a word or two: its Sid, or its
 * position. Docs: Amazon S3 User Guide, "The meaning of public".
 */
export function findPublicStatement(policy: unknown): string | undefined {
  const document = readPolicy(policy);
  if (!document) return undefined;
  const statements = readList(document['Statement']);
  const at = statements.findIndex((one) => isObject(one) && isPublic(one));
  const found = statements[at];
  if (!isObject(found)) return undefined;
  const sid = found['Sid'];
  return typeof sid === 'string' && sid !== '' ? `statement ${sid}` : `statement ${at + 1}`;
}

/** A resource policy, which AWS writes as JSON text; undefined where there is none that can be read. */
export function readPolicy(policy: unknown): Statement | undefined {
  const document = typeof policy === 'string' ? parseJson(policy) : policy;
  return isObject(document) ? document : undefined;
}

function isPublic(statement: Statement): boolean {
  if (statement['Effect'] !== 'Allow') return false;
  return (Object.hasOwn(statement, 'NotPrincipal') || isAnyone(statement['Principal'])) && !isNarrowed(statement);
}

function isAnyone(principal: unknown): boolean {
  if (principal === '*') return true;
  return isObject(principal) && listOf(principal['AWS']).includes('*');
}

/** Condition keys that bind a caller to somebody or somewhere; any other leaves the whole world in. */
const bindingKeys = new Set(
  [
    'aws:PrincipalOrgID aws:PrincipalOrgPaths aws:PrincipalAccount aws:PrincipalArn aws:userid aws:SourceAccount',
    'aws:SourceArn aws:SourceOwner aws:SourceOrgID aws:SourceOrgPaths aws:SourceVpc aws:SourceVpce aws:SourceIp',
    's3:DataAccessPointAccount s3:DataAccessPointArn',
  ].flatMap((line) => line.toLowerCase().split(' ')),
);

/** Only operators that must hold bind: `…IfExists` also holds when the key is missing, and `Not…` leaves all others in. */
const bindingOperator =
  /^(?:ForAnyValue:)?(?:StringEquals|StringLike|StringEqualsIgnoreCase|ArnEquals|ArnLike|IpAddress)$/i;

function isNarrowed(statement: Statement): boolean {
  const condition = statement['Condition'];
  return Object.entries(isObject(condition) ? condition : {}).some(
    ([operator, keys]) =>
      bindingOperator.test(operator) &&
      isObject(keys) &&
      Object.entries(keys).some(([key, values]) => bindingKeys.has(key.toLowerCase()) && listOf(values).every(binds)),
  );
}

/** A value that names somebody or somewhere: no wildcard where that is said, and no range that comes to everywhere. */
function binds(value: string): boolean {
  const reach = reachOf(value);
  if (reach === 'world' || reach === 'vast') return false;
  return !/[*?]|\$\{/.test(value) || startsFixed.test(value);
}

/** An ARN of one account, an organisation's path, a role's sessions: what comes behind may be anything. */
const startsFixed = /^(?:arn:[\w-]+:[\w-]+:[\w*-]*:\d{12}:|o-[a-z0-9]+\/|A[A-Z0-9]{15,}:)/;

function listOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => (typeof one === 'string' ? [one] : []));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
