import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorldItem } from '../../src/playground/world-item.ts';
import { stopInstance as remediation } from '../../src/remediations/stop-instance.ts';
import { openTheatre, type Theatre } from './actors.ts';
import { group, launch } from './instances.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre?.close());
beforeEach(() => theatre.forget());

function play(more: WorldItem['configuration'] = {}) {
  const { resource } = launch(theatre.aws, more);
  const task = { resource, input: {} };
  const ctx = theatre.contextOf(remediation, task);
  return { task, ctx, plan: () => remediation.plan(task, ctx) };
}

const before = { state: 'running' };

describe('stopping an instance', () => {
  it('is over when it is stopped, not while it is stopping', async () => {
    const { task, ctx, plan } = play();
    const { id } = task.resource;

    expect(await plan()).toMatchObject({
      steps: [{ what: 'stop the instance batch', on: id }],
      back: [{ what: 'start the instance batch again', on: id }],
      before,
    });
    expect(await remediation.apply(task, before, ctx)).toEqual({ state: 'applied' });
    expect(await remediation.verify?.(task, before, ctx)).toEqual({ state: 'not-yet', what: `${id} is stopping.` });
    expect(await plan()).toMatchObject({ steps: [] });
    theatre.pass(10_000);

    expect(await remediation.verify?.(task, before, ctx)).toEqual({ state: 'reached', what: `${id} is stopped.` });
    expect(theatre.asked.act.map(({ action, resource }) => [action, resource])).toEqual([
      ['ec2:StopInstances', task.resource.arn],
    ]);
  });

  it('is taken back by starting it', async () => {
    const { task, ctx } = play();
    const undo = theatre.contextOf(remediation, task, 'undo');
    await remediation.apply(task, before, ctx);

    expect(await remediation.undo?.(task, before, undo)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('not in a state from which it can be started'),
    });
    theatre.pass(10_000);
    expect(await remediation.undo?.(task, before, undo)).toEqual({ state: 'applied' });
    expect(await remediation.verifyUndo?.(task, before, undo)).toMatchObject({ state: 'not-yet' });
    theatre.pass(10_000);

    expect(await remediation.verifyUndo?.(task, before, undo)).toMatchObject({ state: 'reached' });
  });

  it.each([
    ['stop protection', { disableApiStop: true }, 'stop protection'],
    ['an instance store root', { rootDeviceType: 'instance-store' }, 'cannot be stopped, only terminated'],
    ['a start that is under way', { state: { code: 0, name: 'pending' } }, 'try again when it runs'],
  ])('says beforehand that %s stands in the way', async (_, more, words) => {
    theatre.aws.settle();
    const item = launch(theatre.aws, more);
    theatre.aws.world.change(item, item.configuration);
    const task = { resource: item.resource, input: {} };

    expect(await remediation.plan(task, theatre.contextOf(remediation, task))).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining(words),
    });
  });

  it('fails with what EC2 says where that could not be known before', async () => {
    const { task, ctx, plan } = play({ instanceLifecycle: 'spot' });

    expect(await plan()).toMatchObject({
      caveats: [expect.any(String), expect.any(String), expect.stringContaining('persistent')],
    });
    expect(await remediation.apply(task, before, ctx)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('one-time Spot Instance request'),
    });
  });

  it('says why an instance did not start again, such as a key that may not be used', async () => {
    const stateReason = { code: 'Client.InternalError', message: 'Client error on launch' };
    const { task, ctx, plan } = play({ state: { code: 80, name: 'stopped' }, stateReason });
    const running = play();

    expect(await remediation.verifyUndo?.(task, before, ctx)).toEqual({
      state: 'not-yet',
      what: `${task.resource.id} is stopped (Client.InternalError: Client error on launch).`,
    });
    expect(await plan()).toMatchObject({ steps: [] });
    expect(await running.plan()).toMatchObject({ caveats: [expect.anything(), expect.stringMatching(/^Undo cannot/)] });
  });

  it('warns of an address that is given up and of a group that replaces it', async () => {
    const { task, plan } = play({ publicIpAddress: '203.0.113.9' });
    group(theatre.aws, [task.resource.id]);

    const planned = await plan();

    expect('caveats' in planned && planned.caveats.join(' ')).toMatch(
      /instance store.*203\.0\.113\.9 is given up.*auto scaling group batch-i-\d+, which will terminate it/,
    );
  });

  it('finds an instance gone that was terminated or that nobody knows', async () => {
    const { task, ctx } = play();
    const terminated = play({ state: { code: 48, name: 'terminated' } });
    theatre.aws.world.remove(task.resource);

    expect(await remediation.plan(task, ctx)).toMatchObject({ outcome: 'resource-gone' });
    expect(await remediation.apply(task, before, ctx)).toMatchObject({ state: 'resource-gone' });
    expect(await terminated.plan()).toMatchObject({ outcome: 'resource-gone' });
  });
});
