import { type Evaluation, fitVerdict, type Verdict } from '../../core/items/evaluation.ts';
import type { RuleInvocation } from '../../core/items/rule-invocation.ts';
import type { ConfigurationItem } from '../../core/ports.ts';
import type { Rule } from '../../rules/index.ts';

/**
 * What is said of an item whatever the rule's parameters are: nothing is to be judged where nothing is, where nothing is
 * recorded, and where the type is not the rule's. Undefined when the rule must judge. The types of a rule that judges the
 * account are in its parameters, so nothing is settled for it here.
 */
export function settleItem({ status, resource }: ConfigurationItem, rule: Rule): Verdict | undefined {
  if (rule.resourceTypes.length === 0) return undefined;
  const why = Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  if (why !== undefined) return notApplicable(why);
  return rule.resourceTypes.includes(resource.type) ? undefined : foreign(rule, resource.type);
}

/** The evaluations of items when none of them is to be judged. */
export function settleItems(items: readonly ConfigurationItem[], rule: Rule): readonly Evaluation[] | undefined {
  const settled = items.flatMap((item) => {
    const verdict = settleItem(item, rule);
    return verdict ? [evaluationOf(item.resource, verdict, item.capturedAt)] : [];
  });
  return settled.length === items.length ? settled : undefined;
}

/** The same of the item that an invocation is about, and of one that left the rule's scope. */
export function settleInvocation(
  { leftScope, cause }: Pick<RuleInvocation, 'leftScope' | 'cause'>,
  rule: Rule,
): Evaluation | undefined {
  if (cause.kind === 'scheduled' || rule.resourceTypes.length === 0) return undefined;
  const item = cause.kind === 'item' ? cause.item : cause.summary;
  const verdict = leftScope ? notApplicable('The resource left the scope of the rule') : settleItem(item, rule);
  return verdict && evaluationOf(item.resource, verdict, item.capturedAt);
}

/** Whether an item is of a resource that is there and recorded. */
export function isThere({ status }: ConfigurationItem): boolean {
  return !Object.hasOwn(statuses, status);
}

/** Of each resource the newest item, in the order in which the resources come. */
export function newestOf(items: readonly ConfigurationItem[]): readonly ConfigurationItem[] {
  const newest = new Map<string, ConfigurationItem>();
  for (const item of items) {
    const { accountId, region, type, id } = item.resource;
    const key = `${accountId} ${region} ${type} ${id}`;
    const held = newest.get(key);
    if (!held || held.capturedAt < item.capturedAt) newest.set(key, item);
  }
  return [...newest.values()];
}

/** Docs: AWS Config API Reference, ConfigurationItem, `configurationItemStatus`. */
const statuses: Readonly<Record<string, string>> = {
  ResourceDeleted: 'The resource was deleted',
  ResourceDeletedNotRecorded: 'The resource was deleted, and its type is not recorded',
  ResourceNotRecorded: 'AWS Config does not record resources of this type here',
};

/** The type is none that the rule looks at. */
export function foreign({ id }: Rule, type: string): Verdict {
  return notApplicable(`${id} does not judge ${type}`);
}

/** The rule has nothing to say of it. */
export function notApplicable(annotation: string): Verdict {
  return { complianceType: 'NOT_APPLICABLE', annotation };
}

/** A verdict with what it is about and of when (ISO 8601), as AWS Config takes it. */
export function evaluationOf(
  { type, id }: Evaluation['resource'],
  verdict: Verdict,
  orderingTimestamp: string,
): Evaluation {
  return { resource: { type, id }, ...fitVerdict(verdict), orderingTimestamp };
}
