import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/core/settings.ts';
import { hour, minute, openQuiet, ssh } from './quiet-world.ts';

const routes = (to: string): Settings['routes'] => [{ to: 'C0SECURITY', escalate: { afterMs: 15 * minute, to } }];

describe('an alert that nobody acknowledges', () => {
  it('calls whom its route names, once, however often the sweep comes', async () => {
    const at = openQuiet(routes('S0LEADS'));
    await at.take(at.verdict());
    at.clock.pass(14 * minute);
    await at.sweep();
    expect(at.threads()).toEqual([]);

    at.clock.pass(2 * minute);
    await at.sweep();
    at.clock.pass(hour);
    await at.sweep();
    await at.take(at.verdict());

    expect(at.threads()).toEqual([expect.stringContaining('Nobody acknowledged this within 15 min')]);
    expect(at.shown.get(`${at.own('C0SECURITY')}/escalation-0`)).toContain('@S0LEADS, please look.');
    expect(at.root()).toContain('⏰ Nobody acknowledged it within 15 min: @S0LEADS was called');
    await at.press('acknowledge');
    expect(at.root()).not.toContain('⏰');
  });

  it('calls nobody when somebody did, or it is resolved, or muted meanwhile', async () => {
    const acknowledged = openQuiet(routes('U0LEAD'));
    await acknowledged.take(acknowledged.verdict());
    await acknowledged.press('acknowledge');
    const resolved = openQuiet(routes('U0LEAD'));
    await resolved.take(resolved.verdict());
    resolved.clock.pass(minute);
    await resolved.take(resolved.verdict('COMPLIANT'));
    const muted = openQuiet(routes('U0LEAD'));
    await muted.take(muted.verdict());
    await muted.press('mute');

    for (const at of [acknowledged, resolved, muted]) {
      at.clock.pass(20 * minute);
      await at.sweep();
      expect(at.threads()).toEqual([]);
    }
    muted.clock.pass(4 * hour);
    await muted.sweep();
    await muted.sweep();
    expect(muted.threads()).toHaveLength(1);
  });

  it('calls again when it opens again', async () => {
    const at = openQuiet(routes('U0LEAD'));
    await at.take(at.verdict());
    at.clock.pass(16 * minute);
    await at.sweep();
    await at.take(at.verdict('COMPLIANT'));
    at.clock.pass(3 * hour);
    await at.take(at.verdict());
    at.clock.pass(10 * minute);
    await at.sweep();
    expect(at.threads()).toHaveLength(2);
    at.clock.pass(6 * minute);
    await at.sweep();

    expect(at.threads()).toEqual([
      expect.stringContaining('⏰ Nobody acknowledged this'),
      expect.stringMatching(/^↩️ It is back, open for the 2nd time; it was resolved for 3 h$/),
      expect.stringContaining('⏰ Nobody acknowledged this'),
    ]);
  });

  it('is copied into another channel, and the copy is kept up to date', async () => {
    const at = openQuiet(routes('C0LEADS'));
    await at.take(at.verdict());
    at.clock.pass(16 * minute);
    await at.sweep();
    at.clock.pass(minute);
    await at.take(at.verdict('COMPLIANT'));

    expect(at.roots().map(({ channel, text }) => [channel, text.slice(0, 10)])).toEqual([
      [at.own('C0SECURITY'), '✅ Resolved'],
      ['C0LEADS', '✅ Resolved'],
    ]);
  });

  it('tells on-call when a critical one opens, and once again when it escalates', async () => {
    const at = openQuiet(routes('U0LEAD'));
    await at.take(ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z'));
    expect(at.called).toEqual([expect.stringMatching(/^Critical in payments-prod, eu-west-1: dave opened SSH/)]);

    at.clock.pass(16 * minute);
    await at.sweep();
    at.clock.pass(16 * minute);
    await at.sweep();

    expect(at.called).toHaveLength(2);
    expect(at.called[1]).toMatch(
      /^Nobody has acknowledged this for 15 min. Critical in payments-prod, eu-west-1: dave opened/,
    );
  });

  it('is called for although the sweep dies between posting and noting it, and only once', async () => {
    const at = openQuiet(routes('U0LEAD'));
    await at.take(at.verdict());
    at.clock.pass(16 * minute);
    const { escalate } = await import('../../src/flows/sweep/escalations.ts');
    const broken = { ...at.store, postponeDue: async () => Promise.reject(new Error('died')) };
    await escalate({ ...at.world, settings: at.settings, store: broken, tellOnCall: async () => {} } as never);
    await at.settle();
    await at.sweep();

    expect(at.threads()).toHaveLength(1);
  });
});

describe('an acknowledgement', () => {
  it('shows who looks after it; a second person is told so, an update keeps it, a reopening clears it', async () => {
    const at = openQuiet(routes('U0LEAD'));
    await at.take(at.verdict());
    expect(at.root()).toContain('[ Acknowledge ]');

    expect(await at.press('acknowledge')).toContain('You look after it now');
    expect(at.root()).toMatch(/👀 Acknowledged by @U0ALICE · 2026-01-01/);
    expect(at.root()).not.toContain('[ Acknowledge ]');
    at.clock.pass(minute);
    expect(await at.press('acknowledge', 'U0BOB')).toContain('acknowledged before, by @U0ALICE');
    expect(await at.press('acknowledge')).toContain('acknowledged before, by @U0ALICE');

    await at.take(at.verdict());
    expect(at.root()).toContain('Acknowledged by @U0ALICE');
    at.clock.pass(minute);
    await at.take(at.verdict('COMPLIANT'));
    expect(await at.press('acknowledge')).toContain('already resolved');
    at.clock.pass(minute);
    await at.take(at.verdict());
    expect(at.root()).not.toContain('Acknowledged by');
    expect(at.root()).toContain('[ Acknowledge ]');
  });

  it('is the same press when it is delivered again after a crash', async () => {
    const at = openQuiet(routes('U0LEAD'));
    await at.take(at.verdict());
    const { slot = '' } = at.roots()[0] ?? {};
    const askedAt = at.clock.now();
    await at.store.acknowledgeAlert(slot.slice('ALERT#'.length).replace(/\/root$/, ''), 'U0ALICE');
    at.clock.pass(minute);

    expect(await at.press('acknowledge', 'U0ALICE', { askedAt })).toContain('You look after it now');
    expect(at.root()).toContain('Acknowledged by @U0ALICE');
  });

  it('is offered where it is grave or somebody would be called, and nowhere else', async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    expect(at.root()).not.toContain('[ Acknowledge ]');
    await at.take(ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z'));
    expect(at.root()).toContain('[ Acknowledge ]');
  });
});
