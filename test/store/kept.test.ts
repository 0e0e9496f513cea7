import { describe, expect, it } from 'vitest';
import { notify } from '../../src/flows/notify.ts';
import { complianceChange, message, openNotify } from '../flows/notify-world.ts';
import { anAlert } from './fixtures.ts';
import { shareTable } from './rows.ts';

const day = 24 * 3_600_000;
const open = shareTable();

describe('a message’s row', () => {
  it('is made anew where the old one is past and not yet gone', async () => {
    const { store, clock, name } = open();
    const ref = { owner: `ALERT#${name}`, channel: `C-${name}`, name: 'root', lane: 1 };
    const first = await store.wantSlot({ ...ref, want: 7, keptFor: 45 * day });
    const claimed = await store.claimSlot(first, { ulid: first.queue ?? '', forMs: 9000 });
    await store.recordSlot(claimed!, { state: 'idle', shown: 7, ts: '1.2' });

    clock.pass(46 * day);
    expect(await store.listSlots(ref.owner)).toEqual([]);
    const again = await store.wantSlot({ ...ref, want: 1, keptFor: 45 * day });

    expect(again).toMatchObject({ want: 1, shown: -1, state: 'idle', queue: expect.any(String) });
    expect(again).not.toHaveProperty('ts');
  });

  it('is kept longer with each thing that is wanted of it, and for good where that is said', async () => {
    const { store, clock, name } = open();
    const ref = { owner: `ALERT#${name}`, channel: `C-${name}`, name: 'root', lane: 1 };
    await store.wantSlot({ ...ref, want: 1, keptFor: 45 * day });
    clock.pass(30 * day);
    await store.wantSlot({ ...ref, want: 2, keptFor: 45 * day });
    clock.pass(30 * day);
    expect(await store.findSlot(ref)).toMatchObject({ want: 2 });

    await store.wantSlot({ ...ref, want: 3, keptFor: 'for good' });
    clock.pass(400 * day);

    expect(await store.findSlot(ref)).toMatchObject({ want: 3 });
  });

  it.each(['DIGEST#', 'SILENCE#', 'DEAD#', 'QUARANTINE#', 'JOB#'])('of %s ends by itself', async (kind) => {
    const { store, clock, name } = open();
    const ref = { owner: `${kind}${name}`, channel: `C-${name}`, name: 'root', lane: 1 };
    await store.wantSlot({ ...ref, want: 1 });

    clock.pass(46 * day);

    expect(await store.findSlot(ref)).toBeUndefined();
    expect(await store.bumpSlot(ref)).toMatchObject({ want: 1 });
  });
});

describe('an alert', () => {
  it.each([
    ['that nothing can resolve', { kind: 'console-sign-in' }, false],
    ['whose source says when it is over', { kind: 'config-compliance-change' }, true],
    ['that is resolved', { kind: 'config-compliance-change', state: 'resolved' }, false],
  ] as const)('%s is remembered after two months or not', async (_, change, isThere) => {
    const { store, clock } = open();
    const alert = anAlert(change);
    await store.advanceAlert(alert);
    clock.pass(59 * day);
    expect(await store.findAlert(alert.id)).toBeDefined();

    clock.pass(2 * day);

    expect((await store.findAlert(alert.id)) !== undefined).toBe(isThere);
  });
});

describe('all that a story leaves', () => {
  it('ends by itself, but for what is true still and what there is once', async () => {
    const at = openNotify();
    const resource = { resourceId: 'i-1' };
    await notify([message(complianceChange(resource))], at.world);
    await at.settle();
    await notify(
      [message(complianceChange({ ...resource, verdict: 'COMPLIANT', at: '2026-01-01T10:05:00Z' }))],
      at.world,
    );
    await notify([message(complianceChange({ resourceId: 'i-2' })), message('no event')], at.world);
    await at.settle();
    at.clock.pass(15 * 60_000);
    await at.settle();

    const kinds = new Set(
      at.table.rows().flatMap((row) => (row['ttl'] === undefined ? [String(row['pk']).split('#')[0]] : [])),
    );
    expect([...kinds].sort()).toEqual(['ALERT', 'CHANNEL', 'RATE']);
    at.table.expire(at.clock.now() + 130 * day);

    const left = at.table.rows().filter(({ pk }) => String(pk).startsWith('ALERT#'));
    expect(left.map(({ sk }) => sk).sort()).toEqual([expect.stringMatching(/^SLOT#.*#root$/), 'STATE']);
  });
});
