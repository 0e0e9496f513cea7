import type { Statement } from './statement.ts';

/** A service of AWS that a role is for. */
export function trustsService(service: string, condition?: Statement['Condition']): readonly Statement[] {
  return [
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: ['sts:AssumeRole'],
      ...(condition && { Condition: condition }),
    },
  ];
}

/** The identities that our sessions carry: a Slack user's, or our own. IAM User Guide, "Monitor and control actions taken with assumed roles". */
const names = ['slack-*', 'noroshi-auto'];

/**
 * Trusts some roles of an account by their fixed names, who must know the ExternalId; `isNamed`: and must say for whom they
 * come, in a name that stays with the session. The account is named, not the roles: a role that is made anew is trusted too.
 */
export function trustsRoles(
  roleArns: readonly string[],
  { accountId, externalId, isNamed }: Readonly<{ accountId: string; externalId: string; isNamed?: boolean }>,
): readonly Statement[] {
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  const ArnEquals = { 'aws:PrincipalArn': roleArns };
  const named = { 'sts:SourceIdentity': names };
  const assumes: Statement = {
    Effect: 'Allow',
    Principal,
    Action: ['sts:AssumeRole'],
    Condition: { StringEquals: { 'sts:ExternalId': externalId }, ArnEquals, ...(isNamed && { StringLike: named }) },
  };
  if (!isNamed) return [assumes];
  return [
    assumes,
    { Effect: 'Allow', Principal, Action: ['sts:SetSourceIdentity'], Condition: { ArnEquals, StringLike: named } },
    { Effect: 'Allow', Principal, Action: ['sts:TagSession'], Condition: { ArnEquals } },
  ];
}
