import { describe, expect, it } from 'vitest';
import { createAppend } from '../../../src/core/audit/append.ts';
import { createWriteManifest } from '../../../src/core/audit/manifest.ts';
import { verifyAudit } from '../../../src/core/audit/verify.ts';
import { anEntry, createMemoryBucket } from '../../core/audit/bucket.ts';
import { minute, openSweep } from '../sweep-world.ts';

const hour = 60 * minute;

type Open = Awaited<ReturnType<typeof openSweep>>;
/** What was sent to the queue of the remediations since. */
const sentBy = ({ sent }: Open) =>
  sent.splice(0).flatMap(({ queue, body }) => (queue === 'remediations' ? [body] : []));

describe('the sweep, for the one function that may write the audit trail', () => {
  it('has the newest day sealed that is over for three hours, each hour', async () => {
    const at = await openSweep();
    at.clock.pass(Date.UTC(2026, 10, 21, 2, 59) - at.clock.now());

    await at.sweep();
    expect(sentBy(at)).toEqual([{ seal: '2026-11-19' }]);
    at.clock.pass(minute);
    await at.sweep();
    expect(sentBy(at)).toEqual([]);
    at.clock.pass(hour);
    await at.sweep();
    expect(sentBy(at)).toEqual([{ seal: '2026-11-20' }]);
  });

  it('leaves no day of the trail without its manifest, also after days on which nothing worked', async () => {
    const at = await openSweep();
    const { bucket, objects, stored } = createMemoryBucket();
    at.clock.pass(Date.UTC(2026, 10, 20, 12) - at.clock.now());
    const write = createWriteManifest({ bucket, now: at.clock.now });
    await createAppend({ bucket, now: at.clock.now })('c', { ...anEntry('one'), at: at.clock.now() });

    for (let hours = 0; hours < 96; hours += 1) {
      at.clock.pass(hour);
      await at.sweep();
      // Nobody takes up anything for two days.
      const days = sentBy(at).flatMap((body) => ('seal' in body && hours >= 48 ? [String(body.seal)] : []));
      for (const day of days) await write(day);
    }

    expect([...objects.keys()].filter((key) => key.startsWith('audit/manifests/'))).toEqual(
      ['20', '21', '22', '23'].map((day) => `audit/manifests/2026-11-${day}.json`),
    );
    expect(verifyAudit(stored(), { now: at.clock.now() })).toMatchObject({ problems: [], manifests: 4 });
  });

  it('brings what is wanted of the switch at a terminal each minute, until it is taken up', async () => {
    const at = await openSweep();
    await at.sweep();
    expect(sentBy(at)).not.toContainEqual({ wishes: 'switch' });
    await at.store.putWish({ id: '01', to: 'off', by: 'terminal:carol', at: at.clock.now() });

    for (let turn = 0; turn < 2; turn += 1) {
      at.clock.pass(minute);
      await at.sweep();
      expect(sentBy(at)).toContainEqual({ wishes: 'switch' });
    }
    await at.store.endWish('01');
    at.clock.pass(minute);
    await at.sweep();

    expect(sentBy(at)).not.toContainEqual({ wishes: 'switch' });
  });
});
