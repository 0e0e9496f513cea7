import { describe, expect, it } from 'vitest';
import { notify } from '../../../src/flows/notify.ts';
import { complianceChange, message } from '../notify-world.ts';
import { minute, openSweep } from '../sweep-world.ts';

describe('silence', () => {
  it('is told once, also to on-call, and closes itself', async () => {
    const at = await openSweep({
      sources: {
        listComplianceSince: () => Promise.reject(new Error('AWS is away')),
        listFindingsSince: async () => [],
      },
    });
    const failing = () => expect(at.sweep()).rejects.toThrow('compliance');
    await notify([message(complianceChange())], at.world);
    await failing();
    for (let turn = 0; turn < 40; turn += 1) {
      at.clock.pass(minute);
      await failing();
    }
    await at.settle();
    const told = at.messages.filter(({ channel }) => channel === at.operations);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('hears nothing: the last sign of AWS was at 2026-01-01 00:00 UTC');
    expect(at.told).toHaveLength(1);

    await notify([message(complianceChange())], at.world);
    await failing();
    await at.settle();
    expect(at.messages.filter(({ channel }) => channel === at.operations)).toMatchObject([{ edits: 1 }]);
    expect(at.told).toHaveLength(1);
  });

  it('is not where AWS answers and has nothing to tell', async () => {
    const at = await openSweep();
    for (let turn = 0; turn < 60; turn += 1) {
      at.clock.pass(minute);
      await at.sweep();
    }

    expect(at.told).toEqual([]);
  });
});

describe('dead letters', () => {
  it('are announced once, with what brings them back, and edited when they are gone', async () => {
    const at = await openSweep();
    at.dead.count = 2;
    await at.sweep();
    await at.settle();
    at.clock.pass(minute);
    await at.sweep();
    await at.settle();

    const told = () => at.messages.filter(({ channel }) => channel === at.operations);
    expect(told()).toMatchObject([{ edits: 0 }]);
    expect(told()[0]?.text).toContain('2 messages of the queue noroshi-alerts');
    at.dead.count = 0;
    at.clock.pass(minute);
    await at.sweep();
    await at.settle();
    expect(told()).toMatchObject([{ edits: 1 }]);
    at.clock.pass(minute);
    at.dead.count = 1;
    await at.sweep();
    await at.settle();
    expect(told()).toHaveLength(2);
  });
});
