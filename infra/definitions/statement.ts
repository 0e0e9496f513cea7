import type { PolicyStatement } from '../../src/core/iam/statements.ts';

/** One statement of a policy of any kind. Docs: IAM User Guide, "IAM JSON policy element reference". */
export type Statement = Readonly<{
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?:
    | '*'
    | Readonly<
        | Record<'AWS' | 'Service', string | readonly string[]>
        | { AWS: string }
        | { Service: string | readonly string[] }
      >;
  Action: readonly string[];
  Resource?: readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}>;

export type PolicyDocument = Readonly<{ Version: '2012-10-17'; Statement: readonly Statement[] }>;

/** A policy of these statements. */
export function policyOf(statements: readonly (Statement | PolicyStatement)[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** Lets an identity do something. */
export function allow(
  actions: readonly string[],
  resources: readonly string[],
  condition?: Statement['Condition'],
): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resources, ...(condition && { Condition: condition }) };
}

/** Who is not a service of AWS, other than these roles: for statements that keep out everybody else. */
export function everybodyBut(roleArns: readonly string[]): NonNullable<Statement['Condition']> {
  return {
    Bool: { 'aws:PrincipalIsAWSService': 'false' },
    ...(roleArns.length > 0 && { ArnNotEquals: { 'aws:PrincipalArn': roleArns } }),
  };
}

/** Refuses whoever comes without TLS. */
export function onlyEncrypted(actions: readonly string[], resources: readonly string[]): Statement {
  return {
    Sid: 'OnlyEncrypted',
    Effect: 'Deny',
    Principal: '*',
    Action: actions,
    Resource: resources,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
