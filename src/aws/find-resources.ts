import { userError } from '../core/errors.ts';
import { canonicalAddress } from '../core/items/asked-resource.ts';
import type { LookUps, Named, ResourceQuery } from '../core/look-ups.ts';
import { type Resource, resourceKey } from '../core/resource.ts';
import { type AggregatorParts, createSelect, type SelectedRow } from './aggregate-select.ts';
import { isAskable, isSafe, likeExpression, queryExpressions } from './expression.ts';

/** Finds resources over all accounts by what people call them. */
export function createFind(parts: AggregatorParts): Pick<LookUps, 'find' | 'findLike'> {
  const select = createSelect(parts);
  const distinct = (rows: readonly SelectedRow[]): readonly Resource[] => [
    ...new Map(rows.map(called).map((resource) => [resourceKey(resource), resource])).values(),
  ];
  return {
    async find(query, limit) {
      if (!isAskable(query)) throw unaskable(query.named);
      const rows = (await Promise.all(queryExpressions(query).map(select))).flat();
      return distinct(rows.filter((row) => answersTo(row, query))).slice(0, limit);
    },

    async findLike(text) {
      const beginning = text.slice(0, Math.max(3, Math.ceil(text.length / 3)));
      return text.length >= 3 && text.length <= 200 && isSafe(beginning)
        ? distinct(await select(likeExpression(beginning)))
        : [];
    },
  };
}

function unaskable(named: Named): Error {
  const text = named.by === 'tag' ? [named.key, named.value].filter((one) => one !== undefined).join('=') : named.text;
  const problem = `AWS Config cannot be asked for “${text}”: only letters, digits, spaces and _ . / : = + @ - may be used.`;
  return userError('BAD_ARGUMENT', { problem, example: '/aws-resource i-0123456789abcdef0' });
}

/** A query matches arrays as a whole, and addresses as ranges, so every answer is checked again here. */
function answersTo(row: SelectedRow, { named, type, accountId, region }: ResourceQuery): boolean {
  const { resource } = row;
  const isThere =
    (type === undefined || resource.type === type) &&
    (accountId === undefined || resource.accountId === accountId) &&
    (region === undefined || resource.region === region);
  return isThere && isNamedSo(row, named);
}

function isNamedSo({ resource, tags, shown }: SelectedRow, named: Named): boolean {
  switch (named.by) {
    case 'name':
      return [resource.id, resource.name, resource.arn, tags['Name']].includes(named.text);
    case 'address':
      return textsIn(shown).some((text) => canonicalAddress(text) === named.text);
    case 'host': {
      const wanted = named.text.toLowerCase();
      const names = [resource.id, resource.name, resource.arn, tags['Name'], ...textsIn(shown)];
      return names.some((text) => text?.toLowerCase() === wanted);
    }
    case 'tag':
      return Object.hasOwn(tags, named.key) && (named.value === undefined || tags[named.key] === named.value);
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function called({ resource, tags }: SelectedRow): Resource {
  const name = tags['Name'] || resource.name;
  return name ? { ...resource, name } : resource;
}
