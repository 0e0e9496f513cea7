import { describe, expect, it } from 'vitest';
import { createAppend } from '../../../src/core/audit/append.ts';
import { createWriteManifest, manifestKeyOf, parseManifest } from '../../../src/core/audit/manifest.ts';
import { verifyAudit } from '../../../src/core/audit/verify.ts';
import { anEntry, createMemoryBucket, noon, someTrail } from './bucket.ts';

describe('the manifests of the audit trail', () => {
  it('list every object of their day with its hash, and are chained day by day', async () => {
    const { objects, stored, now } = await someTrail({ sealed: true });

    const [first, second] = ['2026-11-20', '2026-11-21'].map((day) =>
      parseManifest(objects.get(manifestKeyOf(day)) ?? ''),
    );
    expect(first?.objects).toHaveLength(7);
    expect(first?.previous).toBeNull();
    expect(second?.objects).toHaveLength(2);
    expect(second?.previous?.day).toBe('2026-11-20');
    expect(verifyAudit(stored(), { now })).toEqual({ problems: [], entries: 9, chains: 2, days: 2, manifests: 2 });
  });

  it('are written once, three hours after the day, also for the days that were left out', async () => {
    const { bucket, objects, stored } = createMemoryBucket();
    const clock = { now: noon };
    const seal = createWriteManifest({ bucket, now: () => clock.now });
    await createAppend({ bucket, now: () => clock.now })('c', anEntry('one'));

    expect(await seal('2026-11-20')).toBe('too-early');
    clock.now = Date.UTC(2026, 10, 21, 2, 59);
    expect(await seal('2026-11-20')).toBe('too-early');
    clock.now = Date.UTC(2026, 10, 24, 3);
    expect(await seal('2026-11-19')).toBe('nothing');
    expect(await seal('2026-11-23')).toBe('written');
    const sizes = objects.size;
    expect(await seal('2026-11-23')).toBe('known');
    expect(await seal('2026-11-21')).toBe('known');

    expect(sizes).toBe(5);
    expect(objects.size).toBe(5);
    expect(verifyAudit(stored(), { now: clock.now }).problems).toEqual([]);
  });

  it('are one when two write them at once', async () => {
    const trail = await someTrail({ sealed: false });

    await Promise.all([trail.seal('2026-11-21'), trail.seal('2026-11-21')]);

    expect(verifyAudit(trail.stored(), { now: trail.now })).toMatchObject({ problems: [], manifests: 2 });
  });

  it('are missed once they are two days late, also of days on which nothing was done', async () => {
    const { bucket, objects, stored } = createMemoryBucket();
    const clock = { now: noon };
    const seal = createWriteManifest({ bucket, now: () => clock.now });
    await createAppend({ bucket, now: () => clock.now })('c', anEntry('one'));
    clock.now = Date.UTC(2026, 10, 25, 3);
    await seal('2026-11-24');
    const problems = (now: number) => verifyAudit(stored(), { now }).problems.map(({ kind, key }) => `${kind} ${key}`);

    expect(problems(Date.UTC(2026, 10, 28, 3))).toEqual([]);
    expect(problems(Date.UTC(2026, 10, 28, 4))).toEqual([`missing ${manifestKeyOf('2026-11-25')}`]);
    objects.delete(manifestKeyOf('2026-11-24'));
    expect(problems(Date.UTC(2026, 10, 27, 4))).toEqual([`missing ${manifestKeyOf('2026-11-24')}`]);
    objects.delete(manifestKeyOf('2026-11-22'));
    objects.set(manifestKeyOf('2026-11-20'), `${objects.get(manifestKeyOf('2026-11-20'))} `);
    expect(problems(clock.now)).toEqual([
      `changed ${manifestKeyOf('2026-11-20')}`,
      `missing ${manifestKeyOf('2026-11-22')}`,
    ]);
  });
});
