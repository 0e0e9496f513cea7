import { describe, expect, it } from 'vitest';
import { ticketOf } from '../../src/core/button.ts';
import type { RemediationRequest } from '../../src/core/remediation.ts';
import { onlyKey } from '../../src/core/resource.ts';
import { anAlert } from './fixtures.ts';
import { shareTable } from './rows.ts';

const open = shareTable();

function aRequest(name: string, attempt = 1): RemediationRequest {
  const resource = { type: 'AWS::S3::Bucket', id: `${name}|odd#id`, accountId: '111122223333', region: 'eu-west-1' };
  return {
    id: `111122223333/eu-west-1/AWS::S3::Bucket/${name}|odd#id|config-remediation|${attempt}`,
    ...{
      remediation: 'config-remediation',
      attempt,
      state: 'requested',
      mode: 'click',
      input: {},
      alertId: 'a',
      resource,
    },
    ...{ requestedBy: 'U1', click: `click-${name}-${attempt}`, requestedAt: 1, steps: [], rev: 1 },
  };
}

describe('request rows', () => {
  it('are made once, and moved only from the states that are named', async () => {
    const { store, name } = open();
    const first = aRequest(name, 1);

    expect(await store.putRequest(first)).toBe(true);
    expect(await store.putRequest({ ...first, requestedBy: 'U2' })).toBe(false);
    expect(await store.moveRequest(first.id, ['running'], { state: 'applied' })).toBeUndefined();
    const racers = await Promise.all(
      [1, 2, 3].map(() => store.moveRequest(first.id, ['requested'], { state: 'starting' })),
    );
    expect(racers.filter(Boolean)).toHaveLength(1);
    expect(await store.findRequest(first.id)).toEqual({ ...first, state: 'starting', rev: 2 });
  });

  it('are found by their newest attempt, also past the ninth', async () => {
    const { store, name } = open();
    for (const attempt of [1, 9, 10]) await store.putRequest(aRequest(name, attempt));

    const { resource } = aRequest(name, 1);

    expect((await store.findLatestRequest(resource, 'config-remediation'))?.attempt).toBe(10);
    expect(await store.findLatestRequest(resource, 'config')).toBeUndefined();
  });
});

describe('the ways to a request', () => {
  it('are its ticket and the click that put it, not one that came too late', async () => {
    const { store, name } = open();
    const first = aRequest(name);
    await store.putRequest(first);
    await store.putRequest({ ...first, click: `late-${name}` });

    expect(await store.findRequestByTicket(ticketOf(first.id))).toEqual(first);
    expect(await store.findRequestByTicket('f'.repeat(32))).toBeUndefined();
    expect(await store.findRequestByTicket('REQUEST')).toBeUndefined();
    expect(await store.findRequestByClick(first.click)).toEqual(first);
    expect(await store.findRequestByClick(`late-${name}`)).toBeUndefined();
  });

  it('lead a look to it once', async () => {
    const { store, name } = open();
    const first = aRequest(name);
    await store.putRequest(first);

    const claims = await Promise.all([1, 2, 3].map(() => store.claimLook(first.id, 1)));

    expect(claims.filter(Boolean)).toMatchObject([{ looks: 1 }]);
    expect(await store.claimLook(first.id, 3)).toBeUndefined();
  });
});

describe('what a remediation found', () => {
  it('is kept as it was first written', async () => {
    const { store, name } = open();

    expect(await store.findBefore(name)).toBeUndefined();
    expect(await store.keepBefore(name, { rules: ['sgr-1'], open: true })).toEqual({ rules: ['sgr-1'], open: true });
    expect(await store.keepBefore(name, { rules: [] })).toEqual({ rules: ['sgr-1'], open: true });
    expect(await store.findBefore(name)).toEqual({ rules: ['sgr-1'], open: true });
  });
});

describe('the lock of a resource', () => {
  it('is held by one request until it lets go, or its time is over', async () => {
    const { store, name, clock } = open();
    const { resource } = aRequest(name);
    const until = clock.now() + 1000;

    expect(await store.lockResource(resource, 'one', until)).toBe(true);
    expect(await store.lockResource(resource, 'one', until)).toBe(true);
    expect(await store.lockResource(resource, 'two', until)).toBe(false);
    await store.unlockResource(resource, 'two');
    expect(await store.lockResource(resource, 'two', until)).toBe(false);
    await store.unlockResource(resource, 'one');
    expect(await store.lockResource(resource, 'two', until)).toBe(true);
    clock.pass(1001);
    expect(await store.lockResource(resource, 'one', clock.now() + 1000)).toBe(true);
  });
});

describe('a resource of a service that is one for all regions', () => {
  const role = { type: 'AWS::IAM::Role', id: 'deployer', accountId: '111122223333' };

  it('has one lock, however its region is spelled', async () => {
    const { store, name, clock } = open();
    const [inConfig, inCalls] = ['global', 'us-east-1'].map((region) => ({ ...role, id: name, region }));
    const until = clock.now() + 1000;

    expect(await store.lockResource(inConfig!, 'one', until)).toBe(true);
    expect(await store.lockResource(inCalls!, 'two', until)).toBe(false);
    await store.unlockResource(inCalls!, 'one');
    expect(await store.lockResource(inCalls!, 'two', until)).toBe(true);
  });

  it('is another one than its namesake elsewhere, and what has regions keeps them', () => {
    const groups = ['us-east-1', 'eu-west-1'].map((region) => ({ ...role, type: 'AWS::EC2::SecurityGroup', region }));

    expect(new Set(groups.map(onlyKey)).size).toBe(2);
    expect(onlyKey({ ...role, region: 'us-east-1' })).not.toBe(
      onlyKey({ ...role, region: 'us-east-1', accountId: '444455556666' }),
    );
  });
});

describe('the caps of an hour', () => {
  it('count a request once, and refuse one more than they allow', async () => {
    const { store, name, clock } = open();
    const caps = { perResourcePerHour: 2, perAccountPerHour: 100 };
    const count = (attempt: number) => store.countAgainstCaps({ ...aRequest(name), id: `${name}-${attempt}` }, caps);

    expect(await Promise.all([1, 1, 2].map(count))).toEqual(['counted', 'counted', 'counted']);
    expect(await count(3)).toBe('resource');
    expect(await count(1)).toBe('counted');
    clock.pass(3_600_001);
    expect(await count(3)).toBe('counted');
  });

  it('of an account leave what its resources may have', async () => {
    const { store, name } = open();
    const request = { ...aRequest(name), resource: { ...aRequest(name).resource, accountId: name } };
    const count = (perAccountPerHour: number) =>
      store.countAgainstCaps(request, { perResourcePerHour: 1, perAccountPerHour });

    expect(await count(0)).toBe('account');
    expect(await count(1)).toBe('counted');
  });
});

describe('the kill switch', () => {
  it('is on until somebody turns it off', async () => {
    const { store } = open();

    expect(await store.findSwitch()).toEqual({ state: 'on' });
    await store.setSwitch({ state: 'off', by: 'U0BOB', at: 1, reason: 'an incident' });
    expect(await store.findSwitch()).toEqual({ state: 'off', by: 'U0BOB', at: 1, reason: 'an incident' });
    await store.setSwitch({ state: 'on', by: 'U0BOB', at: 2 });
    expect(await store.findSwitch()).toEqual({ state: 'on', by: 'U0BOB', at: 2 });
  });
});

describe('what an alert tells of its requests', () => {
  it('is the newest of each remediation, and never an older one', async () => {
    const { store } = open();
    const alert = anAlert();
    await store.advanceAlert(alert);
    const note = { requestId: 'r1', remediation: 'x', attempt: 1, state: 'starting', by: 'U1', at: 5, rev: 3 } as const;

    const noted = await store.noteRequest(alert.id, note);
    expect(noted).toMatchObject({ rev: 2, remediations: [note] });
    expect(await store.noteRequest(alert.id, { ...note, state: 'requested', rev: 1 })).toBeUndefined();
    await store.noteRequest(alert.id, { ...note, state: 'applied', rev: 4 });
    await store.noteRequest(alert.id, { ...note, requestId: 'u1', isUndo: true, state: 'awaiting', rev: 2 });
    await store.noteRequest(alert.id, { ...note, requestId: 'r0', attempt: 0, rev: 9 });

    const { remediations } = (await store.findAlert(alert.id)) ?? {};
    expect(remediations).toMatchObject([{ state: 'applied' }, { isUndo: true, state: 'awaiting' }]);
    expect(await store.noteRequest('no-alert', note)).toBeUndefined();
  });
});
