import { describe, expect, it } from 'vitest';
import { hour, minute, openQuiet, ssh } from './quiet-world.ts';

const idIn = (text: string) => /unmute ([0-9a-f]{8})/.exec(text)?.[1] ?? '';

describe('a mute', () => {
  it('records what comes, posts nothing, and shows what is still open when it has ended', async () => {
    const at = openQuiet();
    expect(await at.type('mute rule:approved-amis-by-id for:2h because:new images tonight')).toContain(
      'Muted until 2026-01-01 02:00 UTC: rule approved-amis-by-id',
    );

    await at.take(at.verdict('NON_COMPLIANT', 'i-0stays'), at.verdict('NON_COMPLIANT', 'i-0goes'));
    at.clock.pass(hour);
    await at.take(at.verdict('COMPLIANT', 'i-0goes'));
    await at.sweep();
    expect(at.messages).toEqual([]);

    at.clock.pass(hour + minute);
    await at.sweep();
    await at.sweep();

    expect(at.messages).toMatchObject([{ text: expect.stringContaining('i-0stays') }]);
    expect(at.root()).not.toContain('🔕');
  });

  it('by its button says on the message who muted it until when and how to lift it, and edits without a sound', async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    expect(at.root()).toContain('[ Mute … ]');

    const answer = await at.press('mute');

    expect(answer).toContain('🔕 Muted until 2026-01-01 04:00 UTC');
    expect(at.root()).toMatch(
      /🔕 Muted by @U0ALICE until 2026-01-01 04:00:0\d UTC: planned work · to lift it: \/aws-alerts unmute [0-9a-f]{8}/,
    );
    expect(at.root()).not.toContain('[ Mute … ]');
    expect(await at.press('mute', 'U0BOB')).toContain('muted already until 2026-01-01 04:00 UTC, by @U0ALICE');

    at.clock.pass(minute);
    await at.take(at.verdict('COMPLIANT'));
    expect(at.root()).toMatch(/RESOLVED[\s\S]*🔕 Muted by @U0ALICE until/);
    at.clock.pass(minute);
    await at.take(at.verdict());
    expect(at.messages).toHaveLength(1);
    expect(at.root()).toContain('open for the 2nd time');
  });

  it.each([
    ['has ended', async (at: ReturnType<typeof openQuiet>) => at.clock.pass(5 * hour)],
    ['was lifted', async (at: ReturnType<typeof openQuiet>, id: string) => void (await at.type(`unmute ${id}`))],
  ])('is not told any more on a message whose alert is over once it %s', async (_, end) => {
    const at = openQuiet();
    await at.take(at.verdict());
    const [, id = ''] = /unmute ([0-9a-f]{8})/.exec((await at.press('mute')) + at.root()) ?? [];
    at.clock.pass(minute);
    await at.take(at.verdict('COMPLIANT'));
    expect(at.root()).toContain('🔕');

    await end(at, id);
    await at.sweep();

    expect(at.root()).toContain('RESOLVED');
    expect(at.root()).not.toContain('🔕');
  });

  it('is lifted by its id, and what it hid is posted then', async () => {
    const at = openQuiet();
    const id = idIn(await at.type('mute severity:medium account:payments-prod for:3d because:"audit week"'));
    await at.take(at.verdict());
    expect(at.messages).toEqual([]);
    expect(await at.type('mutes', 'U0BOB')).toMatch(
      /severity medium in payments-prod · until 2026-01-04 00:00 UTC: audit week by @U0ALICE/,
    );
    expect(await at.type('list')).toMatch(/MEDIUM: .*i-0quiet.*muted until 2026-01-04 00:00 UTC/);

    expect(await at.type(`unmute ${id}`, 'U0BOB')).toContain('Lifted: severity medium in payments-prod');

    expect(at.messages).toHaveLength(1);
    expect(await at.type('mutes')).toContain('Nothing is muted');
    expect(await at.type(`unmute ${id}`)).toContain('Perhaps it has ended');
  });

  it('that was lifted while a batch still went by it hides nothing for good', async () => {
    const at = openQuiet();
    const id = idIn(await at.type('mute rule:approved-* for:1h because:x'));
    const mutes = await at.store.listMutes();
    await at.type(`unmute ${id}`);
    const stale = { ...at.store, listMutes: async () => mutes.map((mute) => ({ ...mute })) };
    const { notify } = await import('../../src/flows/notify.ts');
    const { message } = await import('./notify-world.ts');
    await notify([message(at.verdict(), 'stale')], { ...at.world, settings: at.settings, store: stale } as never);
    await at.settle();
    expect(at.messages).toEqual([]);

    at.clock.pass(2 * minute);
    await at.sweep();

    expect(at.messages).toHaveLength(1);
  });

  it('of a critical alert wakes nobody', async () => {
    const at = openQuiet();
    await at.type('mute kind:security-group-change for:1h because:drill');
    await at.take(ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z'));

    expect(at.called).toEqual([]);
    expect(at.messages).toEqual([]);
  });

  it.each([
    ['ends', async (at: ReturnType<typeof openQuiet>) => at.clock.pass(hour)],
    ['is lifted', async (at: ReturnType<typeof openQuiet>, id: string) => void (await at.type(`unmute ${id}`))],
  ])(
    'that %s lets a critical alert that is still open be heard: posted, on-call told once, escalation begun',
    async (_, end) => {
      const at = openQuiet([{ to: 'C0SECURITY', escalate: { afterMs: 15 * minute, to: 'S0LEADS' } }]);
      const id = idIn(await at.type('mute kind:security-group-change for:1h because:drill'));
      await at.take(ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z'));

      await end(at, id);
      at.clock.pass(2 * minute);
      await at.sweep();
      await at.sweep();

      expect(at.roots()).toMatchObject([{ text: expect.stringContaining('🚨 Critical') }]);
      expect(at.called).toEqual([expect.stringContaining('Critical in payments-prod')]);
      at.clock.pass(16 * minute);
      await at.sweep();
      expect(at.threads()).toEqual([expect.stringContaining('Nobody acknowledged this within 15 min')]);
      expect(at.called).toHaveLength(2);
    },
  );

  it('that ends rings nobody for what somebody looks after, or heard of before', async () => {
    const at = openQuiet();
    await at.take(ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z'));
    await at.type('mute kind:security-group-change for:1h because:drill');
    const looked = openQuiet();
    await looked.type('mute kind:security-group-change for:1h because:drill');
    await looked.take(ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z'));
    const [open] = await looked.store.listOpenAlerts(10);
    await looked.store.acknowledgeAlert(open?.alert.id ?? '', 'U0BOB');

    for (const one of [at, looked]) {
      one.clock.pass(2 * hour);
      await one.sweep();
    }

    expect(at.called).toHaveLength(1);
    expect(looked.roots()).toHaveLength(1);
    expect(looked.called).toEqual([]);
  });

  it.each([
    ['mute for:2h because:x', 'Say what is to be muted'],
    ['mute resource:* for:2h because:x', 'That would mute everything'],
    ['mute kind:iam-change because:x', 'Say for how long'],
    ['mute kind:iam-change for:31d because:x', 'from one minute to 30 days'],
    ['mute kind:iam-change for:2h', 'Say why'],
    ['mute kind:iam-chang for:2h because:x', 'There is no kind “iam-chang”'],
    ['mute account:payment-prod for:2h because:x', 'There is no account “payment-prod”'],
    ['mute acount:payments-prod for:2h because:x', 'did you mean “account”'],
    ['mute tag:Team for:2h because:x', 'tag:KEY=VALUE'],
    ['unmute', '/aws-alerts unmute 5f3a9c21'],
    ['unmute 00000000', 'For example: /aws-alerts mutes'],
    ['lst', 'did you mean “list”'],
  ])('is refused with what is wrong: %s', async (text, problem) => {
    const at = openQuiet();

    expect(await at.type(text)).toContain(problem);
    expect(await at.store.listMutes()).toEqual([]);
  });

  it('is not for everybody', async () => {
    const at = openQuiet();
    await at.take(at.verdict());

    expect(await at.type('mute kind:iam-change for:2h because:x', 'U0MALLORY')).toContain('not allowed');
    expect(await at.press('mute', 'U0MALLORY')).toContain('You are not allowed to mute alerts, so nothing was muted.');
    expect(await at.press('mute', 'U0ALICE', { messageTs: '9.9' })).toContain('does not belong to a message');
    expect(await at.store.listMutes()).toEqual([]);
  });

  it('shows a reason that somebody made up as text only', async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    await at.type('mute rule:approved-* for:2h because:"<!channel> *✅ RESOLVED* https://evil.example/x"');

    const { messages } = at;
    expect(at.root()).toContain('hxxps://evil.example/x');
    expect(JSON.stringify(messages)).not.toContain('broadcast');
  });
});
