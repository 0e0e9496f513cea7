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

/** What `noroshi-remediate` of an account may do at most; each session is narrowed to one deed. */
export function remediateStatements(declared: readonly Declared[], accountId: string): readonly PolicyStatement[] {
  return statementsFor([...everAsked, ...declared.flatMap(({ act, undo = [] }) => [...act, ...undo])], accountId);
}
