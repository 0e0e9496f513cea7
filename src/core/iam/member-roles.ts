import { type PolicyStatement, statementsFor } from './statements.ts';

/** What a remediation declares (`permissions`). */
export type Declared = Readonly<{ read: readonly string[]; act: readonly string[]; undo?: readonly string[] }>;

/** What look-ups, the search for a cause and the flow itself read in a member, beside what the remediations declare. */
const everRead = [
  'config:DescribeConfigRules',
  'config:GetComplianceDetailsByResource',
  'config:GetResourceConfigHistory',
];

/** What the flow itself asks for in a member after a change: that the rule is evaluated again. */
const everAsked = ['config:StartConfigRulesEvaluation'];

/** What `noroshi-read` of an account may do: look, and nothing else. */
export function readStatements(declared: readonly Declared[], accountId: string): readonly PolicyStatement[] {
  return statementsFor([...everRead, ...declared.flatMap(({ read }) => read)], accountId);
}

/**
 * What `noroshi-remediate` of an account may do at most; each session is narrowed to one deed. `ownRoles` are the names of our
 * own roles there: whatever the role may do to roles, it may not do to them, so that it cannot give itself more.
 */
export function remediateStatements(
  declared: readonly Declared[],
  { accountId, ownRoles }: Readonly<{ accountId: string; ownRoles: readonly string[] }>,
): readonly PolicyStatement[] {
  const actions = [...everAsked, ...declared.flatMap(({ act, undo = [] }) => [...act, ...undo])];
  const onRoles = [...new Set(actions)].filter(
    (action) => /^iam:\w*Role\w*$/.test(action) && action !== 'iam:PassRole',
  );
  const own = ownRoles.map((name) => `arn:aws:iam::${accountId}:role/${name}`);
  const kept: PolicyStatement = { Effect: 'Deny', Action: onRoles.toSorted(), Resource: own };
  return [...statementsFor(actions, accountId), ...(onRoles.length > 0 && own.length > 0 ? [kept] : [])];
}
