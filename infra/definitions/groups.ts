import type { Settings } from '../../src/core/settings.ts';
import { limits } from './limits.ts';

/** Accounts that share a bus, a queue of dead letters, an alias of the rules' function and a template. Numbers count from 1. */
export type Group = Readonly<{ group: number; bus: number; queue: number; accountIds: readonly string[] }>;

/**
 * How many accounts a group has: as many as one alias of a function can name, each of which costs up to 330 characters
 * (the statement that AWS Lambda writes for one permission).
 */
export const groupSize = Math.floor(limits.functionPolicy / 335);

/** An account's id in a list: twelve digits, two quotes and a comma. */
const listed = 15;
/** What stands in these policies beside the list. */
const besides = 1_100;

const groupsOfBus = Math.floor((limits.busPolicy - besides) / listed / groupSize);
const groupsOfQueue = Math.floor((limits.queuePolicy - besides) / listed / groupSize);

/**
 * Deals the accounts into groups in the order of the settings: who adds accounts at the end moves nobody else into another
 * group.
 */
export function groupsOf({ accounts }: Pick<Settings, 'accounts'>): readonly Group[] {
  const ids = accounts.map(({ id }) => id);
  return inPieces(ids, groupSize).map((accountIds, at) => ({
    group: at + 1,
    bus: Math.floor(at / groupsOfBus) + 1,
    queue: Math.floor(at / groupsOfQueue) + 1,
    accountIds,
  }));
}

/** The accounts of each bus, or of each queue, by its number less one. */
export function listsOf(groups: readonly Group[], by: 'bus' | 'queue'): readonly (readonly string[])[] {
  const numbers = [...new Set(groups.map((group) => group[by]))];
  return numbers.map((number) =>
    groups.filter((group) => group[by] === number).flatMap(({ accountIds }) => accountIds),
  );
}

/** A list cut into pieces of at most `size`. */
export function inPieces<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
