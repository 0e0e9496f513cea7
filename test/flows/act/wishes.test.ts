import { describe, expect, it } from 'vitest';
import { type Command, command } from '../../../src/flows/act/command.ts';
import { receive } from '../../../src/flows/act/receive.ts';
import { createAggregatorOf } from '../../commands/context.ts';
import { setUpActing } from './acting.ts';

const minute = 60_000;

/** What somebody at a terminal wants, and the function that may write it down. */
function setUp() {
  const acting = setUpActing();
  const sealed: string[] = [];
  const world = {
    ...acting.world,
    aggregator: createAggregatorOf({}),
    async sealDay(day: string) {
      sealed.push(day);
      return 'written';
    },
  };
  let made = 0;
  const wish = async (to: 'on' | 'off', more: { saw?: number; reason?: string; at?: number } = {}) => {
    made += 1;
    const said = { id: `0${made}`, to, by: 'terminal:carol', at: acting.clock.now(), ...more };
    await acting.store.putWish(said);
    return said;
  };
  const type = (text: string, userId: string) => {
    const asker = { teamId: 'T0123456789', userId, channelId: 'C0SECURITY' };
    const job = { kind: 'remediation', key: `typed-${text}-${userId}`, askedAt: acting.clock.now() } as const;
    return command({ ...job, asker, command: '/aws-remediate', text } satisfies Command, world);
  };
  const takeUp = (change: Partial<typeof world> = {}) => receive({ wishes: 'switch' }, { ...world, ...change });
  return { ...acting, world, sealed, wish, takeUp, type };
}

describe('what is wanted of the switch at a terminal', () => {
  it('is off from the moment that somebody wants it, and written down and told when it is taken up', async () => {
    const { store, wish, takeUp, entries, clock } = setUp();
    await wish('off', { reason: 'a rule misfires' });
    const stopped = { state: 'off', by: 'terminal:carol', at: clock.now(), reason: 'a rule misfires' };
    expect(await store.findSwitch()).toEqual(stopped);
    clock.pass(minute);

    await takeUp();

    expect(await store.findSwitch()).toEqual(stopped);
    expect(await store.findTurned()).toEqual(stopped);
    expect(await store.listWishes()).toEqual([]);
    expect(entries).toMatchObject([
      { chain: 'switch', kind: 'switch', by: 'terminal:carol', what: 'switched remediations off: a rule misfires' },
    ]);
    expect(await store.listSlots('JOB#terminal-01')).toMatchObject([{ channel: 'C0OPERATIONS', lane: 0 }]);
    expect(await store.findJob('terminal-01')).toMatchObject({
      state: 'done',
      reply: { title: 'Remediations are switched off' },
    });
  });

  it('keeps a button from changing anything before it is taken up', async () => {
    const acting = setUp();
    await acting.open();
    await acting.wish('off');

    await acting.run(acting.click());
    await acting.deliver(minute);

    expect(acting.aws.isBroken).toBe(true);
    expect(await acting.latest()).toMatchObject({ state: 'refused', reason: expect.stringContaining('switched off') });
  });

  it('goes on only when it is written down', async () => {
    const { store, wish, takeUp, entries, clock } = setUp();
    const { at: saw } = await wish('off');
    await wish('on', { saw });
    const audit = () => Promise.reject(new Error('no bucket'));

    await expect(takeUp({ audit })).rejects.toThrow('no bucket');
    expect(await store.findSwitch()).toMatchObject({ state: 'off' });
    clock.pass(minute);
    await takeUp();

    expect(await store.findSwitch()).toMatchObject({ state: 'on', by: 'terminal:carol' });
    expect(entries.map(({ what }) => what)).toEqual(['switched remediations off', 'switched remediations on']);
  });

  it('is not on again where somebody switched them off anew meanwhile', async () => {
    const { store, wish, takeUp, entries, clock, type } = setUp();
    await wish('off');
    await takeUp();
    const { at: saw } = await store.findSwitch();
    clock.pass(minute);
    await type('off once more', 'U0ALICE');
    await wish('on', { ...(saw !== undefined && { saw }) });

    await takeUp();

    expect(await store.findSwitch()).toMatchObject({ state: 'off', by: 'U0ALICE' });
    expect(await store.listWishes()).toEqual([]);
    expect(entries.at(-1)).toMatchObject({ kind: 'refusal', what: expect.stringContaining('off anew meanwhile') });
  });

  it('is not on again long after it was asked for', async () => {
    const { store, wish, takeUp, entries, clock } = setUp();
    const { at: saw } = await wish('off');
    await wish('on', { saw });
    clock.pass(15 * minute + 1);

    await takeUp();

    expect(await store.findSwitch()).toMatchObject({ state: 'off' });
    expect(entries.at(-1)).toMatchObject({ kind: 'refusal', by: 'terminal:carol' });
  });

  it('is one entry and one message however often it is brought', async () => {
    const { store, wish, takeUp, entries } = setUp();
    const said = await wish('off');
    await takeUp();
    await store.putWish(said);
    await takeUp();

    expect(entries).toHaveLength(1);
    expect(await store.listSlots('JOB#terminal-01')).toHaveLength(1);
  });

  it('is taken up before an approver in Slack switches them on, so that it is not off again after that', async () => {
    const { store, wish, type, entries } = setUp();
    await wish('off');

    await type('on', 'U0BOB');

    expect(await store.findSwitch()).toMatchObject({ state: 'on', by: 'U0BOB' });
    expect(entries.map(({ by }) => by)).toEqual(['terminal:carol', 'U0BOB']);
  });

  it('is off where nobody can read what was put there', async () => {
    const { store, takeUp } = setUp();
    await store.putWish({ id: '01', to: 'on', by: 'U0BOB', at: -1 });

    expect(await store.findSwitch()).toMatchObject({ state: 'off', by: 'terminal:unknown' });
    await takeUp();
    expect(await store.findTurned()).toMatchObject({ state: 'off', by: 'terminal:unknown' });
  });
});

describe('the day of the audit trail that the sweep wants sealed', () => {
  it('is sealed by the function of the remediations, which alone may write there', async () => {
    const { world, sealed } = setUp();

    await receive({ seal: '2026-11-20' }, world);

    expect(sealed).toEqual(['2026-11-20']);
    await expect(receive({ seal: 'yesterday' }, world)).rejects.toThrow('no day');
  });
});
