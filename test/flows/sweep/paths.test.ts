import { describe, expect, it } from 'vitest';
import { pathTest } from '../../../src/core/events/path-test.ts';
import { notify } from '../../../src/flows/notify.ts';
import { message } from '../notify-world.ts';
import { minute, openSweep } from '../sweep-world.ts';

const hour = 60 * minute;
const account = '111122223333';

const testEvent = (more: object = {}) => ({
  ...{
    version: '0',
    id: 'x',
    'detail-type': pathTest.detailType,
    source: pathTest.source,
    account,
    region: 'eu-west-1',
  },
  ...{ time: '2026-01-01T03:00:00Z', resources: [], detail: {}, ...more },
});

describe('a daily test event', () => {
  it('is noted for its account and region, and is no alert', async () => {
    const at = await openSweep();

    expect(await notify([message(testEvent())], at.world)).toEqual([]);
    await at.settle();

    expect(at.messages).toEqual([]);
    expect([...(await at.store.listNoted('paths')).keys()]).toEqual([`${account} eu-west-1`]);
  });

  it.each([
    ['an account that is not in the settings', { account: '123456789012' }],
    ['a region that is none', { region: '<!channel>' }],
  ])('of %s is passed over', async (_, more) => {
    const at = await openSweep();

    expect(await notify([message(testEvent(more))], at.world)).toEqual([]);

    expect((await at.store.listNoted('paths')).size).toBe(0);
  });
});

describe('accounts and regions', () => {
  const days = async (at: Awaited<ReturnType<typeof openSweep>>, hours: number, heard: readonly string[] = []) => {
    for (let turn = 0; turn < hours; turn += 1) {
      at.clock.pass(hour);
      if (turn % 24 === 0 && heard.length > 0) {
        await notify(
          heard.map((one) => message(testEvent({ account: one, id: `${at.clock.now()}` }), `${one}-${at.clock.now()}`)),
          at.world,
        );
      }
      await at.sweep();
    }
    await at.settle();
    return at.messages.filter(({ channel }) => channel === at.operations).map(({ text }) => text);
  };

  it('that are heard each day are nothing to tell', async () => {
    expect(await days(await openSweep(), 100, [account, '444455556666'])).toEqual([]);
  });

  it('that are silent for more than 25 h are told once a day, with what to do', async () => {
    const at = await openSweep();
    const told = await days(at, 60, [account]);

    expect(told).toHaveLength(2);
    expect(told[0]).toContain('for more than a day from payments-dev (444455556666), eu-west-1');
    expect(told[0]).not.toContain('payments-prod');
    expect(at.blocks.join()).toContain('the schedule noroshi-test');
  });

  it('are waited for from the beginning, also when nothing ever came', async () => {
    const at = await openSweep();
    expect(await days(at, 24)).toEqual([]);

    expect((await days(at, 4))[0]).toContain('from 2 places');
  });

  it('are left alone where the settings say so', async () => {
    const { settings } = await openSweep();
    const off = { ...settings, sweep: { ...settings.sweep, tryPaths: false } };

    expect(await days(await openSweep({ settings: off }), 60)).toEqual([]);
  });
});
