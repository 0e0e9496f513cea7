import { describe, expect, it } from 'vitest';
import { notify } from '../../src/flows/notify.ts';
import { message } from './notify-world.ts';
import { aCall, hour, minute, openQuiet, ssh } from './quiet-world.ts';

const lines = (screen: string, count: number) => screen.split('\n').slice(0, count);

describe('a problem that is gone', () => {
  it('says what is so now, for how long it was open, and what solved it', async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    at.clock.pass(12 * minute);
    await at.take(at.verdict('COMPLIANT'));

    expect(lines(at.root(), 3)).toEqual([
      '✅ RESOLVED (was medium) · web-1 (i-0quiet) keeps the rule approved-amis-by-id',
      expect.stringMatching(/^Resolved 2026-01-01 00:12:0\d UTC, after 12 min$/),
      'How it ended: AWS Config finds it compliant',
    ]);
    expect(at.roots()[0]?.text).toContain('keeps the rule');
  });

  it('names the remediation that was applied about then, and who asked for it', async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    const [{ slot = '' } = {}] = at.roots();
    const alertId = slot.slice('ALERT#'.length).replace(/\/root$/, '');
    at.clock.pass(5 * minute);
    await at.take(at.verdict('COMPLIANT'));
    const note = { requestId: 'r', remediation: 'stop-instance', attempt: 1, state: 'applied', by: 'U0ALICE' } as const;
    await at.store.noteRequest(alertId, { ...note, at: at.clock.now() + 1000, rev: 1 });
    const { showAlert } = await import('../../src/delivery/show-alert.ts');
    await showAlert((await at.store.findAlert(alertId))!, at.intake);
    await at.settle();

    expect(at.root()).toMatch(/What solved it: Stop [\w ]+, asked by @U0ALICE · AWS Config finds it compliant/);
  });

  it('names the call that took it back', async () => {
    const at = openQuiet();
    await at.take(ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z'));
    await at.take(ssh('RevokeSecurityGroupIngress', '2026-01-01T03:20:00Z'));

    const opened = at.roots().find(({ text }) => text.startsWith('✅'));
    expect(opened?.text).toContain('dave opened SSH');
    expect([...at.shown.values()].join('\n')).not.toContain('How it ended: AWS');
  });

  it('is what a rule found that was deleted since, there alone', async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    const deleted = { time: '2026-01-01T00:30:00Z', parameters: { configRuleName: 'approved-amis-by-id' } };
    at.clock.pass(30 * minute);
    const there = aCall('config', 'DeleteConfigRule', deleted);
    await at.take({ ...there, detail: { ...there.detail, recipientAccountId: '444455556666' } });
    expect(at.roots()[0]?.text).not.toMatch(/^✅/);
    await at.take(aCall('config', 'DeleteConfigRule', deleted));

    expect(at.roots()[0]?.text).toMatch(/^✅ .*: approved-amis-by-id does not judge web-1 \(i-0quiet\) any more$/);
    const state = await at.store.listOpenAlerts(10);
    expect(state.map(({ alert }) => alert.kind)).toEqual(['logging-weakened', 'logging-weakened']);
  });

  it("is shown as soon as a deleted rule's event comes again, where a crash came before that", async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    const parameters = { configRuleName: 'approved-amis-by-id' };
    const event = message(aCall('config', 'DeleteConfigRule', { time: '2026-01-01T00:30:00Z', parameters }), 'deleted');
    const advanceAlert = async (alert: Parameters<typeof at.store.advanceAlert>[0]) => {
      const state = await at.store.advanceAlert(alert);
      if (alert.eventKey.startsWith('rule-deleted-by/')) throw new Error('The function died here');
      return state;
    };
    at.clock.pass(30 * minute);
    const world = { ...at.world, results: at.results, sleep: () => new Promise<never>(() => undefined) };
    expect(await notify([event], { ...world, store: { ...at.store, advanceAlert } })).toEqual(['deleted']);
    await at.settle();
    expect(at.roots()[0]?.text).not.toMatch(/^✅/);

    expect(await notify([event], world)).toEqual([]);
    await at.settle();
    expect(at.roots()[0]?.text).toMatch(/^✅ .* does not judge web-1 \(i-0quiet\) any more$/);
  });

  it('that comes back reopens in place, with one note in the thread for each time', async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    for (const time of ['2nd', '3rd', '4th']) {
      at.clock.pass(minute);
      await at.take(at.verdict('COMPLIANT'));
      at.clock.pass(3 * hour);
      const again = at.verdict();
      await at.take(again, again);
      expect(at.root()).toContain(
        `↩️ It is back, open for the ${time} time; it was resolved for 3 h`.replace('\ufe0f', ''),
      );
    }

    expect(at.roots()).toHaveLength(1);
    expect(at.threads()).toEqual([
      '↩️ It is back, open for the 2nd time; it was resolved for 3 h',
      '↩️ It is back, open for the 3rd time; it was resolved for 3 h',
      '↩️ It is back, open for the 4th time; it was resolved for 3 h',
    ]);
  });
});

describe('what we did ourselves', () => {
  it('is one line with the name of whom it was for, and nothing can be pressed', async () => {
    const at = openQuiet([{ to: 'C0SECURITY', escalate: { afterMs: minute, to: 'U0LEAD' } }]);
    await at.take(ssh('RevokeSecurityGroupIngress', '2026-01-01T00:00:00Z', 'slack-U0ALICE'));

    expect(at.root().split('\n')).toHaveLength(1);
    expect(at.root()).toMatch(
      /^ℹ Noroshi did this for @U0ALICE: closed SSH .* · in payments-prod, eu-west-1 · 2026-01-01/,
    );
    at.clock.pass(hour);
    await at.sweep();
    expect(at.threads()).toEqual([]);
  });

  it('stays critical where it opens something, and rings nobody', async () => {
    const at = openQuiet();
    await at.take(ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z', 'noroshi-auto'));

    expect(at.root()).toMatch(/^🚨 Noroshi did this by itself, as a policy says: opened SSH/);
    expect(at.root()).not.toContain('[');
    expect(at.called).toEqual([]);
  });

  it('is nobody else who only says so', async () => {
    const at = openQuiet();
    const event = ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z', 'slack-U0ALICE');
    const { detail } = event;
    const role = detail.userIdentity as { arn: string };
    const userIdentity = { ...role, arn: role.arn.replace('noroshi-remediate', 'Admin') };
    await at.take({ ...event, detail: { ...detail, userIdentity } });

    expect(at.root()).toContain('CRITICAL');
    expect(at.called).toHaveLength(1);
  });
});

describe('/aws-alerts', () => {
  it('lists what is open, the worst first, with age, channel and who looks after it', async () => {
    const at = openQuiet();
    await at.take(at.verdict('NON_COMPLIANT', 'i-0one'));
    at.clock.pass(hour);
    await at.take(ssh('AuthorizeSecurityGroupIngress', new Date(at.clock.now()).toISOString()));
    at.clock.pass(20 * minute);

    const all = await at.type('');
    expect(all).toMatch(/^🔎 2 open alerts \(1 critical and 1 medium\)/);
    expect(lines(all, 3)[1]).toMatch(
      /^• CRITICAL: dave opened SSH.* · open for 20 min, in payments-prod, eu-west-1, id [0-9a-f]{8} · #C0SECURITY/,
    );
    expect(lines(all, 3)[2]).toMatch(/^• MEDIUM: .*i-0one.* · open for 80 min/);

    expect(await at.type('list severity:critical,high')).toMatch(
      /^🔎 1 open alert \(1 critical\): severity critical or high/,
    );
    expect(await at.type('list resource:i-0*')).toMatch(/^🔎 1 open alert \(1 medium\): on i-0\*/);
    expect(await at.type('list account:payments-dev')).toContain('Nothing is open: in payments-dev');
  });
});
