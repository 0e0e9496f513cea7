import { describe, expect, it } from 'vitest';
import type { RemediationPolicy } from '../../src/core/settings.ts';
import { notify } from '../../src/flows/notify.ts';
import { someSettings } from '../delivery/settings.ts';
import { complianceChange, message, openNotify } from './notify-world.ts';

const auto: RemediationPolicy = {
  when: { rule: 'approved-amis-by-id' },
  use: 'config-remediation',
  mode: 'auto',
  dryRun: false,
  parameters: {},
};

function setUp(...remediations: readonly RemediationPolicy[]) {
  const sent: { queue: string; body: object }[] = [];
  const at = openNotify({ settings: { ...someSettings(), remediations } });
  const world: typeof at.world = {
    ...at.world,
    async sendToQueue(queue, body, delay) {
      sent.push({ queue, body });
      await at.world.sendToQueue(queue, body, delay);
    },
  };
  const handedOver = () =>
    sent.filter(({ queue, body }) => queue === 'remediations' && 'auto' in body).map(({ body }) => body);
  return { world, handedOver };
}

describe('what intake hands over to be remediated by itself', () => {
  it('is an opening whose policy says auto, and the same transition however often it is delivered', async () => {
    const { world, handedOver } = setUp(auto);
    const change = message(complianceChange({ at: '2026-01-01T10:00:00Z' }));

    await notify([change], world);
    await notify([change], world);

    expect(handedOver()).toEqual([{ auto: expect.any(String), sourceAt: Date.parse('2026-01-01T10:00:00Z') }]);
  });

  it('comes again when a run was cut off before the event was done, with the same transition', async () => {
    const { world, handedOver } = setUp(auto);
    const change = message(complianceChange({ at: '2026-01-01T10:00:00Z' }));
    const store = { ...world.store, finishEvent: () => Promise.reject(new Error('cut off')) };

    expect(await notify([change], { ...world, store })).toHaveLength(1);
    await notify([change], world);

    const [first, second] = handedOver();
    expect(second).toEqual(first);
  });

  it('is each transition, and nothing that an older event tells late', async () => {
    const { world, handedOver } = setUp(auto);
    const resourceId = 'i-flapping';
    const at = (minute: string, verdict = 'NON_COMPLIANT') =>
      message(complianceChange({ at: `2026-01-01T10:0${minute}:00Z`, resourceId, verdict }));

    await notify([at('1')], world);
    await notify([at('3', 'COMPLIANT')], world);
    await notify([at('5')], world);
    await notify([at('4')], world);

    expect(handedOver()).toMatchObject([
      { sourceAt: Date.parse('2026-01-01T10:01:00Z') },
      { sourceAt: Date.parse('2026-01-01T10:05:00Z') },
    ]);
  });

  it.each([
    ['a policy of another mode', { ...auto, mode: 'click' } as const, {}],
    ['another rule', { ...auto, when: { rule: 'other' } }, {}],
    ['a resource that complies again', auto, { verdict: 'COMPLIANT' }],
    ['a verdict that AWS Config cannot give', auto, { verdict: 'INSUFFICIENT_DATA' }],
    ['an account that is not in the settings', auto, { account: '666677778888' }],
  ])('is nothing for %s', async (_, policy, change) => {
    const { world, handedOver } = setUp(policy);

    await notify([message(complianceChange(change))], world);

    expect(handedOver()).toEqual([]);
  });
});
