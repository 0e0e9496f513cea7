import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../infra/rollout/ask.ts';
import { type Call, createPatience, isWrite, troubleOf } from '../../../infra/rollout/patience.ts';

function clock() {
  let time = 1_000_000;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    random: () => 0.5,
    pause: async (ms: number) => {
      waits.push(ms);
      time += ms;
    },
  };
}

const failing = (...errors: readonly string[]): { ask: Ask; tries: () => number } => {
  const left = [...errors];
  let tries = 0;
  const ask = async () => {
    tries++;
    const name = left.shift();
    if (name !== undefined) throw Object.assign(new Error(name), { name });
    return { $metadata: { requestId: 'request-1' } };
  };
  return { ask: ask as unknown as Ask, tries: () => tries };
};

const at = { accountId: '111122223333', region: 'eu-west-1' };

describe('patience with AWS', () => {
  it('asks again what was throttled or failed for a moment, later and later', async () => {
    const time = clock();
    const { ask, tries } = failing('ThrottlingException', 'ServiceUnavailable');
    const calls: Call[] = [];
    await createPatience(time)(ask, { ...at, onCall: (call) => calls.push(call) })('iam:GetRole', { RoleName: 'x' });

    expect(tries()).toBe(3);
    expect(calls).toEqual([{ name: 'iam:GetRole', attempts: 3, requestId: 'request-1' }]);
    expect(time.waits.filter((ms) => ms >= 250)).toEqual([250, 500]);
  });

  it('does not ask again what was refused, and says so', async () => {
    const { ask, tries } = failing('AccessDenied');
    const calls: Call[] = [];
    const patient = createPatience(clock())(ask, { ...at, onCall: (call) => calls.push(call) });

    await expect(patient('iam:GetRole', { RoleName: 'x' })).rejects.toThrow('AccessDenied');
    expect(tries()).toBe(1);
    expect(calls).toEqual([{ name: 'iam:GetRole', attempts: 1, error: 'AccessDenied' }]);
  });

  it('gives up in the end', async () => {
    const { ask, tries } = failing(...Array.from({ length: 20 }, () => 'ThrottlingException'));
    await expect(createPatience(clock())(ask, at)('iam:GetRole', { RoleName: 'x' })).rejects.toThrow();
    expect(tries()).toBe(10);
  });

  it('changes a trail at most once a second in an account, whichever region', async () => {
    const time = clock();
    const made: number[] = [];
    const ask = (async () => {
      made.push(time.now());
      return {};
    }) as unknown as Ask;
    const patient = createPatience(time);
    for (const region of ['eu-west-1', 'us-east-1', 'eu-west-1']) {
      await patient(ask, { ...at, region })('cloudtrail:StartLogging', { Name: 'noroshi' });
    }
    await patient(ask, at)('cloudtrail:GetTrailStatus', { Name: 'noroshi' });

    expect(made.map((one) => one - (made[0] ?? 0))).toEqual([0, 1000, 2000, 2000]);
  });

  it('slows down what AWS slows down, and recovers', async () => {
    const time = clock();
    const { ask } = failing('TooManyRequestsException', 'TooManyRequestsException');
    const patient = createPatience(time)(ask, at);
    for (let n = 0; n < 3; n++) await patient('config:DescribeConfigRules', {});
    const slow = time.waits.filter((ms) => ms < 250);
    expect(slow.length).toBeGreaterThan(0);
    for (let n = 0; n < 20; n++) await patient('config:DescribeConfigRules', {});
    const before = time.waits.length;
    await patient('config:DescribeConfigRules', {});
    expect(time.waits.length).toBe(before);
  });

  it('knows what changes something, and what a server does not know', () => {
    expect(['iam:GetRole', 'ec2:DescribeRegions', 'events:ListRules', 'sts:AssumeRole'].some(isWrite)).toBe(false);
    expect(['iam:CreateRole', 'events:PutRule', 'lambda:AddPermission', 'cloudtrail:StartLogging'].every(isWrite)).toBe(
      true,
    );
    const unknown = Object.assign(new Error('no'), { $metadata: { httpStatusCode: 501 } });
    expect(troubleOf(unknown)).toBeUndefined();
    expect(troubleOf(Object.assign(new Error('no'), { $metadata: { httpStatusCode: 503 } }))).toBe('transient');
  });

  it('does not wait where a stand-in answers with a page: it does not know the call', async () => {
    const page = (status: number) =>
      Object.assign(new SyntaxError('Unexpected token'), { $metadata: { httpStatusCode: status } });
    expect([404, 500, 501].map((status) => troubleOf(page(status)))).toEqual([undefined, undefined, undefined]);
    expect([502, 503, 504].map((status) => troubleOf(page(status)))).toEqual(['transient', 'transient', 'transient']);
  });

  it('waits to the end for a call once, not in every place', async () => {
    const { ask, tries } = failing(...Array.from({ length: 7 }, () => 'ServiceUnavailable'));
    const patient = createPatience(clock());
    const look = (region: string) => patient(ask, { ...at, region })('config:DescribeConfigRules', {});
    await expect(look('eu-west-1')).rejects.toThrow();
    expect(tries()).toBe(5);
    await expect(look('us-east-1')).rejects.toThrow();
    expect(tries()).toBe(7);
    await look('eu-north-1');
    expect(tries()).toBe(8);
  });
});
