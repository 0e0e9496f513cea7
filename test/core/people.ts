import { userError } from '../../src/core/errors.ts';
import type { People, Person } from '../../src/core/ports.ts';

/** Somebody of the workspace of `someSettings`, whose e-mail address is made of the id: `U0ALICE` is alice@example.com. */
export function aPerson(id: string, change: Partial<Person> = {}): Person {
  const email = `${id.slice(2).toLowerCase()}@example.com`;
  return { id, teamId: 'T0123456789', email, isGuest: false, isBot: false, isGone: false, ...change };
}

/**
 * Slack as it answers about people: anybody is a colleague unless `persons` says otherwise (undefined: no such user), and
 * groups have the members given. `asked` are the questions in order.
 */
export function createFakePeople(
  persons: Readonly<Record<string, Person | undefined>> = {},
  groups: Readonly<Record<string, readonly string[]>> = {},
) {
  const asked: string[] = [];
  const people: People = {
    async findPerson(id) {
      asked.push(id);
      return Object.hasOwn(persons, id) ? persons[id] : aPerson(id);
    },
    async listMembers(id) {
      asked.push(id);
      return groups[id] ?? [];
    },
    afresh: () => people,
  };
  return { people, asked };
}

/** Slack as it is when it cannot be asked. */
export const unreachablePeople: People = {
  findPerson: () => Promise.reject(userError('UNREACHABLE', { what: 'Slack', why: 'no answer' })),
  listMembers: () => Promise.reject(userError('UNREACHABLE', { what: 'Slack', why: 'no answer' })),
  afresh: () => unreachablePeople,
};
