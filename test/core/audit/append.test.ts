import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAppend } from '../../../src/core/audit/append.ts';
import { bodyOf, chainIdOf, parseObject } from '../../../src/core/audit/object.ts';
import { verifyAudit } from '../../../src/core/audit/verify.ts';
import type { AuditEntry } from '../../../src/core/audit.ts';
import { anEntry, createMemoryBucket, noon } from './bucket.ts';

const day = 86_400_000;

describe('writing to the audit trail', () => {
  it('puts each entry into an object of its own, named by day, chain and place, after the one before', async () => {
    const { bucket, objects } = createMemoryBucket();
    const append = createAppend({ bucket, now: () => noon });

    await append('request-1', anEntry('one'));
    await append('request-1', anEntry('two'));

    const prefix = `audit/2026/11/20/${chainIdOf('request-1')}`;
    expect([...objects.keys()]).toEqual([`${prefix}/000001.json`, `${prefix}/000002.json`]);
    const second = parseObject(objects.get(`${prefix}/000002.json`) ?? '');
    expect(second).toMatchObject({ chain: 'request-1', seq: 2, previous: { key: `${prefix}/000001.json` } });
    expect(second && bodyOf(second)).toBe(objects.get(`${prefix}/000002.json`));
  });

  it('writes the same entry once, however often it is told and whoever tells it', async () => {
    const { bucket, objects } = createMemoryBucket();
    const [mine, theirs] = [createAppend({ bucket, now: () => noon }), createAppend({ bucket, now: () => noon })];

    await mine('c', anEntry('one'));
    await theirs('c', anEntry('two'));
    await mine('c', anEntry('three'));
    await theirs('c', anEntry('one'));
    await mine('c', anEntry('two'));
    await createAppend({ bucket, now: () => noon + day })('c', anEntry('one', { at: noon + day }));

    expect(objects.size).toBe(3);
  });

  it('keeps one chain under twenty writers at once', async () => {
    const { bucket, objects, stored } = createMemoryBucket();
    const ids = Array.from({ length: 20 }, (_, index) => `entry-${index}`);

    await Promise.all(ids.map((id) => createAppend({ bucket, now: () => noon })('c', anEntry(id))));

    expect(objects.size).toBe(20);
    expect(verifyAudit(stored(), { now: noon }).problems).toEqual([]);
  });

  it('finds its entry there when the answer to its write was lost', async () => {
    const { bucket, objects, stored } = createMemoryBucket();
    const append = createAppend({
      bucket: {
        ...bucket,
        async putNew(key, body) {
          await bucket.putNew(key, body);
          throw new Error('no answer in time');
        },
      },
      now: () => noon,
    });

    await expect(append('c', anEntry('one'))).rejects.toThrow('no answer');
    await createAppend({ bucket, now: () => noon })('c', anEntry('one'));
    await createAppend({ bucket, now: () => noon })('c', anEntry('two'));

    expect(objects.size).toBe(2);
    expect(verifyAudit(stored(), { now: noon }).problems).toEqual([]);
  });

  it('goes on after midnight behind the last entry of the day before', async () => {
    const { bucket, objects, stored } = createMemoryBucket();
    const clock = { now: noon };
    const append = createAppend({ bucket, now: () => clock.now });

    await append('c', anEntry('one'));
    clock.now += day;
    await append('c', anEntry('two', { at: clock.now }));

    const [first = '', second = ''] = [...objects.keys()];
    expect(second).toContain('audit/2026/11/21/');
    expect(parseObject(objects.get(second) ?? '')).toMatchObject({ seq: 1, previous: { key: first } });
    expect(verifyAudit(stored(), { now: clock.now }).problems).toEqual([]);
  });

  it('puts what comes hours late where the day is not over, so that a sealed day does not grow', async () => {
    const { bucket, objects } = createMemoryBucket();

    await createAppend({ bucket, now: () => noon + 3 * day })('c', anEntry('late'));

    expect([...objects.keys()][0]).toContain('audit/2026/11/23/');
  });

  it('masks what looks like a secret, and what is called one, wherever it stands', async () => {
    const { bucket, objects } = createMemoryBucket();
    const secrets = ['AKIAIOSFODNN7EXAMPLE', 'xoxb-1234-abcdefgh', 'correct-horse-battery'];
    const [key = '', token = '', word = ''] = secrets;

    await createAppend({ bucket, now: () => noon })(
      `111122223333|${key}|deactivate-access-key|1`,
      anEntry(`call ${token}`, {
        what: `deactivated ${key}`,
        resource: key,
        details: { before: [{ AccessKeyId: key, note: token }], sessionToken: word },
      }),
    );

    const body = [...objects.values()].join();
    for (const secret of secrets) expect(body).not.toContain(secret);
    expect(body).toContain('AKIA…MPLE');
  });

  it('writes each entry once, in a chain without a fault, whoever crashes when and however often it is told again', async () => {
    const step = fc.record({
      writer: fc.nat(2),
      entry: fc.nat(5),
      fault: fc.constantFrom('none', 'before', 'after', 'restart'),
      laterMs: fc.constantFrom(0, 60_000, 5 * 3_600_000),
      alone: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { bucket, stored } = createMemoryBucket();
        const clock = { now: noon, fault: 'none' };
        const faulty: typeof bucket = {
          ...bucket,
          async putNew(key, body) {
            if (clock.fault === 'before') throw new Error('cut off');
            const isNew = await bucket.putNew(key, body);
            if (clock.fault === 'after') throw new Error('cut off');
            return isNew;
          },
        };
        const start = () => createAppend({ bucket: faulty, now: () => clock.now });
        const writers = [start(), start(), start()];
        const running: Promise<unknown>[] = [];
        const told = new Map<number, AuditEntry>();
        for (const { writer, entry: index, fault, laterMs, alone } of steps) {
          // Hours pass between runs, not in the middle of a write.
          if (laterMs > 0) await Promise.all(running.splice(0));
          clock.now += laterMs;
          clock.fault = fault;
          if (fault === 'restart') writers[writer] = start();
          const entry = told.get(index) ?? anEntry(`entry-${index}`, { at: clock.now });
          told.set(index, entry);
          const write = writers[writer]?.('c', entry).catch(() => undefined);
          running.push(Promise.resolve(write));
          if (alone) await Promise.all(running.splice(0));
        }
        await Promise.all(running);
        clock.fault = 'none';
        for (const entry of told.values()) await start()('c', entry);

        const ids = stored().map(({ body }) => parseObject(body)?.entry.id);
        expect(ids.toSorted()).toEqual([...told.values()].map(({ id }) => id).toSorted());
        expect(verifyAudit(stored(), { now: clock.now - 10 * day }).problems).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps apart two chains whose names read the same once they are masked', async () => {
    const { bucket, objects } = createMemoryBucket();
    const append = createAppend({ bucket, now: () => noon });

    await append('AKIAIOSFODNN7EXAMPLE|1', anEntry('request'));
    await append('AKIAAAAAAAAA7EXAMPLE|1', anEntry('request'));

    expect(objects.size).toBe(2);
  });
});
