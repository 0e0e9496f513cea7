import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import type { Store } from '../../src/core/ports.ts';
import { takeIn } from '../../src/delivery/intake.ts';
import { anAlert } from '../store/fixtures.ts';
import { named, openChannel } from './channel.ts';

const incoming = (...alerts: Alert[]) => alerts.map((alert) => ({ alert, body: { event: alert.eventKey } }));

describe('the intake', () => {
  it('shows an alert once, with what was found out, however often its event comes', async () => {
    const at = openChannel({ enrich: async (alerts) => alerts.map((alert) => named(alert, 'web')) });
    const alert = anAlert();

    expect(await takeIn(incoming(alert), at.intake)).toEqual([{ kind: 'done' }]);
    expect(await takeIn(incoming(alert), at.intake)).toEqual([{ kind: 'duplicate' }]);
    await at.settle();

    expect(at.messages).toMatchObject([{ channel: at.own('C0SECURITY'), text: `open: ${alert.title}, web`, edits: 0 }]);
  });

  it('takes the same event twice in one batch as one', async () => {
    const at = openChannel();
    const alert = anAlert();

    await takeIn(incoming(alert, alert, alert), at.intake);
    await at.settle();

    expect(at.messages).toHaveLength(1);
  });

  it('enriches a whole batch at once, and a critical after it was said', async () => {
    const asked: number[] = [];
    const at = openChannel({
      enrich: async (alerts) => {
        asked.push(alerts.length);
        await at.settle();
        return alerts.map((alert) => named(alert, 'web'));
      },
    });

    await takeIn(incoming(anAlert({ severity: 'critical', title: 'fire' }), anAlert({ title: 'smoke' })), at.intake);
    await at.settle();

    expect(asked).toEqual([2]);
    expect(at.messages).toMatchObject([
      { text: 'open: fire, web', edits: 1 },
      { text: 'open: smoke, web', edits: 0 },
    ]);
  });

  it('edits the message when the alert resolves, and posts nothing for a resolution alone', async () => {
    const at = openChannel();
    const { id } = anAlert();

    await takeIn(incoming(anAlert({ id, sourceAt: 2, state: 'resolved' })), at.intake);
    await at.settle();
    expect(at.messages).toEqual([]);

    await takeIn(incoming(anAlert({ id, sourceAt: 1, title: 'late' })), at.intake);
    await at.settle();
    expect(at.messages).toMatchObject([{ text: 'resolved: late' }]);

    await takeIn(incoming(anAlert({ id, sourceAt: 3, title: 'again' })), at.intake);
    await at.settle();
    expect(at.messages).toMatchObject([
      { text: 'open: again', edits: 1 },
      { text: 'relapse-1-1 of open: again', threadTs: at.messages[0]!.ts },
    ]);
  });

  it('counts a burst in one message, which is edited once for many, and routes it by its weight', async () => {
    const at = openChannel({
      routes: [{ when: { severity: 'high' }, to: 'C0SERIOUS' }, { to: 'C0SECURITY' }],
    });
    const { id } = anAlert();
    const failure = (sourceAt: number) =>
      anAlert({ id, sourceAt, kind: 'console-sign-in', attempted: true, severity: 'medium', eventKey: `e${sourceAt}` });

    await takeIn(incoming(failure(10)), at.intake);
    await at.settle();
    const others = [14, 12, 12, 11, 13, 14, 10].map(failure);
    await takeIn(incoming(...others), at.intake);
    await at.settle();

    expect((await at.store.findAlert(id))?.times).toEqual({ count: 5, since: 10 });
    expect(at.messages).toMatchObject([
      { channel: at.own('C0SECURITY'), edits: 1 },
      { channel: at.own('C0SERIOUS'), edits: 0 },
    ]);
  });

  it('adds a channel when the severity rises, and none when it falls', async () => {
    const at = openChannel({
      routes: [{ when: { severity: 'critical' }, to: 'C0CRITICAL' }, { to: 'C0SECURITY' }],
    });
    const { id } = anAlert();

    await takeIn(incoming(anAlert({ id, sourceAt: 1, severity: 'critical', title: 'a' })), at.intake);
    await takeIn(incoming(anAlert({ id, sourceAt: 2, severity: 'low', title: 'b' })), at.intake);
    await at.settle();
    expect(at.messages.map(({ channel }) => channel)).toEqual([at.own('C0CRITICAL')]);

    const other = anAlert().id;
    await takeIn(incoming(anAlert({ id: other, sourceAt: 1, severity: 'low', title: 'c' })), at.intake);
    await takeIn(incoming(anAlert({ id: other, sourceAt: 2, severity: 'critical', title: 'd' })), at.intake);
    await at.settle();
    expect(at.textsIn(at.own('C0SECURITY'))).toEqual(['open: d']);
    expect(at.textsIn(at.own('C0CRITICAL'))).toEqual(['open: b', 'open: d']);
  });

  it('shows a critical in the operations channel too while its own is paused', async () => {
    const at = openChannel();
    const lease = await at.store.acquireLease(at.own('C0SECURITY'));
    const paused = await at.store.renewLease(lease!, { pausedUntil: at.clock.now() + 20_000 });
    await at.store.releaseLease(paused!, 'busy');

    await takeIn(incoming(anAlert({ severity: 'critical', title: 'fire' }), anAlert()), at.intake);
    await at.settle();

    expect(at.messages).toMatchObject([{ channel: at.own('C0OPERATIONS'), text: 'open: fire' }]);
  });

  it('lets one that fails fail alone', async () => {
    const at = openChannel();
    const poison = anAlert();
    const store: Store = {
      ...at.store,
      advanceAlert: async (alert) => {
        if (alert.id === poison.id) throw new Error('poison');
        return at.store.advanceAlert(alert);
      },
    };

    const taken = await takeIn(incoming(anAlert(), poison, anAlert()), { ...at.intake, store });

    expect(taken.map(({ kind }) => kind)).toEqual(['done', 'failed', 'done']);
  });

  it('ends in one message with everything in it wherever it crashed before', async () => {
    const enrich = async (alerts: readonly Alert[]) => alerts.map((alert) => named(alert, 'web'));
    for (let step = 0; ; step += 1) {
      const at = openChannel({ enrich });
      const alert = anAlert({ severity: 'critical', title: 'fire' });
      let left = step;
      const crashing =
        <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
        async (...args: Args): Promise<Answer> => {
          if (left === 0) throw new Error('crash');
          left -= 1;
          const answer = await call(...args);
          if (left !== 0) return answer;
          throw new Error('crash');
        };
      const store: Store = {
        ...at.store,
        ...{ putEvent: crashing(at.store.putEvent), advanceAlert: crashing(at.store.advanceAlert) },
        ...{
          addFacts: crashing(at.store.addFacts),
          wantSlot: crashing(at.store.wantSlot),
          ring: crashing(at.store.ring),
        },
        ...{ listSlots: crashing(at.store.listSlots), finishEvent: crashing(at.store.finishEvent) },
      };

      const [first] = await takeIn(incoming(alert), {
        ...at.intake,
        store,
        sendToQueue: crashing(at.intake.sendToQueue),
      });
      await at.settle();
      await takeIn(incoming(alert), at.intake);
      await at.settle();

      expect(at.messages, `crash at ${step}`).toMatchObject([{ text: 'open: fire, web' }]);
      expect(await takeIn(incoming(alert), at.intake)).toEqual([{ kind: 'duplicate' }]);
      if (first?.kind === 'done') {
        expect(step).toBeGreaterThan(10);
        return;
      }
    }
  });

  it('ends in the newest state whichever way NON_COMPLIANT and COMPLIANT come in', async () => {
    const steps = fc.uniqueArray(fc.record({ sourceAt: fc.nat({ max: 50 }), resolved: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
      selector: ({ sourceAt }) => sourceAt,
    });

    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6 }), async (order, sizes) => {
        const at = openChannel();
        const { id } = anAlert();
        const alerts = order.map(({ sourceAt, resolved }) =>
          anAlert({ id, sourceAt, title: `${sourceAt}`, state: resolved ? 'resolved' : 'open' }),
        );

        for (let from = 0; from < alerts.length; from += sizes[from]!) {
          await takeIn(incoming(...alerts.slice(from, from + sizes[from]!)), at.intake);
          if (sizes[from] === 1) await at.settle();
        }
        await at.settle();

        const byTime = [...alerts].sort((a, b) => a.sourceAt - b.sourceAt);
        const opening = byTime.filter(({ state }) => state === 'open').at(-1);
        const expected = opening ? [`${byTime.at(-1)!.state}: ${opening.title}`] : [];
        const roots = at.messages.filter(({ threadTs }) => threadTs === undefined);
        expect(roots.map(({ text }) => text)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});
