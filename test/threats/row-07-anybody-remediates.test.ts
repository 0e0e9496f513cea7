import { describe, expect, it } from 'vitest';
import type { People } from '../../src/core/ports.ts';
import type { Settings } from '../../src/core/settings.ts';
import { aPerson, createFakePeople, unreachablePeople } from '../core/people.ts';
import { someSettings } from '../delivery/settings.ts';
import { setUpActing } from '../flows/act/acting.ts';

const access: Settings['access'] = {
  investigate: [],
  remediate: [{ who: 'S0SECURITY' }, { who: 'dora@example.com', accounts: ['payments-*'] }],
  approve: ['S0SECLEADS'],
};

/** Slack whose groups change while somebody looks. */
function setUp({
  mode = 'click' as const as 'click' | 'approve',
  people,
}: {
  mode?: 'click' | 'approve';
  people?: People;
} = {}) {
  const groups: Record<string, readonly string[]> = { S0SECURITY: ['U0ALICE'], S0SECLEADS: ['U0BOB'] };
  const slack: { now: People } = { now: people ?? createFakePeople({}, groups).people };
  const asked: People = {
    findPerson: (id) => slack.now.findPerson(id),
    listMembers: (id) => slack.now.listMembers(id),
    afresh: () => asked,
  };
  const acting = setUpActing({
    ...{ mode, settings: { ...someSettings(), access, remediations: policies(mode) } },
    people: asked,
  });
  return { ...acting, groups, slack };
}

const policies = (mode: 'click' | 'approve'): Settings['remediations'] => [
  { when: { rule: 'approved-amis-by-id' }, use: 'config-remediation', mode, dryRun: false, parameters: {} },
];

describe('threat 7: any member of the channel remediates', () => {
  it.each(['U0ALICE', 'U0DORA'])('%s may, by user group or e-mail address', async (userId) => {
    const { run, click, open, aws } = setUp();
    await open();

    await run(click(userId));

    expect(aws.applied).toHaveLength(1);
  });

  it.each(['U0BOB', 'U0MALLORY', 'S0SECURITY', 'W0MALLORY'])('%s may not, and that is written down', async (userId) => {
    const { run, click, open, aws, entries, opened, told } = setUp();
    await open();

    await run(click(userId));

    expect([aws.applied, opened]).toEqual([[], []]);
    expect(told[0]?.text).toContain('You are not allowed to');
    expect(entries).toMatchObject([{ kind: 'refusal', by: userId }]);
  });

  it('refuses at execution whoever was taken out of the group since the click', async () => {
    const { run, click, decision, open, aws, groups, latest, opened } = setUp({ mode: 'approve' });
    await open();
    await run(click('U0ALICE'));
    groups['S0SECURITY'] = [];

    await run(await decision('approve', 'U0BOB'));

    expect(await latest()).toMatchObject({ state: 'refused', reason: 'whoever asked no longer has the right' });
    expect([aws.applied, opened]).toEqual([[], []]);
  });

  it('asks Slack again at execution, whatever was kept of its answer at the click', async () => {
    const kept = createFakePeople({}, { S0SECURITY: ['U0ALICE'] }).people;
    const { open, run, click, world, latest, opened } = setUp();
    await open();

    await run(click('U0ALICE'), { ...world, people: { ...kept, afresh: () => createFakePeople().people } });

    expect(await latest()).toMatchObject({ state: 'refused', reason: 'whoever asked no longer has the right' });
    expect(opened).toEqual([]);
  });

  it('refuses at execution what was approved by somebody who is no approver any more', async () => {
    const { run, click, decision, open, aws, groups, slack, latest } = setUp({ mode: 'approve' });
    await open();
    await run(click('U0ALICE'));
    const before = slack.now;
    const listMembers = async (id: string) => {
      const members = await before.listMembers(id);
      if (id === 'S0SECLEADS') groups['S0SECLEADS'] = [];
      return members;
    };
    slack.now = { ...before, listMembers };

    await run(await decision('approve', 'U0BOB'));

    expect(await latest()).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('the approval does not hold any more'),
    });
    expect(aws.applied).toEqual([]);
  });

  it('refuses everybody while Slack cannot be asked, at the click', async () => {
    const { run, click, open, aws, entries, opened, told } = setUp({ people: unreachablePeople });
    await open();

    await run(click('U0ALICE'));

    expect(told[0]?.text).toContain('Slack could not be reached');
    expect(entries).toMatchObject([{ kind: 'refusal', by: 'U0ALICE' }]);
    expect([aws.applied, opened]).toEqual([[], []]);
  });

  it('refuses everybody while Slack cannot be asked, at execution', async () => {
    const { run, click, decision, open, aws, slack, latest } = setUp({ mode: 'approve' });
    await open();
    await run(click('U0ALICE'));
    const before = slack.now;
    let asked = 0;
    slack.now = {
      ...before,
      findPerson: (id) => {
        asked += 1;
        return asked > 2 ? unreachablePeople.findPerson(id) : before.findPerson(id);
      },
    };

    await run(await decision('approve', 'U0BOB'));

    expect(await latest()).toMatchObject({ state: 'refused', reason: expect.stringContaining('could not be reached') });
    expect(aws.applied).toEqual([]);
  });

  it('refuses a guest who is in the group', async () => {
    const people = createFakePeople({ U0ALICE: aPerson('U0ALICE', { isGuest: true }) }, { S0SECURITY: ['U0ALICE'] });
    const { run, click, open, aws, told } = setUp({ people: people.people });
    await open();

    await run(click('U0ALICE'));

    expect(told[0]?.text).toContain('You are not allowed to');
    expect(aws.applied).toEqual([]);
  });
});
