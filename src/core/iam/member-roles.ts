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

/** What the function of the rules asks for in a rule's account, whatever the rule. AWS Config knows no resource for these. */
const everEvaluated = [
  ...['config:PutEvaluations', 'config:GetResourceConfigHistory', 'config:ListDiscoveredResources'],
  ...['config:SelectResourceConfig', 'config:GetComplianceDetailsByResource'],
];

/** It can be held to the rule. */
const ofRule = 'config:GetComplianceDetailsByConfigRule';

/** What a rule may declare beyond; AWS knows no resource for them either. */
const reports = ['iam:GenerateCredentialReport', 'iam:GetCredentialReport'];

/** What `noroshi-evaluate` of an account may do: look at what the rules judge, and say what they found. `declared` are the rules' `permissions`. */
export function evaluateStatements(
  declared: readonly (readonly string[])[],
  accountId: string,
): readonly PolicyStatement[] {
  const asked = [...new Set([...everEvaluated, ...declared.flat().filter((action) => reports.includes(action))])];
  return [
    { Effect: 'Allow', Action: asked.toSorted(), Resource: ['*'] },
    { Effect: 'Allow', Action: [ofRule], Resource: [`arn:aws:config:*:${accountId}:config-rule/*`] },
  ];
}
