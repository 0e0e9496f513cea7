import type { Alert } from './alert.ts';
import type { AlertCondition, OneOrMore } from './settings.ts';

/** What conditions are asked of: an alert, or as much as is known of what somebody asks for. */
export type Matchable = Partial<
  Pick<
    Alert,
    | ('severity' | 'kind' | 'accountId' | 'accountName' | 'environment' | 'region')
    | ('rule' | 'finding' | 'actor' | 'resources' | 'tags')
  >
>;

/**
 * Whether all that a condition asks of an alert holds. No condition always holds; a condition on something that the alert
 * does not have (no rule, tags not known yet) does not.
 */
export function matchesCondition(alert: Matchable, condition: AlertCondition | undefined): boolean {
  if (!condition) return true;
  const { resources = [], actor } = alert;
  return (
    anyOf(condition.severity, [alert.severity]) &&
    anyOf(condition.kind, [alert.kind]) &&
    anyOf(condition.account, [alert.accountId, alert.accountName]) &&
    anyOf(condition.environment, [alert.environment]) &&
    anyOf(condition.region, [alert.region]) &&
    anyOf(condition.rule, [alert.rule]) &&
    anyOf(condition.finding, [alert.finding]) &&
    anyOf(condition.actor, [actor?.arn, actor?.name]) &&
    anyOf(
      condition.resource,
      resources.flatMap(({ id, arn, name }) => [id, arn, name]),
    ) &&
    tagsMatch(condition.tag, alert.tags)
  );
}

/**
 * Whether `text` fits `pattern`, where `*` stands for any characters, none included, as in a shell; case counts. Takes
 * time in proportion to the text: actors and names are chosen by whoever made the event.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  const end = text.length - tail.length;
  let at = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

function anyOf(wanted: OneOrMore | undefined, values: readonly (string | undefined)[]): boolean {
  if (wanted === undefined) return true;
  const patterns = typeof wanted === 'string' ? [wanted] : wanted;
  return patterns.some((pattern) => values.some((value) => value !== undefined && matchesPattern(pattern, value)));
}

function tagsMatch(
  wanted: Readonly<Record<string, string>> | undefined,
  tags: Readonly<Record<string, string>> | undefined,
): boolean {
  return Object.entries(wanted ?? {}).every(([key, pattern]) => {
    const value = tags && Object.hasOwn(tags, key) ? tags[key] : undefined;
    return value !== undefined && matchesPattern(pattern, value);
  });
}
