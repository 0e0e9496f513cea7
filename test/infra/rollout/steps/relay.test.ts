import { describe, expect, it } from 'vitest';
import { relay } from '../../../../infra/rollout/steps/relay.ts';
import { answering } from './answering.ts';
import { global, home, makeWorld, one, put, security, settings, writesOf } from './setup.ts';

const alias = 'alias/noroshi-alerts';

/** Where members' events arrive, set up in the home region. */
async function arrived() {
  const world = await makeWorld();
  const items = world.items('relay', home, security);
  for (const item of items) await put(item);
  return { world, items, ask: world.ask(security, home) };
}

describe('where members’ events arrive', () => {
  it('is the home region and each relay; dead letters wait in every region', async () => {
    const world = await makeWorld();
    const objectsOf = (place: Parameters<typeof relay>[0]) => relay(place).map(({ object }) => object);
    const away = world.place(security, global);
    const all = [
      ...[`key ${alias}`, 'topic noroshi-alerts', 'queue noroshi-bus-dlq', 'bus noroshi-1'],
      'rule noroshi-1/noroshi-alerts',
    ];

    expect(objectsOf(world.place(security, home))).toEqual([
      ...all,
      'rule noroshi-log-files',
      'queue noroshi-members-dlq-1',
    ]);
    expect(objectsOf({ ...away, relays: [global] })).toEqual([...all, 'queue noroshi-members-dlq-1']);
    expect(objectsOf(away)).toEqual(['queue noroshi-members-dlq-1']);
    expect(objectsOf(world.place('111122223333', home))).toEqual([]);
  });

  it('is made in the order in which its parts need each other, and then stays as it is', async () => {
    const world = await makeWorld();
    const items = world.items('relay', home, security);
    const putAll = async () => {
      for (const item of items) await put(item);
    };

    const writes = await writesOf(world, putAll);
    const again = await writesOf(world, putAll);

    expect(writes).toEqual([
      ...['kms:CreateKey', 'kms:EnableKeyRotation', 'kms:CreateAlias', 'sns:CreateTopic', 'sqs:CreateQueue'],
      ...['events:CreateEventBus', 'events:PutPermission', 'events:PutRule', 'events:PutTargets'],
      ...['events:PutRule', 'events:PutTargets', 'sqs:CreateQueue'],
    ]);
    expect(again).toEqual([]);
  });

  it('goes on with the key of a run that was cut before it had an alias', async () => {
    const { world, items, ask } = await arrived();
    await ask('kms:DeleteAlias', { AliasName: alias });

    expect(await one(items).look()).toMatchObject({ state: 'different', reason: 'It has no alias yet.' });
    const writes = await writesOf(world, () => put(one(items)));

    expect(writes).toEqual(['kms:CreateAlias']);
  });

  it('does not write over a key that waits for its deletion', async () => {
    const { items, ask } = await arrived();
    const { KeyMetadata } = await ask('kms:DescribeKey', { KeyId: alias });
    await ask('kms:ScheduleKeyDeletion', { KeyId: KeyMetadata?.KeyId, PendingWindowInDays: 30 });

    await expect(put(one(items))).rejects.toThrow('is PendingDeletion');
  });

  it('keeps what others may do with the bus', async () => {
    const { items, ask } = await arrived();
    const theirs = { EventBusName: 'noroshi-1', Action: 'events:PutEvents', Principal: '999900001111' };
    await ask('events:PutPermission', { ...theirs, StatementId: 'Theirs' });
    await ask('events:RemovePermission', { EventBusName: 'noroshi-1', StatementId: 'ListedAccounts' });
    const bus = one(items, /^bus/);

    expect(await put(bus)).toMatchObject({ state: 'different', before: { letsIn: null } });

    expect(await bus.look()).toMatchObject({ state: 'same' });
    const { Policy = '' } = await ask('events:DescribeEventBus', { Name: 'noroshi-1' });
    expect(Policy).toContain('999900001111');
  });

  it('takes another key off a queue only where that is allowed', async () => {
    const { items, ask } = await arrived();
    const { QueueUrl } = await ask('sqs:GetQueueUrl', { QueueName: 'noroshi-bus-dlq' });
    await ask('sqs:SetQueueAttributes', { QueueUrl, Attributes: { KmsMasterKeyId: 'alias/theirs' } });
    const queue = one(items, /^queue noroshi-bus/);

    const look = await put(queue);

    expect(look).toMatchObject({ before: { encryption: 'alias/theirs' }, weakens: expect.stringContaining('theirs') });
    expect(await queue.look()).toMatchObject({ state: 'same' });
  });

  it('tells of events that could not be delivered, and keeps them', async () => {
    const { world } = await arrived();
    const place = answering(world.place(security, home), 'sqs:GetQueueAttributes', async (output) => {
      const { Attributes } = await output();
      return {
        Attributes: { ...Attributes, ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesDelayed: '1' },
      };
    });
    const queue = one(relay(place), /^queue noroshi-members/);

    expect(await queue.look()).toMatchObject({ state: 'same' });
    expect(await queue.check?.()).toContain('3 events could not be delivered');
    expect(await queue.remove()).toMatchObject({ kept: expect.stringContaining('3 events') });
  });

  it('waits until the name of a queue that was taken away is free again', async () => {
    const world = await makeWorld();
    let tries = 0;
    const place = answering(world.place(security, global), 'sqs:CreateQueue', async (output) => {
      if (++tries > 2) return output();
      throw Object.assign(new Error('You must wait 60 seconds'), { name: 'QueueDeletedRecently' });
    });

    await put(one(relay(place)));

    expect(await one(relay(place)).look()).toMatchObject({ state: 'same' });
  });

  it('is taken away backwards when we made it', async () => {
    const { items } = await arrived();

    const done = [];
    for (const item of items.toReversed()) done.push([item.object, await item.remove()]);

    expect(done.map(([, how]) => how)).toEqual(items.map(() => 'removed'));
    for (const item of items) {
      expect(await item.look()).toMatchObject({ state: 'missing' });
      expect(await item.remove()).toBe('absent');
    }
  });

  it('is kept when somebody else made it', async () => {
    const world = await makeWorld();
    const ask = world.ask(security, home);
    await ask('events:CreateEventBus', { Name: 'noroshi-1' });
    await ask('sns:CreateTopic', { Name: 'noroshi-alerts' });
    await ask('sqs:CreateQueue', { QueueName: 'noroshi-bus-dlq' });
    const items = world.items('relay', home, security);
    for (const item of items) await put(item);
    const theirs = items.filter(({ object }) => /^(bus|topic|queue noroshi-bus)/.test(object));

    expect(theirs).toHaveLength(3);
    for (const item of theirs) {
      expect(await item.look(), item.object).toMatchObject({ state: 'same' });
      expect(await item.remove(), item.object).toMatchObject({ kept: expect.stringContaining('not made by Noroshi') });
    }
  });

  it('reads no log files where the settings do not want that', async () => {
    const world = await makeWorld();
    const sweep = { ...settings.sweep, tail: false };
    const place = { ...world.place(security, home), settings: { ...settings, sweep } };

    expect(relay(place).map(({ object }) => object)).not.toContain('rule noroshi-log-files');
  });
});
