import { describe, expect, it } from 'vitest';
import { userError } from '../../../src/core/errors.ts';
import { type Command, command } from '../../../src/flows/act/command.ts';
import { createAggregatorOf } from '../../commands/context.ts';
import { setUpActing } from './acting.ts';

let typed = 0;

async function type(acting: ReturnType<typeof setUpActing>, text: string, userId: string): Promise<string> {
  typed += 1;
  const asker = { teamId: 'T0123456789', userId, channelId: 'C0SECURITY' };
  const key = `switch-${typed}-command`;
  const job: Command = {
    kind: 'remediation',
    key,
    askedAt: acting.clock.now(),
    asker,
    command: '/aws-remediate',
    text,
  };
  await command(job, { ...acting.world, aggregator: createAggregatorOf({}) });
  return acting.told.at(-1)?.text ?? '';
}

describe('the switch of all remediations', () => {
  it('is turned off by anybody who may remediate, for everybody to see', async () => {
    const acting = setUpActing();

    expect(await type(acting, 'off a rule misfires', 'U0ALICE')).toContain('🛑 Remediations are switched off');

    expect(await acting.store.findSwitch()).toMatchObject({ state: 'off', by: 'U0ALICE', reason: 'a rule misfires' });
    expect(acting.entries).toMatchObject([
      { chain: 'switch', kind: 'switch', by: 'U0ALICE', what: 'switched remediations off: a rule misfires' },
    ]);
    const [slot] = await acting.store.listSlots(`JOB#switch-${typed}-command`);
    expect(slot).toMatchObject({ channel: 'C0OPERATIONS', lane: 0 });
  });

  it('is turned on again only by somebody who approves', async () => {
    const acting = setUpActing();
    await type(acting, 'off', 'U0DORA');

    expect(await type(acting, 'on', 'U0DORA')).toContain('not allowed to switch remediations on');
    expect(await acting.store.findSwitch()).toMatchObject({ state: 'off' });
    expect(await type(acting, 'on', 'U0BOB')).toContain('🟢 Remediations are switched on');
    expect(await acting.store.findSwitch()).toMatchObject({ state: 'on', by: 'U0BOB' });
  });

  it('is nothing for whoever may change nothing', async () => {
    const acting = setUpActing();

    expect(await type(acting, 'off', 'U0MALLORY')).toContain('not allowed to switch remediations off');
    expect(await acting.store.findSwitch()).toEqual({ state: 'on' });
  });

  it('stays off where the turn could not be written down, and does not go on without an audit', async () => {
    const acting = setUpActing();
    const audit = () => Promise.reject(new Error('no bucket'));
    const broken = { ...acting, world: { ...acting.world, audit } };

    await expect(type(broken, 'off', 'U0ALICE')).rejects.toThrow('no bucket');
    expect(await acting.store.findSwitch()).toMatchObject({ state: 'off' });
    await expect(type(broken, 'on', 'U0BOB')).rejects.toThrow('no bucket');
    expect(await acting.store.findSwitch()).toMatchObject({ state: 'off' });
  });

  it('is told to be off where it is, also when it could not be written down, and written when it comes again', async () => {
    const acting = setUpActing();
    const audit = () => Promise.reject(userError('UNREACHABLE', { what: 'The audit trail', why: 'no answer' }));
    const off = { kind: 'remediation', key: 'switch-off-command', command: '/aws-remediate', text: 'off' } as const;
    const asker = { teamId: 'T0123456789', userId: 'U0ALICE', channelId: 'C0SECURITY' };
    const job: Command = { ...off, asker, askedAt: acting.clock.now() };
    const world = { ...acting.world, aggregator: createAggregatorOf({}) };

    await expect(command(job, { ...world, audit })).rejects.toThrow('audit trail');
    expect(await acting.store.findSwitch()).toMatchObject({ state: 'off' });
    expect(await acting.store.listSlots('JOB#switch-off-command')).toMatchObject([
      { channel: 'C0OPERATIONS', lane: 0 },
    ]);
    acting.clock.pass(150_000);
    await command(job, world);

    expect(acting.entries).toMatchObject([{ kind: 'switch', what: 'switched remediations off' }]);
  });

  it('says so when it was off already, and by whom', async () => {
    const acting = setUpActing();
    await type(acting, 'off first', 'U0ALICE');

    expect(await type(acting, 'off', 'U0DORA')).toMatch(/as they already were[\s\S]*first/);
  });
});
