import { describe, expect, it } from 'vitest';
import { global, makeWorld, member, one, put, writesOf } from './setup.ts';

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

describe('the roles of a member', () => {
  it('are made once, in the region of what has none, and stay as they are', async () => {
    const world = await makeWorld();
    const items = world.items('role', global);
    for (const item of items) await put(item);

    const looks = await Promise.all(items.map((item) => item.look()));

    expect(items.map(({ object }) => object.replace('role ', ''))).toEqual([
      ...['AWSServiceRoleForConfig', 'noroshi-read', 'noroshi-remediate', 'noroshi-evaluate'],
      ...['noroshi-forward', 'noroshi-test', 'noroshi-automation'],
    ]);
    expect(new Set(looks.map(({ state }) => state))).toEqual(new Set(['same']));
    expect(items.every(({ region }) => region === 'global')).toBe(true);
    expect(world.items('role', 'eu-west-1')).toEqual([]);
  });

  it('may be made while the answer is lost', async () => {
    const world = await makeWorld();
    const item = one(world.items('role', global), /noroshi-read/);
    world.estate.setFaults(({ name }) => (name === 'iam:CreateRole' ? 'lost' : undefined));
    await expect(put(item)).rejects.toThrow();
    world.estate.setFaults();

    const writes = await writesOf(world, () => item.write({ state: 'missing', after: null }));

    expect(writes).toEqual(['iam:CreateRole', 'iam:PutRolePolicy']);
    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('are finished where a run was cut', async () => {
    const world = await makeWorld();
    const item = one(world.items('role', global), /noroshi-read/);
    world.estate.setFaults(({ name }) => (name === 'iam:PutRolePolicy' ? 'crash' : undefined));
    await expect(put(item)).rejects.toThrow();
    world.estate.setFaults();
    world.estate.restart();

    expect(await writesOf(world, () => put(item))).toEqual(['iam:PutRolePolicy']);
    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('hold nothing but what they are for: the rest is taken off before anything is given', async () => {
    const world = await makeWorld();
    const ask = world.ask(member, global);
    const item = one(world.items('role', global), /noroshi-read/);
    await put(item);
    await ask('iam:PutRolePolicy', { RoleName: 'noroshi-read', PolicyName: 'more', PolicyDocument: everything });
    await ask('iam:PutRolePolicy', {
      RoleName: 'noroshi-read',
      PolicyName: 'noroshi-read',
      PolicyDocument: everything,
    });

    const look = await item.look();
    const writes = await writesOf(world, () => put(item));

    expect(look).toMatchObject({ state: 'different', reason: 'It may do more than it is for: more.' });
    expect(writes).toEqual(['iam:DeleteRolePolicy', 'iam:PutRolePolicy']);
    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('of somebody else are put right, said to be so, and never taken away', async () => {
    const world = await makeWorld();
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    await world.ask(member, global)('iam:CreateRole', { RoleName: 'noroshi-read', AssumeRolePolicyDocument: trust });
    const item = one(world.items('role', global), /noroshi-read/);

    const look = await item.look();
    await put(item);

    expect(look).toMatchObject({ state: 'different', reason: 'It was not made by Noroshi.' });
    expect(await item.look()).toMatchObject({ state: 'same' });
    expect(await item.remove()).toEqual({ kept: 'It was not made by Noroshi.' });
  });

  it('are taken away with everything that hangs on them, but for the one of AWS Config', async () => {
    const world = await makeWorld();
    const items = world.items('role', global);
    for (const item of items) await put(item);
    const roles = world.estate.state().accounts[member]?.roles ?? {};
    const read = roles['noroshi-read'];
    if (read) roles['noroshi-read'] = { ...read, attached: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] };

    const removed = [];
    for (const item of items) removed.push(await item.remove());

    expect(removed).toEqual([{ kept: expect.stringContaining("AWS Config's own") }, ...Array(6).fill('removed')]);
    expect(await Promise.all(items.slice(1).map((item) => item.remove()))).toEqual(Array(6).fill('absent'));
  });
});
