import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../../infra/rollout/ask.ts';
import { detector } from '../../../../infra/rollout/steps/detector.ts';
import { home, makeWorld, member, one, put, setUp, writesOf } from './setup.ts';

describe('the detector of GuardDuty', () => {
  it('is made with every feature said by its name, and stays as it is', async () => {
    const world = await makeWorld();
    const item = one(world.items('detector'));

    await put(item);

    const created = world.estate.calls.find(({ name }) => name === 'guardduty:CreateDetector');
    expect(created?.input).toMatchObject({
      FindingPublishingFrequency: 'FIFTEEN_MINUTES',
      Features: expect.arrayContaining([
        { Name: 'S3_DATA_EVENTS', Status: 'ENABLED' },
        { Name: 'EBS_MALWARE_PROTECTION', Status: 'DISABLED' },
      ]),
    });
    expect(await item.look()).toMatchObject({ state: 'same', before: { features: ['S3_DATA_EVENTS'] } });
  });

  it('was made although the answer was lost', async () => {
    const world = await makeWorld();
    const item = one(world.items('detector'));
    world.estate.setFaults(({ name }) => (name === 'guardduty:CreateDetector' ? 'lost' : undefined));
    await expect(put(item)).rejects.toThrow();
    world.estate.setFaults();

    await item.write({ state: 'missing', after: null });

    expect(await item.look()).toMatchObject({ state: 'same' });
  });

  it('is made asleep where a region does not know every feature, and wakes up with those of the settings', async () => {
    const world = await makeWorld();
    const place = world.place(member, home);
    const ask: Ask = (name, input) => {
      const isKnown = name !== 'guardduty:CreateDetector' || !JSON.stringify(input).includes('AI_ANALYST');
      if (isKnown) return place.ask(name, input);
      return Promise.reject(Object.assign(new Error('out of range'), { name: 'BadRequestException' }));
    };
    const item = one(detector({ ...place, ask }));

    await put(item);

    expect(await item.look()).toMatchObject({ state: 'same' });
    const { DetectorIds = [] } = await ask('guardduty:ListDetectors', {});
    const { Features = [] } = await ask('guardduty:GetDetector', { DetectorId: DetectorIds[0] });
    const on = Features.filter(({ Status }) => Status === 'ENABLED').map(({ Name }) => Name);
    expect(on).not.toContain('LAMBDA_NETWORK_LOGS');
    expect(on).toContain('S3_DATA_EVENTS');
  });

  it('keeps the features that are on and not in the settings', async () => {
    const world = await makeWorld();
    const ask = world.ask(member, home);
    await ask('guardduty:CreateDetector', {
      ...{ Enable: true, FindingPublishingFrequency: 'FIFTEEN_MINUTES' },
      Features: [
        { Name: 'S3_DATA_EVENTS', Status: 'DISABLED' },
        { Name: 'RDS_LOGIN_EVENTS', Status: 'ENABLED' },
      ],
    });
    const item = one(world.items('detector'));

    await put(item);

    const { DetectorIds = [] } = await ask('guardduty:ListDetectors', {});
    const { Features = [] } = await ask('guardduty:GetDetector', { DetectorId: DetectorIds[0] });
    const on = Features.filter(({ Status }) => Status === 'ENABLED').map(({ Name }) => Name);
    expect(on).toEqual(expect.arrayContaining(['S3_DATA_EVENTS', 'RDS_LOGIN_EVENTS']));
    expect(await item.remove()).toEqual({ kept: 'It was not made by Noroshi.' });
  });

  it('is left to the account that manages it', async () => {
    const world = await makeWorld({ quirks: { [member]: { guarddutyAdministrator: '999999999999' } } });
    const item = one(world.items('detector'));

    const writes = await writesOf(world, () => put(item));

    expect(writes).toEqual([]);
    expect(await item.look()).toMatchObject({ state: 'foreign', reason: expect.stringContaining('999999999999') });
  });

  it('is taken away when we made it', async () => {
    const world = await makeWorld();
    const item = one(world.items('detector'));
    await put(item);

    expect(await item.remove()).toBe('removed');
    expect(await item.remove()).toBe('absent');
  });
});

describe('the authorization to gather', () => {
  it('is given to the security account, stays, and is taken back', async () => {
    const world = await makeWorld();
    await setUp(world, ['authorization']);
    const item = one(world.items('authorization'));

    expect(await item.look()).toMatchObject({ state: 'same', before: { account: '666677778888', region: home } });
    expect(await item.remove()).toBe('removed');
    expect(await item.look()).toMatchObject({ state: 'missing' });
  });
});
