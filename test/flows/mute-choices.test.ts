import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { hour, openQuiet, ssh } from './quiet-world.ts';

/** A finding of GuardDuty's of a type. */
async function finding(type: string): Promise<object> {
  const file = new URL('../fixtures/alerts/guardduty-finding/instance-probed.json', import.meta.url);
  const event = JSON.parse(await readFile(file, 'utf8'));
  return { ...event, id: type, detail: { ...event.detail, id: type, type } };
}

describe('what a mute is about', () => {
  it.each([
    ['resource', 'on i-0quiet in payments-prod (111122223333)', 1],
    ['rule', 'rule approved-amis-by-id in payments-prod (111122223333)', 2],
    ['account', 'in payments-prod (111122223333)', 2],
  ] as const)('by its button is what was chosen: the %s', async (scope, words, hidden) => {
    const at = openQuiet();
    await at.take(at.verdict(), at.verdict('NON_COMPLIANT', 'i-0other'));

    const answer = await at.press('mute', 'U0ALICE', { mute: { scope, forMs: 24 * hour, because: 'audit <!here>' } });

    expect(answer).toContain(`Muted until 2026-01-02 00:00 UTC: ${words}`);
    const mutes = await at.store.listMutes();
    expect(mutes).toMatchObject([{ by: 'U0ALICE', because: 'audit <!here>' }]);
    const list = await at.type('list');
    expect(list.match(/muted until/g)).toHaveLength(hidden);
  });

  it('by its button is refused for what the alert does not have, and without what the form asks', async () => {
    const at = openQuiet();
    await at.take(at.verdict());

    for (const mute of [{ scope: 'actor', forMs: hour, because: 'x' } as const, undefined]) {
      expect(await at.press('mute', 'U0ALICE', { mute })).toContain('does not belong to a message');
    }
    expect(await at.store.listMutes()).toEqual([]);
  });

  it.each([
    ['resource:i-0quiet', true],
    ['resource:i-0else', false],
    ['tag:Name=web-*', true],
    ['tag:Name=db-*', false],
    ['rule:approved-amis-by-id', true],
    ['account:payments-prod', true],
    ['account:payments-dev', false],
  ])('by the command %s hides it: %s', async (condition, hides) => {
    const at = openQuiet();
    await at.type(`mute ${condition} for:2h because:x`);

    await at.take(at.verdict());

    expect(at.messages).toHaveLength(hides ? 0 : 1);
  });

  it.each([
    ['actor:dave', true],
    ['actor:arn:aws:iam::*:user/dave', true],
    ['actor:alice', false],
  ])('by the command %s hides what dave does: %s', async (condition, hides) => {
    const at = openQuiet();
    await at.type(`mute ${condition} for:2h because:x`);

    await at.take(ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z'));

    expect(at.messages).toHaveLength(hides ? 0 : 1);
  });

  it('by the command finding: hides a type of finding', async () => {
    const at = openQuiet();
    await at.type('mute finding:CryptoCurrency:* for:2h because:x');
    const types = ['CryptoCurrency:EC2/BitcoinTool.B!DNS', 'Recon:EC2/PortProbeUnprotectedPort'];
    await at.take(...(await Promise.all(types.map(finding))));

    const open = await at.store.listOpenAlerts(10);
    expect(open).toHaveLength(2);
    expect(at.messages).toHaveLength(1);
    expect(at.root()).not.toContain('CryptoCurrency');
  });
});
