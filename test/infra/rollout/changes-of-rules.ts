import type { Ask } from '../../../infra/rollout/ask.ts';

type Rule = Readonly<{ Name: string; EventBusName?: string }>;

/** Writes a rule again with something else in it. */
export async function changeRule(ask: Ask, rule: Rule, changes: Readonly<Record<string, string>>): Promise<void> {
  const { EventPattern, Description, State } = await ask('events:DescribeRule', rule);
  await ask('events:PutRule', { ...rule, EventPattern, Description, State, ...changes });
}

/** Writes the targets of a rule again with something else in them. */
export async function changeTargets(
  ask: Ask,
  { Name: Rule, EventBusName }: Rule,
  change: (target: { DeadLetterConfig?: unknown }) => object,
): Promise<void> {
  const of = { Rule, ...(EventBusName && { EventBusName }) };
  const { Targets = [] } = await ask('events:ListTargetsByRule', of);
  await ask('events:PutTargets', { ...of, Targets: Targets.map((target) => ({ ...target, ...change(target) })) });
}
