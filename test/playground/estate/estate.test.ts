import { describe, expect, it } from 'vitest';
import { estateWith, wrongly } from './harness.ts';
import { member, security } from './settings.ts';

describe('the estate', () => {
  it('lets the terminal walk the chain into a member, and says who it is there', async () => {
    const { in: inside } = estateWith();
    const ask = await inside(member);

    expect(await ask('sts:GetCallerIdentity', {})).toMatchObject({
      Account: member,
      Arn: `arn:aws:sts::${member}:assumed-role/noroshi-rollout/test`,
    });
  });

  it('refuses a wrong ExternalId, a role that is not there and more than an hour of a chained session', async () => {
    const { in: inside } = estateWith();
    const ask = await inside(security);
    const base = { RoleArn: `arn:aws:iam::${member}:role/noroshi-rollout`, RoleSessionName: 'test' };

    await expect(ask('sts:AssumeRole', base)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(ask('sts:AssumeRole', { ...base, ExternalId: 'wrong' })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    const right = { ...base, ExternalId: `noroshi-${member}` };
    await expect(ask('sts:AssumeRole', { ...right, DurationSeconds: 7200 })).rejects.toThrow(/1 hour session limit/);
    await expect(ask('sts:AssumeRole', right)).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  it('ends sessions when their time is over', async () => {
    const { in: inside, later } = estateWith();
    const ask = await inside(member);

    later(3_600_000);

    await expect(ask('config:DescribeConfigRules', {})).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    await expect(ask('iam:GetRole', { RoleName: 'x' })).rejects.toMatchObject({ name: 'ExpiredToken' });
  });

  it('holds inputs against the models of AWS: unknown fields, missing ones and wrong kinds are refused', async () => {
    const { in: inside } = estateWith();
    const ask = await inside(member);

    const wrong = wrongly(ask);
    await expect(wrong('config:PutConfigRule', {})).rejects.toThrow(/ConfigRule must not be null/);
    await expect(wrong('cloudtrail:DescribeTrails', { trailnamelist: [] })).rejects.toThrow(
      /trailnamelist is not known/,
    );
    await expect(wrong('events:PutRule', { Name: 1 })).rejects.toThrow(/Name must be of the kind text/);
    await expect(wrong('events:NoSuchThing', {})).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('answers for enabled regions only, and names the others when all are asked for', async () => {
    const {
      in: inside,
      estate,
      assume,
      terminal,
    } = estateWith({ quirks: { [member]: { notOptedIn: ['af-south-1'] } } });
    const ask = await inside(member);

    const { Regions: all } = await ask('ec2:DescribeRegions', { AllRegions: true });
    expect(all?.map((one) => one.OptInStatus).sort()).toEqual([
      'not-opted-in',
      'opt-in-not-required',
      'opt-in-not-required',
    ]);
    expect((await ask('ec2:DescribeRegions', {})).Regions).toHaveLength(2);
    const keys = await assume(terminal, 'arn:aws:iam::777788889999:role/jump');
    const elsewhere = estate.wire({ region: 'af-south-1', keys });
    await expect(elsewhere('config:DescribeConfigRules', {})).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('keeps what was made apart from a snapshot, and goes back to it', async () => {
    const { in: inside, estate } = estateWith();
    const ask = await inside(member);
    const before = estate.snapshot();

    const made = await ask('guardduty:CreateDetector', { Enable: true });
    expect((await ask('guardduty:ListDetectors', {})).DetectorIds).toEqual([made.DetectorId]);
    estate.restore(before);

    expect((await ask('guardduty:ListDetectors', {})).DetectorIds).toEqual([]);
    expect((await ask('guardduty:CreateDetector', { Enable: true })).DetectorId).toBe(made.DetectorId);
  });
});
