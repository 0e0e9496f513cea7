import { describe, expect, it } from 'vitest';
import { mayApprove, mayInvestigate, mayRemediate } from '../../src/core/access.ts';
import type { Person } from '../../src/core/ports.ts';
import type { Settings } from '../../src/core/settings.ts';
import { someSettings } from '../delivery/settings.ts';
import { aPerson, createFakePeople, unreachablePeople } from './people.ts';

const settings: Settings = {
  ...someSettings(),
  access: {
    investigate: ['U0ALICE', 'S0SECURITY', 'Carol@Example.com'],
    remediate: [
      { who: 'U0ALICE' },
      { who: 'U0BOB', accounts: ['payments-*'], remediations: ['config-*'] },
      { who: 'CAROL@example.com', accounts: ['444455556666'] },
      { who: 'S0SECURITY' },
    ],
    approve: ['S0SECLEADS', 'U0BOB', 'ed@example.com'],
  },
};
const groups = { S0SECURITY: ['U0DAVE', 'U0GUEST'], S0SECLEADS: ['U0ALICE', 'U0ALICE2'] };
const slack = (persons: Readonly<Record<string, Person | undefined>> = {}) => createFakePeople(persons, groups);

const look = (userId: string, people = slack().people) => mayInvestigate(settings, { userId }, people);
const ask = (userId: string, accountId = '111122223333', remediation = 'config-remediation') =>
  mayRemediate(settings, { userId, accountId, remediation }, slack().people);
const approve = (approverId: string, requesterId: string, { people } = slack()) =>
  mayApprove(settings, { approverId, requesterId, accountId: '111122223333', remediation: 'isolate-instance' }, people);

describe('the rights', () => {
  it.each([
    ['by user id', 'U0ALICE', true],
    ['by user group', 'U0DAVE', true],
    ['by e-mail address, in any case', 'U0CAROL', true],
    ['not otherwise', 'U0MALLORY', false],
    ['not to what is no user', 'S0SECURITY', false],
    ['not to an address as an id', 'carol@example.com', false],
    ['not to nobody', '', false],
  ])('are given %s', async (_, userId, expected) => {
    expect(await look(userId)).toBe(expected);
  });

  it('to remediate are held to accounts, by name or id, and to remediations', async () => {
    expect(await ask('U0ALICE')).toBe(true);
    expect(await ask('U0DAVE', '444455556666', 'ssm-automation')).toBe(true);
    expect(await ask('U0BOB')).toBe(true);
    expect(await ask('U0BOB', '111122223333', 'ssm-automation')).toBe(false);
    expect(await ask('U0CAROL')).toBe(false);
    expect(await ask('U0CAROL', '444455556666')).toBe(true);
    expect(await ask('U0MALLORY')).toBe(false);
  });

  it('reach no account that is not in the settings, and nobody is asked about it', async () => {
    const { people, asked } = slack();
    const stray = { accountId: '666677778888', remediation: 'config-remediation' };

    expect(await mayRemediate(settings, { userId: 'U0ALICE', ...stray }, people)).toBe(false);
    expect(await mayApprove(settings, { approverId: 'U0BOB', requesterId: 'U0ALICE', ...stray }, people)).toBe(
      'account 666677778888 is not in the settings',
    );
    expect(asked).toEqual([]);
  });

  it.each([
    ['guests', { isGuest: true }],
    ['apps', { isBot: true }],
    ['people who have left', { isGone: true }],
    ['people of another workspace', { teamId: 'T0ELSEWHERE' }],
    ['another user than was asked for', { id: 'U0MALLORY' }],
  ])('are never given to %s, whatever the settings say', async (_, change) => {
    const everybody = { U0ALICE: aPerson('U0ALICE', change), U0DAVE: aPerson('U0DAVE', change) };
    const { people } = slack(everybody);
    const asked = { accountId: '111122223333', remediation: 'config-remediation' };

    expect([await look('U0ALICE', people), await look('U0DAVE', people)]).toEqual([false, false]);
    expect(await mayRemediate(settings, { userId: 'U0ALICE', ...asked }, people)).toBe(false);
    expect(await approve('U0ALICE', 'U0CAROL', { people, asked: [] })).not.toBe('yes');
  });

  it('are not given to somebody whom Slack does not know, or whose request came from elsewhere', async () => {
    expect(await look('U0ALICE', slack({ U0ALICE: undefined }).people)).toBe(false);
    expect(await mayInvestigate(settings, { userId: 'U0ALICE', teamId: 'T0ELSEWHERE' }, slack().people)).toBe(false);
  });

  it('are closed when Slack cannot be asked', async () => {
    const asked = { accountId: '111122223333', remediation: 'config-remediation' };

    await expect(look('U0ALICE', unreachablePeople)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await expect(mayRemediate(settings, { userId: 'U0ALICE', ...asked }, unreachablePeople)).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
    await expect(approve('U0BOB', 'U0ALICE', { people: unreachablePeople, asked: [] })).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
  });

  it('ask for no group where an id or an address says yes', async () => {
    const { people, asked } = slack();

    await look('U0ALICE', people);

    expect(asked).toEqual(['U0ALICE']);
  });
});

describe('an approval', () => {
  it.each(['U0BOB', 'U0ED'])('is for approvers, by id, group or address: %s', async (approver) => {
    expect(await approve(approver, 'U0CAROL')).toBe('yes');
    expect(await approve('U0ALICE', 'U0CAROL')).toBe('yes');
    expect(await approve('U0DAVE', 'U0CAROL')).toMatch(/access\.approve/);
  });

  it('is not for whoever asked, nor for whoever has the same e-mail address', async () => {
    const same = (email: string) => slack({ U0ALICE2: aPerson('U0ALICE2', { email }) });

    expect(await approve('U0ALICE', 'U0ALICE')).toMatch(/cannot approve it as well/);
    for (const email of ['alice@example.com', 'ALICE@Example.COM', 'alice+aws@example.com', 'ａlice@example.com']) {
      expect(await approve('U0ALICE2', 'U0ALICE', same(email))).toMatch(/same e-mail address/);
    }
    expect(await approve('U0ALICE2', 'U0ALICE', same('alice@example.org'))).toBe('yes');
  });

  it('needs both addresses, but for what the policy asked for by itself', async () => {
    const { email: _, ...nameless } = aPerson('U0BOB');

    expect(await approve('U0BOB', 'U0ALICE', slack({ U0BOB: nameless }))).toMatch(/approver cannot be read/);
    expect(await approve('U0ALICE', 'U0BOB', slack({ U0BOB: nameless }))).toMatch(/whoever asked cannot be read/);
    expect(await approve('U0ALICE', 'U0BOB', slack({ U0BOB: undefined }))).toMatch(/whoever asked cannot be read/);
    expect(await approve('U0BOB', 'auto', slack({ U0BOB: nameless }))).toBe('yes');
    expect(await approve('U0MALLORY', 'auto')).not.toBe('yes');
  });
});
