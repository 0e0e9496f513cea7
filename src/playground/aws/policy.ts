import { z } from 'zod';
import { AwsError } from './aws-error.ts';

/** One statement of an identity or session policy, of the grammar's part that our own policies use. */
export type Statement = Readonly<{
  Effect: 'Allow' | 'Deny';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Conditions | undefined;
}>;

type Conditions = Readonly<{ StringEquals?: Condition | undefined; StringLike?: Condition | undefined }>;
type Condition = Readonly<Record<string, readonly string[]>>;

/** What is asked: `config:StartRemediationExecution` on an ARN, with the condition keys that are known of the call. */
export type Ask = Readonly<{ action: string; resource: string; context: Readonly<Record<string, string>> }>;

const oneOrMore = z.union([z.string().transform((value) => [value]), z.array(z.string())]);
const condition = z.record(z.string(), oneOrMore);
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.strictObject({ StringEquals: condition.optional(), StringLike: condition.optional() }).optional(),
});
const policyDocument = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
});

/** The statements of a policy's JSON text; throws `MalformedPolicyDocument` as STS does, also for what we do not evaluate. */
export function parsePolicy(text: string): readonly Statement[] {
  const parsed = policyDocument.safeParse(parseJson(text));
  if (parsed.success) return parsed.data.Statement;
  throw new AwsError('MalformedPolicyDocument', `The policy is not in the valid JSON format: ${parsed.error.message}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True when a statement allows the ask and none denies it (IAM: Policy evaluation logic). */
export function allows(statements: readonly Statement[], ask: Ask): boolean {
  const fitting = statements.filter((one) => fits(one, ask));
  return fitting.some((one) => one.Effect === 'Allow') && !fitting.some((one) => one.Effect === 'Deny');
}

function fits({ Action, Resource, Condition = {} }: Statement, ask: Ask): boolean {
  return (
    Action.some((pattern) => wildcard(pattern.toLowerCase(), ask.action.toLowerCase())) &&
    Resource.some((pattern) => wildcard(pattern, ask.resource)) &&
    holds(Condition.StringEquals, ask.context, (pattern, value) => pattern === value) &&
    holds(Condition.StringLike, ask.context, wildcard)
  );
}

function holds(
  wanted: Condition | undefined,
  context: Ask['context'],
  equal: (pattern: string, value: string) => boolean,
): boolean {
  return Object.entries(wanted ?? {}).every(([key, values]) => {
    const value = context[key];
    return value !== undefined && values.some((one) => equal(one, value));
  });
}

/** `*` and `?` as in IAM's ARNs; linear, because the pattern may come from a request. */
function wildcard(pattern: string, value: string): boolean {
  let p = 0;
  let v = 0;
  let star = -1;
  let mark = 0;
  while (v < value.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = v;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === value[v])) {
      p++;
      v++;
    } else if (star >= 0) {
      p = star + 1;
      v = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
