import * as z from 'zod/mini';
import { userError } from '../core/errors.ts';
import type { Now, People, Person } from '../core/ports.ts';
import { type Call, type CallOptions, createCall } from './call.ts';
import { outcomeOf } from './outcome.ts';

const flag = z._default(z.boolean(), false);

/** docs.slack.dev/reference/methods/users.info: the fields that we use. `email` needs the scope `users:read.email`. */
const Info = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string(),
    deleted: flag,
    is_bot: flag,
    is_restricted: flag,
    is_ultra_restricted: flag,
    is_stranger: flag,
    is_email_confirmed: z._default(z.boolean(), true),
    profile: z._default(z.object({ email: z.optional(z.string()) }), {}),
  }),
});

/** docs.slack.dev/reference/methods/usergroups.users.list */
const Members = z.object({ users: z.array(z.string()) });

const noSuchUser: readonly string[] = ['user_not_found', 'users_not_found', 'user_not_visible'];
/** Workspaces that do not pay have no user groups. */
const noSuchGroup: readonly string[] = ['no_such_subteam', 'plan_upgrade_required'];

const keptFor = 60_000;
const mostKept = 1_000;

/**
 * Who somebody is and who is in a group, as Slack says it. What was asked is kept for a minute from the asking on, and a
 * failure never: what cannot be asked throws UNREACHABLE, whatever was known before.
 */
export function createPeople(options: CallOptions & Readonly<{ now: Now }>): People {
  const call = createCall(options);
  const afresh = (): People => ({
    findPerson: kept(options.now, (userId) => findPerson(call, userId)),
    listMembers: kept(options.now, (groupId) => listMembers(call, groupId)),
    afresh,
  });
  return afresh();
}

async function findPerson(call: Call, userId: string): Promise<Person | undefined> {
  const answer = await asked(call('users.info', { user: userId }), noSuchUser);
  if (answer === 'none') return undefined;
  const { user } = understood(Info.safeParse(answer));
  const email = user.is_email_confirmed ? addressOf(user.profile.email) : undefined;
  return {
    id: user.id,
    teamId: user.team_id,
    ...(email !== undefined && { email }),
    isGuest: user.is_restricted || user.is_ultra_restricted || user.is_stranger,
    isBot: user.is_bot || user.id === 'USLACKBOT',
    isGone: user.deleted,
  };
}

async function listMembers(call: Call, groupId: string): Promise<readonly string[]> {
  const answer = await asked(call('usergroups.users.list', { usergroup: groupId }), noSuchGroup);
  return answer === 'none' ? [] : understood(Members.safeParse(answer)).users;
}

/** Lower case; one with letters beyond ASCII is none, for some of those turn into ASCII letters when they are lowered. */
function addressOf(email: string | undefined): string | undefined {
  return email !== undefined && /^[!-~]+@[!-~]+$/.test(email) ? email.toLowerCase() : undefined;
}

async function asked(answer: Promise<unknown>, absent: readonly string[]): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    const outcome = outcomeOf(error);
    const name = outcome && 'error' in outcome ? outcome.error : undefined;
    if (name !== undefined && absent.includes(name)) return 'none';
    throw unreachable(name ?? (outcome?.kind === 'limited' ? 'it asks us to wait' : 'it did not answer'));
  }
}

function understood<T>(parsed: { success: true; data: T } | { success: false }): T {
  if (!parsed.success) throw unreachable('its answer was not understood');
  return parsed.data;
}

function unreachable(why: string) {
  return userError('UNREACHABLE', { what: 'Slack', why });
}

/** Keeps what is asked together or within a minute; the oldest go when there are many. */
function kept<T>(now: Now, ask: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const held = new Map<string, Readonly<{ at: number; answer: Promise<T> }>>();
  return (id) => {
    const before = held.get(id);
    const age = before ? now() - before.at : keptFor;
    if (before && age >= 0 && age < keptFor) return before.answer;
    const answer = ask(id).catch((error: unknown) => {
      if (held.get(id)?.answer === answer) held.delete(id);
      throw error;
    });
    held.delete(id);
    held.set(id, { at: now(), answer });
    const [oldest] = held.keys();
    if (held.size > mostKept && oldest !== undefined) held.delete(oldest);
    return answer;
  };
}
