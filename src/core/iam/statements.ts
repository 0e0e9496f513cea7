import { findScope } from './actions.ts';

/** One statement of a policy that we write. Docs: IAM User Guide, "IAM JSON policy element reference". */
export type PolicyStatement = Readonly<{
  Effect: 'Allow' | 'Deny';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Readonly<{ StringEquals: Readonly<Record<string, readonly string[]>> }>;
}>;

/** The statements that allow these actions in an account, each on what AWS can hold it to; those of equal resources together. */
export function statementsFor(actions: readonly string[], accountId: string): readonly PolicyStatement[] {
  const groups = new Map<string, PolicyStatement>();
  for (const action of [...new Set(actions)].sort()) {
    const statement = statementFor(action, accountId);
    if (!statement) continue;
    const key = JSON.stringify([statement.Resource, statement.Condition]);
    const held = groups.get(key);
    groups.set(key, held ? { ...held, Action: [...held.Action, action] } : statement);
  }
  return [...groups.values()];
}

function statementFor(action: string, accountId: string): PolicyStatement | undefined {
  const scope = findScope(action);
  if (!scope) return undefined;
  if ('none' in scope) return { Effect: 'Allow', Action: [action], Resource: ['*'] };
  const StringEquals = {
    ...(scope.passedTo !== undefined && { 'iam:PassedToService': [scope.passedTo] }),
    ...scope.onlyIf,
  };
  return {
    Effect: 'Allow',
    Action: [action],
    Resource: scope.resources.map((pattern) => pattern.replaceAll('{account}', accountId)),
    ...(Object.keys(StringEquals).length > 0 && { Condition: { StringEquals } }),
  };
}
