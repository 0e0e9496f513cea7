import { describe, expect, it } from 'vitest';
import { userError } from '../../../src/core/errors.ts';
import { command } from '../../../src/flows/act/command.ts';
import { createAggregatorOf } from '../../commands/context.ts';
import { fix, setUpCommands as setUp } from './commanding.ts';

describe('a command that comes again', () => {
  it.each(['audit:request', 'audit:plan', 'plan', 'audit:intent', 'applied'])(
    'goes on where it was when a run was cut off at %s, whatever the words would come to by then',
    async (at) => {
      const { job, world, resource, latest, aws, deliver, cut, clock } = setUp();
      const once = job(fix(resource));
      cut.on = at;
      await expect(command(once, world)).rejects.toThrow();
      Object.assign(cut, { count: 0, isDead: false, on: '' });
      clock.pass(150_000);

      await command(once, { ...world, aggregator: createAggregatorOf({ findResources: async () => [] }) });
      await deliver(300_000);

      expect(await latest()).toMatchObject({ attempt: 1, state: 'applied' });
      expect(new Set(aws.applied.map(({ token }) => token)).size).toBe(1);
    },
  );

  it('is done when it comes again after something of ours broke, and nobody is told that it is over', async () => {
    const { job, world, resource, latest, aws, clock, told, entries } = setUp();
    const once = job(fix(resource));
    const audit = async () => Promise.reject(userError('UNREACHABLE', { what: 'The audit trail', why: 'no answer' }));

    await expect(command(once, { ...world, audit })).rejects.toThrow('audit trail');
    expect(told.at(-1)?.text).toContain('Something broke on our side');
    expect(aws.applied).toEqual([]);
    clock.pass(150_000);
    await command(once, world);

    expect(await latest()).toMatchObject({ attempt: 1, state: 'applied' });
    expect(entries.map(({ kind }) => kind)).toEqual([
      'request',
      'plan',
      'decision',
      'intent',
      'call',
      'call',
      'outcome',
    ]);
  });
});
