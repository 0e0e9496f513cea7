import type { Resource } from '../core/resource.ts';

const columns = 'accountId, awsRegion, resourceId, resourceType, resourceName, arn, tags';

/** The longest expression that SelectAggregateResourceConfig takes. Docs: AWS Config API Reference. */
export const longestExpression = 4096;

/** Advanced queries know no bind parameters, so only characters that cannot leave a quoted string are let in. */
export function isSafe(text: string): boolean {
  return /^[A-Za-z0-9 _./:=+@-]+$/.test(text);
}

/** One expression for all resources, or several where one would be too long. What cannot be asked safely is left out. */
export function summaryExpressions(resources: readonly Resource[]): readonly string[] {
  const askable = resources.filter(({ id, accountId }) => isSafe(id) && /^\d{12}$/.test(accountId));
  const expressions: string[] = [];
  let batch: readonly Resource[] = [];
  for (const resource of askable) {
    if (batch.length > 0 && expressionOf([...batch, resource]).length > longestExpression) {
      expressions.push(expressionOf(batch));
      batch = [];
    }
    batch = [...batch, resource];
  }
  return batch.length > 0 ? [...expressions, expressionOf(batch)] : expressions;
}

/** By id, ARN, resource name or Name tag. The term must be safe. */
export function termExpression(term: string): string {
  const text = quoted(term);
  const tag = quoted(`Name=${term}`);
  return `SELECT ${columns} WHERE resourceId = ${text} OR resourceName = ${text} OR arn = ${text} OR tags.tag = ${tag}`;
}

function expressionOf(resources: readonly Resource[]): string {
  const ids = listOf(resources.map(({ id }) => id));
  const accounts = listOf(resources.map(({ accountId }) => accountId));
  return `SELECT ${columns} WHERE resourceId IN (${ids}) AND accountId IN (${accounts})`;
}

function listOf(values: readonly string[]): string {
  return [...new Set(values)].map(quoted).join(', ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
