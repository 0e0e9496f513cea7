import { z } from 'zod';
import { AwsError } from '../aws/aws-error.ts';
import { allows, type Statement } from '../aws/policy.ts';
import { type Context, conditionsSchema, oneOrMore } from '../aws/policy-conditions.ts';

/** Who asks a resource: a service of AWS in somebody's name, or a role. */
export type Principal = Readonly<{ service: string } | { accountId: string; arn: string }>;

type Grant = Statement & Readonly<{ to: Readonly<{ AWS?: readonly string[]; Service?: readonly string[] }> | '*' }>;

const principal = z.union([
  z.literal('*'),
  z.strictObject({ AWS: oneOrMore.optional(), Service: oneOrMore.optional() }),
]);
const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principal,
    Action: oneOrMore,
    Resource: oneOrMore.optional(),
    Condition: conditionsSchema.optional(),
  })
  .transform(({ Sid: _, Principal: to, Resource = ['*'], ...rest }) => ({ ...rest, Resource, to }));
const document = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']),
  Id: z.string().optional(),
  Statement: z.union([z.array(statement).min(1), statement.transform((one) => [one])]),
});

const held = new Map<string, readonly Grant[] | undefined>();

/** The statements of a resource's policy, or undefined when it is none. The same text is read once. */
function grantsOf(text: string): readonly Grant[] | undefined {
  if (held.has(text)) return held.get(text);
  const parsed = document.safeParse(parseJson(text));
  const grants = parsed.success ? (parsed.data.Statement as readonly Grant[]) : undefined;
  if (held.size > 5_000) held.clear();
  held.set(text, grants);
  return grants;
}

/** Throws the service's error unless the text is a policy of a resource that is understood here. */
export function mustBeResourcePolicy(text: string, code: string): void {
  if (grantsOf(text)) return;
  throw new AwsError(code, 'This policy contains invalid Json, or something that is not understood here.');
}

/** Whether a resource's policy lets somebody do something. `text` is undefined where there is no policy. */
export function letsIn(
  text: string | undefined,
  who: Principal,
  ask: Readonly<{ action: string; resource: string; context?: Context }>,
): boolean {
  const isRole = 'arn' in who;
  const context = {
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': String(!isRole),
    ...(isRole && { 'aws:PrincipalArn': who.arn, 'aws:PrincipalAccount': who.accountId }),
    ...ask.context,
  };
  const grants = (text === undefined ? undefined : grantsOf(text)) ?? [];
  return allows(
    grants.filter(({ to }) => names(to, who)),
    { ...ask, context },
  );
}

function names(to: Grant['to'], who: Principal): boolean {
  if (to === '*') return true;
  if ('service' in who) return to.Service?.includes(who.service) ?? false;
  const own = ['*', who.accountId, `arn:aws:iam::${who.accountId}:root`, who.arn];
  return to.AWS?.some((one) => own.includes(one)) ?? false;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
