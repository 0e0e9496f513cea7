import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPeople } from '../../src/slack/people.ts';
import { quiet } from '../flows/world.ts';

let calls: string[] = [];
let answers: object[] = [];
let base = '';
/** Takes every call and gives the answers in their order, the last one for good; none at all when there is none. */
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  calls.push(`${request.url?.slice(1)}?${Buffer.concat(chunks)}`);
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  if (answer) response.end(JSON.stringify(answer));
});

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  calls = [];
  answers = [];
});

let at = 1_000;
const open = (timeoutMs = 1_000) =>
  createPeople({ loadToken: async () => 'xoxb-canary', apiUrl: base, log: quiet, timeoutMs, now: () => at });
const alice = { id: 'U0ALICE', team_id: 'T0123456789', profile: { email: 'Alice@Example.com' } };
const user = (change: object = {}) => ({ ok: true, user: { ...alice, ...change } });
const refused = (error: string) => ({ ok: false, error });

describe('a person', () => {
  it('is asked of Slack, with the address in lower case', async () => {
    answers = [user()];

    expect(await open().findPerson('U0ALICE')).toEqual({
      ...{ id: 'U0ALICE', teamId: 'T0123456789', email: 'alice@example.com' },
      ...{ isGuest: false, isBot: false, isGone: false },
    });
    expect(calls).toEqual(['users.info?user=U0ALICE']);
  });

  it.each([
    ['a restricted one is a guest', { is_restricted: true }, { isGuest: true }],
    ['an ultra-restricted one is a guest', { is_ultra_restricted: true }, { isGuest: true }],
    ['a stranger of a shared channel is a guest', { is_stranger: true }, { isGuest: true }],
    ['a bot is a bot', { is_bot: true }, { isBot: true }],
    ['a deactivated one is gone', { deleted: true }, { isGone: true }],
    ['somebody of elsewhere is of elsewhere', { team_id: 'T0ELSEWHERE' }, { teamId: 'T0ELSEWHERE' }],
  ])('%s', async (_, change, expected) => {
    answers = [user(change)];

    expect(await open().findPerson('U0ALICE')).toMatchObject(expected);
  });

  it.each([
    ['not shown', { profile: {} }],
    ['not confirmed', { is_email_confirmed: false }],
    ['no address', { profile: { email: 'alice' } }],
    ['one with letters that turn into others', { profile: { email: '\u212Aate@example.com' } }],
  ])('has no address that is %s', async (_, change) => {
    answers = [user(change)];

    expect(await open().findPerson('U0ALICE')).not.toHaveProperty('email');
  });

  it.each(['user_not_found', 'users_not_found', 'user_not_visible'])('is nobody on %s', async (error) => {
    answers = [refused(error)];

    expect(await open().findPerson('U0NOBODY')).toBeUndefined();
  });
});

describe('a user group', () => {
  it('has the members that Slack lists', async () => {
    answers = [{ ok: true, users: ['U0ALICE', 'U0BOB'] }];

    expect(await open().listMembers('S0SECURITY')).toEqual(['U0ALICE', 'U0BOB']);
    expect(calls).toEqual(['usergroups.users.list?usergroup=S0SECURITY']);
  });

  it.each(['no_such_subteam', 'plan_upgrade_required'])('has nobody in it on %s', async (error) => {
    answers = [refused(error)];

    expect(await open().listMembers('S0NONE')).toEqual([]);
  });
});

describe('what was asked', () => {
  it('is kept for less than a minute, by id', async () => {
    answers = [user()];
    const people = open();

    await Promise.all([people.findPerson('U0ALICE'), people.findPerson('U0ALICE')]);
    at += 59_999;
    await people.findPerson('U0ALICE');
    expect(calls).toHaveLength(1);

    at += 1;
    await people.findPerson('U0ALICE');
    await people.findPerson('U0BOB');
    expect(calls).toHaveLength(3);
  });

  it('is asked again of Slack where it is asked for afresh', async () => {
    answers = [user(), user({ deleted: true })];
    const people = open();
    await people.findPerson('U0ALICE');

    expect(await people.afresh().findPerson('U0ALICE')).toMatchObject({ isGone: true });
    expect(calls).toHaveLength(2);
  });

  it.each(['missing_scope', 'invalid_auth', 'ratelimited', 'internal_error', 'permission_denied'])(
    'is UNREACHABLE on %s, whatever was known, and asked again the next time',
    async (error) => {
      answers = [user(), refused(error), user()];
      const people = open();
      await people.findPerson('U0ALICE');
      at += 60_000;

      await expect(people.findPerson('U0ALICE')).rejects.toMatchObject({ code: 'UNREACHABLE' });
      expect(await people.findPerson('U0ALICE')).toBeDefined();
    },
  );

  it('is UNREACHABLE when the answer says nothing, or nothing answers in time', async () => {
    answers = [{ ok: true }];
    await expect(open().findPerson('U0ALICE')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await expect(open().listMembers('S0SECURITY')).rejects.toMatchObject({ code: 'UNREACHABLE' });

    answers = [];
    await expect(open(50).listMembers('S0SECURITY')).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});
