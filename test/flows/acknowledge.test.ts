import { describe, expect, it } from 'vitest';
import { minute, openQuiet, ssh } from './quiet-world.ts';

const idIn = (text: string) => /, id ([0-9a-f]{8})/.exec(text)?.[1] ?? '';

describe('/aws-alerts ack', () => {
  it('says on the alert who looks after it, by the id that the list shows, and nobody is called', async () => {
    const at = openQuiet([{ to: 'C0SECURITY', escalate: { afterMs: 15 * minute, to: 'S0LEADS' } }]);
    await at.take(at.verdict());
    const list = await at.type('list');
    expect(list).toMatch(/, id [0-9a-f]{8} .*\nTo say that you look after one: \/aws-alerts ack and its id\./);

    expect(await at.type(`ack ${idIn(list)}`, 'U0BOB')).toMatch(/^👀 You look after it now/);

    expect(at.root()).toContain('👀 Acknowledged by @U0BOB');
    expect(at.root()).not.toContain('[ Acknowledge ]');
    const after = await at.type('list');
    expect(after).toMatch(/acknowledged by @U0BOB/);
    expect(after).not.toContain('/aws-alerts ack');
    at.clock.pass(20 * minute);
    await at.sweep();
    expect(at.threads()).toEqual([]);
  });

  it('is the same however often it is delivered, and told to a second person', async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    const id = idIn(await at.type('list'));
    const [open] = await at.store.listOpenAlerts(1);
    // Cut off after it was written, and before anybody was told.
    await at.store.acknowledgeAlert(open?.alert.id ?? '', 'U0ALICE');

    expect(await at.type(`ack ${id}`)).toMatch(/^👀 You look after it now/);

    expect(at.root()).toContain('👀 Acknowledged by @U0ALICE');
    expect(await at.type(`ack ${id}`, 'U0BOB')).toContain('was acknowledged before, by @U0ALICE');
  });

  it.each([
    ['ack', 'Name one alert by its id'],
    ['ack i-0quiet', 'Name one alert by its id'],
    ['ack 1f2e3d4c severity:high', 'Name one alert by its id'],
    ['ack 00000000', 'No open alert has the id 00000000'],
    ['ack 00000000', 'For example: /aws-alerts list'],
  ])('answers %j with what is wrong', async (text, problem) => {
    const at = openQuiet();
    await at.take(at.verdict());

    expect(await at.type(text)).toContain(problem);
    expect(at.root()).not.toContain('👀');
  });

  it('is for those alone who may press its button, and where there is one', async () => {
    const at = openQuiet();
    await at.take(at.verdict());
    const id = idIn(await at.type('list'));
    expect(await at.type(`ack ${id}`, 'U0MALLORY')).toContain('not allowed');
    expect(at.root()).not.toContain('👀');

    const elsewhere = openQuiet();
    const call = ssh('AuthorizeSecurityGroupIngress', '2026-01-01T00:00:00Z');
    const detail = { ...call.detail, recipientAccountId: '999988887777' };
    await elsewhere.take({ ...call, account: '999988887777', detail });
    expect(await elsewhere.type('list')).not.toContain('/aws-alerts ack');
    const [open] = await elsewhere.store.listOpenAlerts(1);
    expect(await elsewhere.type(`ack ${open?.alert.id}`)).toContain('not ours to look after');
  });
});
