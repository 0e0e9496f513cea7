import { beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../src/core/ports.ts';
import { decisions } from '../../src/core/remediation.ts';
import type { Press } from '../../src/flows/act.ts';
import { decisionAction } from '../../src/slack/render/buttons.ts';
import { aPerson, createFakePeople } from '../core/people.ts';
import { setUpActing } from '../flows/act/acting.ts';
import { clickForm, commandForm, signedEvent } from '../slack/signed.ts';
import { testDoor } from '../slack/test-door.ts';

const { seen, open } = testDoor();
const actions = ['remediate', 'who', 'history', ...decisions.map(decisionAction)];

describe('threat 3: a request of another workspace or another app', () => {
  const strangers = [
    ['another workspace', { team: { id: 'T0STRANGER' } }],
    ['a person of another workspace in a shared channel', { user: { id: 'U0GUEST', team_id: 'T0STRANGER' } }],
    ['another app', { api_app_id: 'A0STRANGER' }],
  ] as const;

  it.each(strangers.flatMap(([whose, change]) => actions.map((action) => [whose, action, change] as const)))(
    'of %s that presses %s is refused at the door, told so, and logged',
    async (_, action_id, change) => {
      const button = { type: 'button', block_id: 'b', action_id, value: 'value-1', action_ts: '1795192800.1' };
      const form = clickForm({ ...change, actions: [button], response_url: `${seen.standIn}/respond` });

      await open()(signedEvent(form));

      expect(seen.jobs).toEqual([]);
      expect(seen.told.join()).toContain('answers only to its own workspace');
      expect(seen.lines.join()).toContain('was refused');
    },
  );

  it.each([
    ['another workspace', { team_id: 'T0STRANGER' }],
    ['another app', { api_app_id: 'A0STRANGER' }],
  ])('of %s that types a command is refused at the door', async (_, change) => {
    const answer = await open()(signedEvent(commandForm({ ...change, command: '/aws-remediate', text: 'off' })));

    expect(seen.jobs).toEqual([]);
    expect(answer.body).toContain('answers only to its own workspace');
  });
});

describe('threat 3: somebody who is none of ours behind a request that looks like it', () => {
  const nobodies: readonly (readonly [string, Partial<Person>])[] = [
    ['a guest', { isGuest: true }],
    ['an app', { isBot: true }],
    ['somebody who has left', { isGone: true }],
    ['somebody of another workspace', { teamId: 'T0STRANGER' }],
  ];
  let people: Record<string, Person>;
  const set = (mode: 'click' | 'approve') => setUpActing({ mode, people: createFakePeople(people).people });
  beforeEach(() => {
    people = {};
  });

  it.each(nobodies)('%s who clicks is refused and written down, and no session is opened', async (_, change) => {
    people = { U0ALICE: aPerson('U0ALICE', change) };
    const { run, click, open, aws, told, entries, opened, latest } = set('click');
    await open();

    await run(click('U0ALICE'));

    expect(told[0]?.text).toContain('You are not allowed to');
    expect(entries).toMatchObject([{ kind: 'refusal', by: 'U0ALICE' }]);
    expect([aws.applied, opened, await latest()]).toEqual([[], [], undefined]);
  });

  it.each(nobodies)('%s who approves, denies or tries again decides nothing', async (_, change) => {
    people = { U0BOB: aPerson('U0BOB', change) };
    const { run, click, open, aws, decision, entries, latest } = set('approve');
    await open();
    await run(click('U0ALICE'));
    await run(await decision('approve', 'U0BOB'));
    await run(await decision('deny', 'U0BOB'));
    await run(await decision('cancel', 'U0BOB'));

    expect(entries.filter(({ kind }) => kind === 'refusal').map(({ by }) => by)).toEqual(['U0BOB', 'U0BOB', 'U0BOB']);
    expect((await latest())?.state).toBe('awaiting');
    expect(aws.applied).toEqual([]);
  });

  it('a job of another workspace is refused and written down with its workspace', async () => {
    const { run, click, open, aws, entries, opened } = set('click');
    await open();
    const press = click('U0ALICE');
    const foreign = { ...press, asker: { ...press.asker, teamId: 'T0STRANGER' } } as Press;

    await run(foreign);

    expect(entries).toMatchObject([{ kind: 'refusal', details: { team: 'T0STRANGER' } }]);
    expect([aws.applied, opened]).toEqual([[], []]);
  });
});
