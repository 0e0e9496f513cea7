import { describe, expect, it } from 'vitest';
import { manifestKeyOf } from '../../src/core/audit/manifest.ts';
import { bodyOf, chainIdOf, keyOf, parseObject, sha256 } from '../../src/core/audit/object.ts';
import { verifyAudit } from '../../src/core/audit/verify.ts';
import { anEntry, someTrail } from '../core/audit/bucket.ts';

type Objects = Map<string, string>;

const chainId = chainIdOf('chain-a');
const place = (seq: number, day = '2026-11-20') => keyOf({ day, chainId, seq });
const manifest = (day: string) => manifestKeyOf(`2026-11-${day}`);
const problemsOf = async (tamper: (objects: Objects) => void, { sealed = true, later = 0 } = {}) => {
  const trail = await someTrail({ sealed });
  tamper(trail.objects);
  return verifyAudit(trail.stored(), { now: trail.now + later }).problems.map(({ key, kind }) => `${kind} ${key}`);
};
const edit = (objects: Objects, key: string, change: (body: string) => string) =>
  void objects.set(key, change(objects.get(key) ?? ''));

describe('threat 23: the audit trail tampered with', () => {
  it('finds nothing where nobody did', async () => {
    expect(await problemsOf(() => undefined)).toEqual([]);
    expect(await problemsOf(() => undefined, { sealed: false })).toEqual([]);
  });

  it.each([1, 3, 5])('names entry %i of a sealed day when it was deleted', async (seq) => {
    expect(await problemsOf((objects) => objects.delete(place(seq)))).toEqual([`missing ${place(seq)}`]);
  });

  it.each([1, 3])('names entry %i when it was deleted on a day without a manifest yet', async (seq) => {
    const problems = await problemsOf((objects) => objects.delete(place(seq)), { sealed: false });

    expect(problems).toEqual([`missing ${place(seq)}`]);
  });

  it('names every entry of a day that was deleted', async () => {
    const problems = await problemsOf((objects) => {
      for (const key of [...objects.keys()]) if (key.startsWith('audit/2026/11/20/')) objects.delete(key);
    });

    expect(problems).toHaveLength(7);
    expect(problems.every((line) => line.startsWith('missing audit/2026/11/20/'))).toBe(true);
  });

  it('names the last entry of the day before, deleted before that day was sealed, by what came after it', async () => {
    const last = keyOf({ day: '2026-11-20', chainId: chainIdOf('chain-b'), seq: 2 });

    expect(await problemsOf((objects) => objects.delete(last), { sealed: false })).toEqual([`missing ${last}`]);
  });

  it.each([1, 3, 5])('names entry %i when each of its bytes in turn is another', async (seq) => {
    const trail = await someTrail({ sealed: true });
    const good = trail.objects.get(place(seq)) ?? '';
    for (let at = 0; at < good.length; at += 7) {
      const other = good[at] === '1' ? '2' : '1';
      trail.objects.set(place(seq), good.slice(0, at) + other + good.slice(at + 1));

      const { problems } = verifyAudit(trail.stored(), { now: trail.now });
      expect(problems.map(({ key }) => key)).toContain(place(seq));
    }
  });

  it.each([1, 3])('names entry %i when it was changed well on a day without a manifest yet', async (seq) => {
    const problems = await problemsOf(
      (objects) => edit(objects, place(seq), (body) => body.replace('ALICE', 'MALLO')),
      {
        sealed: false,
      },
    );

    expect(problems).toEqual([`changed ${place(seq)}`]);
  });

  it('names an entry that was planted at the end of a chain, well chained', async () => {
    const problems = await problemsOf((objects) => {
      const last = parseObject(objects.get(place(5)) ?? '');
      if (!last) throw new Error('There is no last entry');
      const previous = { key: place(5), sha256: sha256(objects.get(place(5)) ?? '') };
      objects.set(place(6), bodyOf({ ...last, seq: 6, previous, entry: anEntry('planted') }));
    });

    expect(problems).toEqual([`planted ${place(6)}`]);
  });

  it('names a chain of its own that was planted into a sealed day', async () => {
    const key = keyOf({ day: '2026-11-20', chainId: chainIdOf('planted'), seq: 1 });
    const problems = await problemsOf((objects) => {
      const first = parseObject(objects.get(place(1)) ?? '');
      if (first) objects.set(key, bodyOf({ ...first, chain: 'planted', chainId: chainIdOf('planted') }));
    });

    expect(problems).toEqual([`planted ${key}`]);
  });

  it.each([
    'audit/2026/11/20/notes.txt',
    'audit/2026/11/31/00000000000000000000000000000000/000001.json',
    'audit/x',
    'audit/manifests/2026-99-99.json',
  ])('names %s, which has no place in the trail', async (key) => {
    expect(await problemsOf((objects) => objects.set(key, '{}'))).toEqual([`planted ${key}`]);
  });

  it.each([1e300, -1, 8.64e15])('is not upset by an entry that says it happened at %d', async (at) => {
    const problems = await problemsOf((objects) =>
      edit(objects, place(5), (body) => body.replace(/"at":\d+/, `"at":${at}`)),
    );

    expect(problems).toEqual([`changed ${place(5)}`]);
  });

  it.each([true, false])('names two entries that were swapped (sealed: %s)', async (sealed) => {
    const problems = await problemsOf(
      (objects) => {
        const [second = '', fourth = ''] = [objects.get(place(2)), objects.get(place(4))];
        objects.set(place(2), fourth).set(place(4), second);
      },
      { sealed },
    );

    expect(problems).toEqual(expect.arrayContaining([`planted ${place(2)}`, `planted ${place(4)}`]));
  });

  it('names a manifest that was deleted, whichever', async () => {
    expect(await problemsOf((objects) => objects.delete(manifest('20')))).toEqual([`missing ${manifest('20')}`]);
    const overdue = await problemsOf((objects) => objects.delete(manifest('21')), { later: 2 * 86_400_000 });
    expect(overdue).toEqual([`missing ${manifest('21')}`]);
  });

  it('names a manifest that was changed, whichever', async () => {
    const spoil = (body: string) => body.replace(/"sha256":"./, '"sha256":"x');

    expect(await problemsOf((objects) => edit(objects, manifest('20'), spoil))).toContain(`changed ${manifest('20')}`);
    expect(await problemsOf((objects) => edit(objects, manifest('21'), spoil))).not.toEqual([]);
    expect(await problemsOf((objects) => edit(objects, manifest('21'), (body) => `${body} `))).toContain(
      `changed ${manifest('21')}`,
    );
  });

  it('names an entry that was taken out of the bucket and out of its manifest', async () => {
    const problems = await problemsOf((objects) => {
      objects.delete(place(5));
      edit(objects, manifest('20'), (body) => {
        const read: { objects: { key: string }[] } = JSON.parse(body);
        return JSON.stringify({ ...read, objects: read.objects.filter(({ key }) => key !== place(5)) });
      });
    });

    expect(problems).toEqual([`changed ${manifest('20')}`]);
  });

  it('judges the days that are asked for, with what they follow', async () => {
    const trail = await someTrail({ sealed: true });
    trail.objects.delete(place(3));

    const later = verifyAudit(trail.stored(), { now: trail.now, since: '2026-11-21' });
    const before = verifyAudit(trail.stored(), { now: trail.now, until: '2026-11-20' });

    expect(later).toMatchObject({ problems: [], entries: 2, manifests: 1 });
    expect(before.problems.map(({ key }) => key)).toEqual([place(3)]);
  });
});
