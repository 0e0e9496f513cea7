import { describe, expect, it } from 'vitest';
import { savedId } from '../../src/core/home.ts';
import type { RemediationRequest } from '../../src/core/remediation.ts';
import { home } from '../../src/flows/home.ts';
import { aPerson, createFakePeople, unreachablePeople } from '../core/people.ts';
import { sampleRequest } from '../slack/render/sample.ts';
import { openHome } from './home-world.ts';

const waiting = (now: number, change: Partial<RemediationRequest> = {}): RemediationRequest => {
  const { endedAt: _, startedAt: __, reason: ___, ...request } = sampleRequest;
  return {
    ...{ ...request, id: '111122223333/eu-west-1/AWS::EC2::SecurityGroup/sg-0abc|config-remediation|1' },
    ...{ remediation: 'stop-instance', state: 'awaiting', mode: 'approve', expiresAt: now + 60_000 },
    ...change,
  };
};

describe('App Home', () => {
  it('counts what is open, and leads to the messages of the worst', async () => {
    const at = openHome();
    await at.take(at.verdict('NON_COMPLIANT', 'i-0one'), at.verdict('NON_COMPLIANT', 'i-0two'));

    const told = await at.act();

    expect(told).toMatch(/Open alerts\n.* 2 medium/);
    expect(told).toMatch(/i-0one.*https:\/\/example\.slack\.com\/archives\/C0SECURITY\d+\/p\d+/);
    expect(told).toContain('payments-prod');
    expect(told).toContain('Nothing waits for your approval.');
  });

  it('counts apart what is muted', async () => {
    const at = openHome();
    await at.take(at.verdict());
    await at.press('mute');

    expect(await at.act()).toMatch(/Nothing is open\.\n1 more alert muted\./);
  });

  it('shows what waits to those alone who may approve it', async () => {
    const at = openHome();
    await at.store.putRequest(waiting(at.clock.now()));

    expect(await at.act('U0BOB')).toMatch(/Waits for your approval\n.*Stop .*sg-0abc.*asked for by @U0ALICE/);
    expect(await at.act('U0ALICE')).toMatch(/Nothing waits for your approval\.\nYou asked for\n.*sg-0abc/);
    at.clock.pass(61_000);
    expect(await at.act('U0BOB')).toContain('Nothing waits for your approval.');
  });

  it('shows the same person behind another Slack user nothing to approve', async () => {
    const other = aPerson('U0BOB', { email: 'alice+2@example.com' });
    const at = openHome({ people: createFakePeople({ U0BOB: other }).people });
    await at.store.putRequest(waiting(at.clock.now()));

    expect(await at.act('U0BOB')).toContain('Nothing waits for your approval.');
  });

  it('shows those who may look nothing up their own requests, what they may approve, and help', async () => {
    const at = openHome();
    await at.take(at.verdict());
    await at.store.putRequest(waiting(at.clock.now(), { requestedBy: 'U0DAVE' }));

    const dave = await at.act('U0DAVE');
    expect(dave).toMatch(/You asked for\n.*sg-0abc/);
    expect(dave).toContain('/aws-help');
    expect(dave).not.toMatch(/Open alerts|Your searches|Signals from AWS|Search the logs|Waits/);
    expect(await at.act('U0CAROL')).toMatch(/Waits for your approval\n.*sg-0abc/);
    expect(await at.act('U0EVE')).not.toContain('sg-0abc');
  });

  it.each([
    ['is of another workspace', aPerson('U0ALICE', { teamId: 'T0ELSEWHERE' }), {}],
    ['has left', aPerson('U0ALICE', { isGone: true }), {}],
    ['is an app', aPerson('U0ALICE', { isBot: true }), {}],
    ['Slack does not know', undefined, {}],
    ['asks from another workspace', aPerson('U0ALICE'), { teamId: 'T0ELSEWHERE' }],
  ])('is nothing to somebody who %s', async (_, person, asker) => {
    const at = openHome({ people: createFakePeople({ U0ALICE: person }).people });

    const told = await at.act('U0ALICE', { asker: { ...at.job('U0ALICE').asker, ...asker } });

    expect(told).toBe('nothing');
  });

  it('says so when Slack cannot be asked who somebody is', async () => {
    expect(await openHome({ people: unreachablePeople }).act()).toContain('Slack could not be reached');
  });

  it('says where to look when something broke, and throws it', async () => {
    const at = openHome();
    const broken = { ...at.world, store: { ...at.store, listSaved: () => Promise.reject(new Error('secret')) } };

    await expect(home(at.job('U0ALICE'), broken)).rejects.toThrow('secret');

    expect(at.shown('U0ALICE')).toContain('reference request-1');
    expect(at.shown('U0ALICE')).not.toContain('secret');
  });
});

describe('a search that is kept', () => {
  it('stands there with what it looks for, and only with whose it is', async () => {
    const at = openHome();
    await at.store.putSaved('U0ALICE', 'stops', 'event:StopLogging since:1d');

    expect(await at.act()).toMatch(/stops event:StopLogging since:1d\n.*Run.*Forget/s);
    expect(await at.act('U0BOB')).toContain('None are kept yet');
  });

  it('is run as if it had been typed', async () => {
    const at = openHome();
    await at.store.putSaved('U0ALICE', 'stops', 'event:StopLogging since:1d');
    const run = at.job('U0ALICE', { kind: 'search', home: 'run', value: savedId('stops') });

    await home(run, at.world);

    expect(at.shown('U0ALICE')).toBe('nothing');
    expect((await at.store.findJob(run.key))?.job).toMatchObject({
      ...{ kind: 'search', command: '/aws-trail', text: 'event:StopLogging since:1d' },
      asker: { userId: 'U0ALICE', channelId: 'DU0ALICE' },
    });
  });

  it('whose text is a mistake by now is told to whom it is', async () => {
    const at = openHome();
    await at.store.putSaved('U0ALICE', 'odd', 'limit:many');

    await at.act('U0ALICE', { kind: 'search', home: 'run', value: savedId('odd') });

    expect(at.told.at(-1)).toMatchObject({ userId: 'U0ALICE', text: expect.stringContaining('many') });
  });

  it('is forgotten, once', async () => {
    const at = openHome();
    await at.store.putSaved('U0ALICE', 'stops', 'event:StopLogging');

    expect(await at.act('U0ALICE', { home: 'forget', value: savedId('stops') })).toContain('“stops” is forgotten.');
    expect(await at.store.listSaved('U0ALICE')).toEqual([]);
    const again = await at.act('U0ALICE', { home: 'forget', value: savedId('stops') });
    expect(again).toContain('not kept any more');
  });

  it('of somebody else cannot be reached', async () => {
    const at = openHome();
    await at.store.putSaved('U0BOB', 'mine', 'event:StopLogging');

    for (const act of ['run', 'forget'] as const) {
      expect(await at.act('U0ALICE', { home: act, value: savedId('mine') })).toContain('not kept any more');
    }
    expect(await at.store.listSaved('U0BOB')).toHaveLength(1);
  });
});
