import { describe, expect, it } from 'vitest';
import { global, home, makeWorld, member, one, put, setUp, type World, writesOf } from './setup.ts';

const ofConfig = ['role', 'recorder', 'channel', 'recording'] as const;

async function recordGlobals(world: World, region: string, includeGlobalResourceTypes: boolean): Promise<void> {
  const ask = world.ask(member, region);
  const { ConfigurationRecorders = [] } = await ask('config:DescribeConfigurationRecorders', {});
  const { name, roleARN, recordingMode } = ConfigurationRecorders[0] ?? {};
  const recordingGroup = { allSupported: true, includeGlobalResourceTypes };
  await ask('config:PutConfigurationRecorder', {
    ConfigurationRecorder: { name, roleARN, recordingMode, recordingGroup },
  });
}

describe('the recorder of AWS Config', () => {
  it('records everything in each region, what has no region in one, and stays as it is', async () => {
    const world = await makeWorld();
    await setUp(world, ofConfig);

    const looks = await Promise.all(
      [global, home]
        .flatMap((region) => ofConfig.flatMap((step) => world.items(step, region)))
        .map((item) => item.look()),
    );

    expect(new Set(looks.map(({ state }) => state))).toEqual(new Set(['same']));
    expect(await one(world.items('recorder', global)).look()).toMatchObject({ before: { globalTypes: true } });
    expect(await one(world.items('recorder', home)).look()).toMatchObject({ before: { globalTypes: false } });
    expect(await one(world.items('recording')).check?.()).toBeUndefined();
    expect(await one(world.items('channel')).check?.()).toBeUndefined();
  });

  it('keeps the name of one that is there, goes on recording, and is never taken away', async () => {
    const world = await makeWorld({ quirks: { [member]: { recorder: 'default' } } });
    const parts = ofConfig.slice(1);

    const writes = await writesOf(world, () => setUp(world, ofConfig));

    expect(writes.filter((name) => name.startsWith('config:'))).toEqual(['config:PutConfigurationRecorder']);
    for (const step of parts) {
      const item = one(world.items(step, global));
      expect(await item.look()).toMatchObject({ state: 'same' });
      expect(await item.remove()).toEqual({ kept: expect.any(String) });
    }
  });

  it('is not told to forget IAM before another region records it', async () => {
    const world = await makeWorld();
    await setUp(world, ofConfig);
    await recordGlobals(world, home, true);
    await recordGlobals(world, global, false);
    const item = one(world.items('recorder', home));

    const early = await item.look();
    await put(one(world.items('recorder', global)));
    const then = await item.look();
    await item.write({ state: 'different', before: null, after: null });

    expect(early).toMatchObject({ state: 'different', weakens: expect.stringContaining('recorded nowhere') });
    expect(then).toMatchObject({ state: 'different' });
    expect(then).not.toHaveProperty('weakens');
    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('counts as forgetting IAM as well when the other region does not record at all', async () => {
    const world = await makeWorld();
    await setUp(world, ofConfig);
    await recordGlobals(world, home, true);
    await world.ask(member, global)('config:StopConfigurationRecorder', { ConfigurationRecorderName: 'noroshi' });

    expect(await one(world.items('recorder', home)).look()).toMatchObject({ weakens: expect.any(String) });
  });

  it('keeps its own role where the rules work under it', async () => {
    const world = await makeWorld();
    const own = { ...world.planted.settings, rules: { credentials: 'execution-role' as const } };
    await setUp(world, ofConfig);
    const recorders = world.estate.state().accounts[member]?.regions[home]?.recorders ?? {};
    const present = recorders['noroshi'];
    const roleARN = `arn:aws:iam::${member}:role/config-of-the-company`;
    if (present) recorders['noroshi'] = { ...present, recorder: { ...present.recorder, roleARN } };
    const { recorder } = await import('../../../../infra/rollout/steps/recorder.ts');

    expect(await one(world.items('recorder', home)).look()).toMatchObject({ state: 'different' });
    expect(await one(recorder({ ...world.place(member, home), settings: own })).look()).toMatchObject({
      state: 'same',
    });
  });

  it('is taken away backwards when we made it', async () => {
    const world = await makeWorld();
    await setUp(world, ofConfig);

    const removed = [];
    for (const step of ['recording', 'channel', 'recorder'] as const) {
      removed.push(await one(world.items(step)).remove());
    }

    expect(removed).toEqual(['removed', 'removed', 'removed']);
    expect(await one(world.items('recorder')).remove()).toBe('absent');
  });
});

describe('the delivery channel', () => {
  it('says again what the settings do not speak of', async () => {
    const world = await makeWorld();
    await setUp(world, ofConfig);
    const ask = world.ask(member, home);
    const configSnapshotDeliveryProperties = { deliveryFrequency: 'Six_Hours' as const };
    Object.assign(world.estate.state().accounts[member]?.regions[home]?.channels ?? {}, {
      noroshi: { name: 'noroshi', s3BucketName: 'elsewhere', configSnapshotDeliveryProperties },
    });
    const item = one(world.items('channel'));

    const look = await put(item);

    expect(look).toMatchObject({ state: 'different', reason: 'It delivers to elsewhere now.' });
    const { DeliveryChannels } = await ask('config:DescribeDeliveryChannels', {});
    expect(DeliveryChannels).toEqual([
      { name: 'noroshi', s3BucketName: 'example-logs', configSnapshotDeliveryProperties },
    ]);
  });

  it('says that files do not arrive', async () => {
    const world = await makeWorld();
    await setUp(world, ofConfig);
    Object.assign(world.estate.state().buckets, { 'example-logs': { accountId: '1', region: home, policy: '{}' } });

    expect(await one(world.items('channel')).check?.()).toMatch(/cannot deliver: history InsufficientDeliveryPolicy/);
  });
});
