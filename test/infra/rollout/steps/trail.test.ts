import { describe, expect, it } from 'vitest';
import { global, makeWorld, member, one, put, writesOf } from './setup.ts';

describe('the trail', () => {
  it('is made once for all regions, logs, and stays as it is', async () => {
    const world = await makeWorld();
    const item = one(world.items('trail', global));

    const writes = await writesOf(world, () => put(item));

    expect(writes).toEqual(['cloudtrail:CreateTrail', 'cloudtrail:StartLogging']);
    expect(await item.look()).toMatchObject({
      state: 'same',
      before: { multiRegion: true, validation: true, logging: true },
    });
    expect(await item.check?.()).toBeUndefined();
    expect(world.items('trail', 'eu-west-1')).toEqual([]);
  });

  it("is left to an organization's trail that logs", async () => {
    const world = await makeWorld({
      quirks: { [member]: { organizationTrail: { owner: '999999999999', region: 'eu-west-1' } } },
    });
    const item = one(world.items('trail', global));

    const writes = await writesOf(world, () => put(item));

    expect(writes).toEqual([]);
    expect(await item.look()).toMatchObject({ state: 'same', reason: expect.stringContaining("organization's trail") });
    expect(await item.remove()).toBe('absent');
  });

  it('is left to one that logs the same, wherever that is at home', async () => {
    const world = await makeWorld();
    const ask = world.ask(member, 'eu-west-1');
    await ask('cloudtrail:CreateTrail', {
      ...{ Name: 'company', S3BucketName: 'example-logs', IsMultiRegionTrail: true, EnableLogFileValidation: true },
    });
    const item = one(world.items('trail', global));

    const stopped = await item.look();
    await ask('cloudtrail:StartLogging', { Name: 'company' });
    const logs = await item.look();

    expect(stopped).toMatchObject({ state: 'missing', reason: expect.stringContaining('company') });
    expect(logs).toMatchObject({ state: 'same', reason: expect.stringContaining('company logs this account already') });
  });

  it('is not left to one that logs less', async () => {
    const world = await makeWorld();
    const ask = world.ask(member, global);
    await ask('cloudtrail:CreateTrail', {
      ...{ Name: 'company', S3BucketName: 'example-logs', IsMultiRegionTrail: true, EnableLogFileValidation: true },
    });
    await ask('cloudtrail:StartLogging', { Name: 'company' });
    await ask('cloudtrail:PutEventSelectors', {
      ...{ TrailName: 'company', EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }] },
    });

    expect(await one(world.items('trail', global)).look()).toMatchObject({ state: 'missing' });
  });

  it('is put right in its home region, and keeps what it logs beside', async () => {
    const world = await makeWorld();
    const ask = world.ask(member, 'eu-west-1');
    const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }];
    await ask('cloudtrail:CreateTrail', { Name: 'noroshi', S3BucketName: 'example-logs', IsMultiRegionTrail: true });
    await ask('cloudtrail:PutEventSelectors', {
      TrailName: 'noroshi',
      EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: false, DataResources }],
    });
    const item = one(world.items('trail', global));

    await put(item);

    expect(await item.look()).toMatchObject({ state: 'same' });
    const { EventSelectors } = await ask('cloudtrail:GetEventSelectors', { TrailName: 'noroshi' });
    expect(EventSelectors).toContainEqual(expect.objectContaining({ DataResources }));
    expect(await item.remove()).toEqual({ kept: 'It was not made by Noroshi.' });
  });

  it('goes on where a run was cut between making it and starting it', async () => {
    const world = await makeWorld();
    const item = one(world.items('trail', global));
    world.estate.setFaults(({ name }) => (name === 'cloudtrail:StartLogging' ? 'crash' : undefined));
    await expect(put(item)).rejects.toThrow();
    world.estate.setFaults();
    world.estate.restart();

    const writes = await writesOf(world, () => put(item));

    expect(writes).toEqual(['cloudtrail:StartLogging']);
    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('is taken away when we made it', async () => {
    const world = await makeWorld();
    const item = one(world.items('trail', global));
    await put(item);

    expect(await item.remove()).toBe('removed');
    expect(await item.remove()).toBe('absent');
  });

  it('says that files do not arrive', async () => {
    const world = await makeWorld();
    const item = one(world.items('trail', global));
    await put(item);

    Object.assign(world.estate.state().buckets, {
      'example-logs': { accountId: '1', region: 'eu-west-1', policy: '{}' },
    });

    expect(await item.look()).toMatchObject({ state: 'same' });
    expect(await item.check?.()).toMatch(/cannot deliver: AccessDenied/);
  });
});
