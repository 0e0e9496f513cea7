import { describe, expect, it } from 'vitest';
import { showAlert } from '../../src/delivery/show-alert.ts';
import { wantShown } from '../../src/delivery/want.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { anAlert } from '../store/fixtures.ts';
import { many, openStorm } from './storming.ts';

describe('a storm', () => {
  it('of twenty alerts becomes one message, which counts and is edited at most once a minute', async () => {
    const at = openStorm();
    const alerts = many(40, { severity: 'medium' });
    await at.take(alerts);
    await at.settle();
    await at.take(many(10, { severity: 'low' }));
    await at.settle();

    expect(at.messages).toHaveLength(1);
    expect(at.messages[0]?.text).toBe(
      '🌊 50 alerts in one message, 40 of those that are open medium, most in payments-prod',
    );
    expect(at.messages[0]?.edits).toBe(1);
    expect(await at.root(alerts[0]!)).toMatchObject({ state: 'folded' });
    expect(await at.store.listQueued(at.channel, { limit: 100 })).toEqual([]);
  });

  it('lets a critical alert through alone, and first', async () => {
    const at = openStorm();
    await at.take(many(30));
    await at.take([anAlert({ title: 'fire', severity: 'critical' })]);
    await at.settle();

    expect(at.messages.map(({ text }) => text)).toEqual(['open: fire', expect.stringContaining('30 alerts')]);
  });

  it('ends when two minutes were calm, and alerts come alone again', async () => {
    const at = openStorm();
    await at.take(many(25));
    await at.settle();
    expect((await at.digests()).usual).toBeDefined();
    for (let minute = 0; minute < 3; minute += 1) await at.minute();

    expect((await at.digests()).usual).toBeUndefined();
    expect(at.messages).toHaveLength(1);
    await at.take([anAlert({ title: 'later' })]);
    await at.settle();
    expect(at.messages.map(({ text }) => text)).toEqual([expect.stringContaining('25 alerts'), 'open: later']);
  });

  it('goes on as long as more than five a minute come', async () => {
    const at = openStorm();
    await at.take(many(25));
    await at.settle();
    const [first] = [(await at.digests()).usual?.id];
    for (let minute = 0; minute < 5; minute += 1) {
      await at.take(many(6));
      await at.minute();
    }

    expect((await at.digests()).usual?.id).toBe(first);
    expect(at.messages).toHaveLength(1);
  });
});

describe('an alert in a digest', () => {
  it('is told anew while the digest is open', async () => {
    const at = openStorm();
    const alerts = many(25);
    await at.take(alerts);
    await at.settle();
    const id = (await at.digests()).usual!.id;
    const [one] = alerts;
    const before = at.messages[0]!.edits;
    await at.take([anAlert({ id: one!.id, sourceAt: one!.sourceAt + 5, state: 'resolved' })]);
    await at.settle();

    const members = await at.store.listMembers(id);
    expect(members.find(({ alertId }) => alertId === one!.id)).toMatchObject({ status: 'resolved', rev: 2 });
    expect(at.messages).toHaveLength(1);
    expect(at.messages[0]!.edits).toBeGreaterThan(before);
  });

  it('gets a message of its own when it becomes critical, and is marked as moved', async () => {
    const at = openStorm();
    const alerts = many(25);
    await at.take(alerts);
    await at.settle();
    const id = (await at.digests()).usual!.id;
    const [one] = alerts;
    await at.take([anAlert({ id: one!.id, sourceAt: one!.sourceAt + 5, title: 'worse', severity: 'critical' })]);
    await at.settle();

    expect(at.messages.map(({ text }) => text)).toContain('open: worse');
    expect((await at.store.listMembers(id)).filter(({ moved }) => moved)).toMatchObject([{ alertId: one!.id }]);
    expect(await at.root(one!)).toMatchObject({ state: 'idle', ts: expect.any(String) });
  });

  it('gets a message of its own when it opens anew after the storm, and what resolves is told where it was', async () => {
    const at = openStorm();
    const alerts = many(25);
    await at.take(alerts);
    await at.settle();
    const id = (await at.digests()).usual!.id;
    for (let minute = 0; minute < 3; minute += 1) await at.minute();
    const [one, two] = alerts;
    await at.take([anAlert({ id: one!.id, sourceAt: one!.sourceAt + 5, title: 'again' })]);
    await at.take([anAlert({ id: two!.id, sourceAt: two!.sourceAt + 5, state: 'resolved' })]);
    await at.settle();

    expect(at.messages.map(({ text }) => text)).toEqual([expect.stringContaining('25 alerts'), 'open: again']);
    const told = (await at.store.listMembers(id)).filter(({ moved, status }) => moved || status === 'resolved');
    expect(told.map(({ alertId }) => alertId).sort()).toEqual([one!.id, two!.id].sort());
  });

  it('stays where it was when only what is said of it has changed since the storm', async () => {
    const at = openStorm();
    const alerts = many(25);
    await at.take(alerts);
    await at.settle();
    for (let minute = 0; minute < 3; minute += 1) await at.minute();
    for (const { id } of alerts) {
      const state = await at.store.acknowledgeAlert(id, 'U0ALICE');
      await showAlert(state!, at.intake);
    }
    await at.settle();

    expect(at.messages.map(({ text }) => text)).toEqual([expect.stringContaining('25 alerts')]);
    expect((await at.digests()).usual).toBeUndefined();
  });

  it('has its thread under the digest', async () => {
    const at = openStorm();
    const alerts = many(25);
    await at.take(alerts);
    await at.settle();
    const owner = `ALERT#${alerts[3]!.id}`;
    const thread = { owner, name: 'root' };
    await wantShown({ owner, channel: at.channel, name: 'note', lane: 2, want: 1, thread }, at.intake);
    await at.settle();

    expect(at.messages[1]).toMatchObject({ threadTs: at.messages[0]?.ts });
  });
});

describe("a digest's message", () => {
  it('can be read at night', async () => {
    const at = openStorm();
    await at.take(many(30, { severity: 'high' }));
    await at.take(many(2, { severity: 'low', accountName: 'payments-dev' }));
    await at.settle();
    const { id } = (await at.digests()).usual!;
    const slot = await at.store.findSlot({ owner: `DIGEST#${id}`, channel: at.channel, name: 'root' });
    const content = await showSlot(slot!, {
      ...{ store: at.store, results: at.results, settings: at.settings, now: at.clock.now },
    });

    const text = content && 'message' in content ? messageAsText(content.message) : '';
    expect(text).toContain('STORM · 32 alerts in this one message');
    expect(text).toContain('Severity: 30 high · 2 low');
    expect(text).toContain('Account: 30 payments-prod · 2 payments-dev');
    expect(text).toContain('… and 24 more');
    expect(text).toContain('Show the alerts');
  });
});
