import { describe, expect, it } from 'vitest';
import { global, home, makeWorld, member, one, put, security, setUp, writesOf } from './setup.ts';

const key = 'arn:aws:kms:eu-west-1:666677778888:key/11112222-3333-4444-5555-666677778888';

describe('where GuardDuty writes its findings', () => {
  it('is the bucket of the logs with its key, in each region, and stays', async () => {
    const world = await makeWorld();
    await setUp(world, ['detector', 'destination']);

    for (const region of [home, global]) {
      const item = one(world.items('destination', region));
      expect(await item.look()).toMatchObject({ state: 'same', before: { bucket: 'arn:aws:s3:::example-logs', key } });
      expect(await item.check?.()).toBeUndefined();
    }
  });

  it('was set although the answer was lost', async () => {
    const world = await makeWorld();
    await setUp(world, ['detector']);
    const item = one(world.items('destination'));
    world.estate.setFaults(({ name }) => (name === 'guardduty:CreatePublishingDestination' ? 'lost' : undefined));
    await expect(put(item)).rejects.toThrow();
    world.estate.setFaults();

    await item.write({ state: 'missing', after: null });

    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('needs a detector', async () => {
    const world = await makeWorld();

    await expect(put(one(world.items('destination')))).rejects.toThrow(/no detector here yet/);
  });

  it('is waited for while GuardDuty tries it', async () => {
    const world = await makeWorld({ instant: false });
    await setUp(world, ['detector', 'destination']);

    expect(await one(world.items('destination')).check?.()).toBeUndefined();
  });

  it('is unwell when the policies do not let it in any more', async () => {
    const world = await makeWorld();
    await setUp(world, ['detector', 'destination']);
    Object.assign(world.estate.state().buckets, {
      'example-logs': { accountId: security, region: home, policy: '{}' },
    });

    expect(await one(world.items('destination')).check?.()).toMatch(/UNABLE_TO_PUBLISH.*policies of the bucket/);
  });

  it('is nothing of ours where the settings name no bucket of logs', async () => {
    const world = await makeWorld();
    const { logs: _, ...rest } = world.planted.settings.security;
    const { destination } = await import('../../../../infra/rollout/steps/destination.ts');
    const bare = { ...world.planted.settings, security: rest };

    expect(destination({ ...world.place(member, home), settings: bare })).toEqual([]);
    expect(destination({ ...world.place(security, home), settings: bare })).toEqual([]);
  });

  it('is taken away when we made it', async () => {
    const world = await makeWorld();
    await setUp(world, ['detector', 'destination']);
    const item = one(world.items('destination'));

    expect(await item.remove()).toBe('removed');
    expect(await item.remove()).toBe('absent');
  });
});

describe('the policies of the bucket and the key of the logs', () => {
  it('take what members deliver, beside what was there, and stay', async () => {
    const world = await makeWorld();
    const items = world.items('destination', home, security);

    const writes = await writesOf(world, async () => {
      for (const item of items) await put(item);
    });

    expect(writes).toEqual(['s3:PutBucketPolicy', 'kms:PutKeyPolicy']);
    for (const item of items) {
      expect(await item.look()).toMatchObject({ state: 'same' });
      expect(await item.check?.()).toBeUndefined();
      expect(await item.remove()).toEqual({ kept: expect.any(String) });
    }
    expect(world.items('destination', global, security)).toEqual([]);
  });

  it('are made whole where the bucket had none', async () => {
    const world = await makeWorld();
    Object.assign(world.estate.state().buckets, { 'example-logs': { accountId: security, region: home } });
    const item = one(world.items('destination', home, security), /bucket/);

    expect(await put(item)).toMatchObject({ state: 'missing' });
    expect(await item.look()).toMatchObject({ state: 'same' });
  });
});
