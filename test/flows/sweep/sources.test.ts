import { describe, expect, it } from 'vitest';
import type { ComplianceNow } from '../../../src/core/ports.ts';
import { notify } from '../../../src/flows/notify.ts';
import { complianceChange, message } from '../notify-world.ts';
import { minute, openSweep } from '../sweep-world.ts';

describe('what is read at the source', () => {
  const state = (verdict: string, at: string): ComplianceNow => ({
    resource: { type: 'AWS::EC2::Instance', id: 'i-lost', accountId: '111122223333', region: 'eu-west-1' },
    rule: 'approved-amis-by-id',
    verdict,
    at,
  });

  it('finds what no event told, once, every quarter of an hour, and what was put right', async () => {
    const at = await openSweep();
    at.source.states = [state('NON_COMPLIANT', '2025-12-31T23:59:00Z')];
    await at.sweep();
    expect(await at.takeSent()).toBe(1);
    await at.settle();
    expect(at.messages).toHaveLength(1);

    at.clock.pass(5 * minute);
    await at.sweep();
    at.clock.pass(10 * minute);
    await at.sweep();
    expect(at.source.asked.filter((one) => typeof one === 'number')).toHaveLength(2);
    expect(await at.takeSent()).toBe(0);

    at.source.states = [state('COMPLIANT', '2026-01-01T00:14:00Z')];
    at.clock.pass(15 * minute);
    await at.sweep();
    expect(await at.takeSent()).toBe(1);
    await at.settle();
    expect(at.messages).toHaveLength(1);
    expect(at.blocks.at(-1)).toContain('RESOLVED');
  });

  it('adds nothing to what the event told', async () => {
    const at = await openSweep();
    const told = complianceChange({ resourceId: 'i-lost', at: '2025-12-31T23:58:30Z' });
    await notify([message(told)], at.world);
    at.source.states = [state('NON_COMPLIANT', '2025-12-31T23:59:00Z')];

    await at.sweep();

    expect(await at.takeSent()).toBe(0);
  });

  it('reads findings of one region at a time, each every six hours', async () => {
    const at = await openSweep();
    const finding = {
      ...{ AccountId: '111122223333', Id: 'f1', Severity: 8, Type: 'Recon:EC2/Portscan', Region: 'eu-west-1' },
      ...{ UpdatedAt: '2026-01-01T00:00:00Z', Title: 'A scan', Service: { Archived: false }, SchemaVersion: '2.0' },
    };
    at.source.findings = [finding];
    await at.sweep();
    expect(await at.takeSent()).toBe(1);
    at.clock.pass(minute);
    await at.sweep();
    expect(at.source.asked.filter((one) => one === 'eu-west-1')).toHaveLength(1);
    at.clock.pass(6 * 60 * minute);
    await at.sweep();
    expect(at.source.asked.filter((one) => one === 'eu-west-1')).toHaveLength(2);
    expect(await at.takeSent()).toBe(0);
  });
});
