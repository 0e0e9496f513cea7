import { z } from 'zod';
import { AwsError } from './aws-error.ts';
import {
  type Conditions,
  type Context,
  conditionsHold,
  conditionsSchema,
  oneOrMore,
  wildcard,
} from './policy-conditions.ts';

/** One statement of an identity or session policy, of the grammar's part that our own policies use. */
export type Statement = Readonly<{
  Effect: 'Allow' | 'Deny';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Conditions | undefined;
}>;

/** What is asked: `config:StartRemediationExecution` on an ARN, with the condition keys that are known of the call. */
export type Ask = Readonly<{ action: string; resource: string; context: Context }>;

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: conditionsSchema.optional(),
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
    conditionsHold(Condition, ask.context)
  );
}
