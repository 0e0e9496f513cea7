import { DescribeRemediationConfigurationsCommand } from '@aws-sdk/client-config-service';
import { describe, expect, it } from 'vitest';
import { offerId } from '../../src/core/button.ts';
import { carryOut } from '../../src/flows/act/carry-out.ts';
import { act, type Click } from '../../src/flows/act.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';
import { config, settings, shareClicks, started, sts } from './act-world.ts';

const setUp = shareClicks();

describe('a click is refused, with a clear line and no call', () => {
  const refusals: readonly [string, string, (set: Awaited<ReturnType<typeof setUp>>) => Click][] = [
    [
      'without the right',
      'You are not allowed to run this remediation in payments-prod.',
      ({ press }) => press({ userId: 'U0MALLORY' }),
    ],
    ['with the right elsewhere', 'You are not allowed to run', ({ press }) => press({ userId: 'U0CAROL' })],
    ['on another message', 'does not belong to a message', ({ press }) => press({ messageTs: '2.000' })],
    ['in another channel', 'does not belong to a message', ({ press }) => press({ channelId: 'C0OTHER' })],
    ['with a made-up value', 'does not belong to a message', ({ press }) => press({ offer: 'made-up' })],
    [
      'with another remediation',
      'does not belong to a message',
      ({ press, alert }) => press({ offer: offerId(alert.id, 'other') }),
    ],
    [
      'from another workspace',
      'only to its own workspace',
      ({ press }) => ({ ...press(), asker: { ...press().asker, teamId: 'T0OTHER' } }),
    ],
  ];

  it.each(refusals)('%s', async (_, line, click) => {
    const set = await setUp();

    await act(click(set), set.world);

    expect(set.told).toHaveLength(1);
    expect(set.told[0]?.text).toContain(line);
    expect(await set.request()).toBeUndefined();
    expect([...config.calls(), ...sts.calls()]).toEqual([]);
  });

  it('in an account that is not in the settings', async () => {
    const resources = [{ ...complianceAlert.resources[0]!, accountId: '666677778888', id: 'i-foreign' }];
    const { world, press, told } = await setUp({ resources, accountId: '666677778888', unlisted: true });

    await act(press(), world);

    expect(told[0]?.text).toContain('Account 666677778888 is not in the settings');
    expect([...config.calls(), ...sts.calls()]).toEqual([]);
  });

  it('when the alert is resolved', async () => {
    const { world, press, told, store, alert } = await setUp();
    await store.advanceAlert({ ...alert, state: 'resolved', sourceAt: alert.sourceAt + 1, eventKey: 'later' });

    await act(press(), world);

    expect(told[0]?.text).toContain('already resolved');
    expect([...config.calls(), ...sts.calls()]).toEqual([]);
  });

  it('when it is the second, and says who was first', async () => {
    const { world, press, told, request } = await setUp();
    await act(press(), world);

    await act(press({ userId: 'U0BOB' }), world);
    await act(press(), world);

    expect(told.map(({ text }) => text)).toEqual([
      expect.stringContaining('already started by @U0ALICE'),
      expect.stringContaining('already started by you'),
    ]);
    expect(started()).toHaveLength(1);
    expect(await request()).toMatchObject({ attempt: 1 });
  });

  it('when the right is taken away between click and start', async () => {
    const { world, press, request, store } = await setUp();
    const click = press();
    config.on(DescribeRemediationConfigurationsCommand).rejectsOnce(new TypeError('a crash'));
    await expect(act(click, world)).rejects.toThrow();
    const latest = await request();
    const without = { ...world, settings: { ...settings, access: { ...settings.access, remediate: [] } } };

    await carryOut(latest!, without);

    expect(await store.findRequest(latest!.id)).toMatchObject({
      state: 'refused',
      reason: 'whoever asked no longer has the right',
    });
    expect(started()).toHaveLength(0);
  });
});
