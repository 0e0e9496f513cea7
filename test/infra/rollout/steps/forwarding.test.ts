import { describe, expect, it } from 'vitest';
import { forwardings } from '../../../../infra/definitions/event-patterns.ts';
import { forwarding } from '../../../../infra/rollout/steps/forwarding.ts';
import { answering } from './answering.ts';
import { global, home, makeWorld, member, one, put, settings, writesOf } from './setup.ts';

const rule = { Name: 'noroshi-1' };
const silent = { ...settings, sweep: { ...settings.sweep, tryPaths: false } };

/** An account whose roles are there. */
async function withRoles() {
  const world = await makeWorld();
  for (const item of world.items('role', global)) await put(item);
  return world;
}

describe('the forwarding rules', () => {
  it('are as many as the patterns need, and the one of the test event', async () => {
    const world = await withRoles();

    const objects = world.items('forwarding').map(({ object }) => object);

    expect(objects).toEqual([
      ...forwardings().map(({ name }) => `rule ${name}`),
      'rule noroshi-test',
      'schedule noroshi-test',
      'rules that are not wanted any more',
    ]);
    expect(world.items('forwarding', home, '666677778888')).toEqual([]);
  });

  it('are written with a role, dead letters and a day of tries, and then stay as they are', async () => {
    const world = await withRoles();
    const item = one(world.items('forwarding'), /noroshi-1$/);

    const writes = await writesOf(world, () => put(item));
    const again = await writesOf(world, () => put(item));

    expect(writes).toEqual(['events:PutRule', 'events:PutTargets']);
    expect(again).toEqual([]);
    const { Targets } = await world.ask(member, home)('events:ListTargetsByRule', { Rule: 'noroshi-1' });
    expect(Targets).toEqual([
      {
        Id: 'bus',
        Arn: `arn:aws:events:${home}:666677778888:event-bus/noroshi-1`,
        RoleArn: `arn:aws:iam::${member}:role/noroshi-forward`,
        DeadLetterConfig: { Arn: `arn:aws:sqs:${home}:666677778888:noroshi-members-dlq-1` },
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
      },
    ]);
  });

  it('get rid of five strange targets, which leave no room for ours', async () => {
    const world = await withRoles();
    const ask = world.ask(member, home);
    const item = one(world.items('forwarding'), /noroshi-1$/);
    await put(item);
    await ask('events:RemoveTargets', { Rule: 'noroshi-1', Ids: ['bus'] });
    const Targets = [1, 2, 3, 4, 5].map((n) => ({ Id: `x${n}`, Arn: `arn:aws:sqs:${home}:${member}:copies-${n}` }));
    await ask('events:PutTargets', { Rule: 'noroshi-1', Targets });

    const writes = await writesOf(world, () => put(item));

    expect(writes).toEqual(['events:RemoveTargets', 'events:PutTargets']);
    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('keep letting through more when somebody wanted that', async () => {
    const world = await withRoles();
    const ask = world.ask(member, home);
    const item = one(world.items('forwarding'), /noroshi-1$/);
    await put(item);
    const { EventPattern } = await ask('events:DescribeRule', rule);
    const State = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    await ask('events:PutRule', { ...rule, EventPattern, State, Description: 'Somebody else’s words.' });

    await put(item);

    expect(await item.look()).toMatchObject({ state: 'same', before: { state: State } });
  });

  it('say so when EventBridge answers well and has not taken the target', async () => {
    const world = await withRoles();
    const FailedEntries = [{ ErrorCode: 'Refused', ErrorMessage: 'no room' }];
    const place = answering(world.place(member, home), 'events:PutTargets', async () => ({
      ...{ FailedEntryCount: 1, FailedEntries },
    }));
    const item = one(forwarding(place));

    await expect(put(item)).rejects.toMatchObject({ name: 'Refused', message: 'no room' });
  });

  it('wait until EventBridge knows the role that was just made', async () => {
    const world = await withRoles();
    let tries = 0;
    const place = answering(world.place(member, home), 'events:PutTargets', async (output) => {
      if (++tries > 3) return output();
      throw Object.assign(new Error('The role cannot be assumed'), { name: 'ValidationException' });
    });
    const item = one(forwarding(place));
    const before = place.now();

    await put(item);

    expect(await item.look()).toMatchObject({ state: 'same' });
    expect(place.now() - before).toBe(7_000);
  });

  it('are taken away when we made them, and kept when somebody else did', async () => {
    const world = await withRoles();
    const ask = world.ask(member, home);
    await ask('events:PutRule', { Name: 'noroshi-2', EventPattern: '{"source":["aws.ec2"]}' });
    const items = world.items('forwarding');
    for (const item of items) await put(item);

    const gone = [];
    for (const item of items.toReversed()) gone.push([item.object, await item.remove()]);

    expect(Object.fromEntries(gone)).toMatchObject({
      'rule noroshi-1': 'removed',
      'rule noroshi-2': { kept: expect.stringContaining('not made by Noroshi') },
      'schedule noroshi-test': 'removed',
      'rules that are not wanted any more': 'absent',
    });
    expect(await one(items).remove()).toBe('absent');
  });

  it('leave alone what AWS itself manages under one of their names', async () => {
    const world = await withRoles();
    const place = answering(world.place(member, home), 'events:DescribeRule', async () => ({
      ...{ Name: 'noroshi-1', ManagedBy: 'securityhub.amazonaws.com', State: 'ENABLED' as const },
    }));
    await put(one(world.items('forwarding')));

    expect(await one(forwarding(place)).look()).toMatchObject({ state: 'foreign' });
  });
});

describe('rules that are not wanted any more', () => {
  it('are those of the test event when the settings try no paths', async () => {
    const world = await withRoles();
    for (const item of world.items('forwarding')) await put(item);
    const place = { ...world.place(member, home), settings: silent };
    const item = one(forwarding(place), /not wanted/);

    expect(await item.look()).toMatchObject({ before: ['rule noroshi-test', 'schedule noroshi-test'], after: [] });

    await put(item);
    expect(await item.look()).toMatchObject({ state: 'same' });
    expect(forwarding(place).map(({ object }) => object)).not.toContain('rule noroshi-test');
  });

  it('are not those that somebody else gave a number', async () => {
    const world = await withRoles();
    const Name = `noroshi-${forwardings().length + 1}`;
    await world.ask(member, home)('events:PutRule', { Name, EventPattern: '{"source":["aws.ec2"]}' });

    expect(await one(world.items('forwarding'), /not wanted/).look()).toMatchObject({ state: 'same' });
  });
});
