import { describe, expect, it } from 'vitest';
import { takeIn } from '../../src/delivery/intake.ts';
import { notify } from '../../src/flows/notify.ts';
import { anAlert } from '../store/fixtures.ts';
import { complianceChange, message } from './notify-world.ts';
import { minute, openSweep } from './sweep-world.ts';

describe('the sweep', () => {
  it('brings back an event that was recorded and never done', async () => {
    const at = await openSweep();
    const event = complianceChange();
    const broken = async () => Promise.reject(new Error('no capacity'));
    const store = { ...at.store, finishEvent: broken, wantSlot: broken } as typeof at.store;
    expect(await notify([message(event)], { ...at.world, store })).toHaveLength(1);
    await at.settle();
    expect(at.messages).toEqual([]);

    await at.sweep();
    expect(at.sent.filter(({ queue }) => queue === 'alerts')).toEqual([]);
    at.clock.pass(2 * minute + 1);
    await at.sweep();
    expect(await at.takeSent()).toBe(1);
    await at.settle();

    expect(at.messages).toHaveLength(1);
    at.clock.pass(10 * minute);
    await at.sweep();
    expect(await at.takeSent()).toBe(0);
  });

  it('gives up on an event that is never taken in', async () => {
    const at = await openSweep();
    await at.store.putEvent('poison', 'key', {});
    for (let turn = 0; turn < 12; turn += 1) {
      at.clock.pass(3 * minute);
      await at.sweep();
    }

    expect(at.sent.filter(({ queue }) => queue === 'alerts')).toHaveLength(5);
    expect(at.logged).toContain('An event was never taken in; it is among the dead letters');
  });

  it('rings again where nobody came', async () => {
    const at = await openSweep();
    await takeIn([{ alert: anAlert({ title: 'a' }), body: {} }], at.intake);
    at.queue.length = 0;
    at.clock.pass(minute);

    await at.sweep();
    await at.settle();

    expect(at.messages).toHaveLength(1);
  });

  it('brings the re-looks', async () => {
    const at = await openSweep();
    at.meet('lost');
    await takeIn([{ alert: anAlert({ title: 'a' }), body: {} }], at.intake);
    await at.settle();
    const before = at.reads.length;
    for (let turn = 0; turn < 15; turn += 1) {
      at.clock.pass(minute);
      await at.sweep();
      await at.settle();
    }

    expect(at.reads.length - before).toBe(2);
    expect(at.messages).toHaveLength(1);
  });

  it('sends a question again whose run died, and says so when it took too long', async () => {
    const at = await openSweep();
    const asker = { teamId: 'T1', userId: 'U1', channelId: 'C1' };
    const job = {
      kind: 'search',
      key: 'k1',
      askedAt: at.clock.now(),
      asker,
      command: '/aws-trail',
      text: 'x',
    } as const;
    await at.store.putJob(job);
    at.clock.pass(3 * minute + 1);
    await at.sweep();
    expect(at.sent.filter(({ queue }) => queue === 'searches').map(({ body }) => body)).toEqual([job]);

    at.clock.pass(15 * minute);
    await at.sweep();
    expect(await at.store.findJob('k1')).toMatchObject({ state: 'failed' });
  });
});

describe('a critical alert', () => {
  it('is told to on-call once for each opening, also while Slack is down', async () => {
    const at = await openSweep();
    const parts = { ...at.intake, tellOnCall: at.posts.tellOnCall };
    const alert = anAlert({ title: 'fire', severity: 'critical', accountName: 'payments-prod' });
    const again = { ...alert, sourceAt: alert.sourceAt + 1, eventKey: 'again', state: 'resolved' } as const;
    await takeIn([{ alert, body: {} }], parts);
    await takeIn([{ alert, body: {} }], parts);
    await takeIn([{ alert: again, body: {} }], parts);
    await takeIn([{ alert: anAlert({ severity: 'high' }), body: {} }], parts);

    expect(at.told).toEqual(['Critical in payments-prod, eu-west-1: fire']);
  });
});
