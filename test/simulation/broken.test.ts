import { describe, expect, it } from 'vitest';
import type { Outcome } from './check.ts';
import { runLoad } from './run.ts';
import type { SlackFaults } from './slack.ts';

type Broken = NonNullable<Parameters<typeof runLoad>[0]['broken']>;

const rough: SlackFaults = { limited: 0.1, broken: 0.05, lost: 0.3, lagMs: 3000 };

/** Several small runs: what was not noticed in one of them is in another. */
async function outcomes(broken: Broken, slack: SlackFaults = rough, seeds = 3): Promise<readonly Outcome[]> {
  const all: Outcome[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    // Senders stand still now and then for longer than their lease.
    let reached = 0;
    const fate = (): number | boolean => {
      reached += 1;
      return reached % 97 === 0 ? 12_000 : false;
    };
    const { outcome } = await runLoad({ seed, broken, slack, fate, hours: 0.5, load: { events: 30, overMs: 30_000 } });
    all.push(outcome);
  }
  return all;
}

const some = (all: readonly Outcome[], kind: 'lost' | 'doubled' | 'breaches' | 'stale') =>
  all.some((outcome) => outcome[kind].length > 0);

describe('the simulation', { timeout: 120_000 }, () => {
  it('finds nothing where nothing is broken', async () => {
    const all = await outcomes(() => ({}));
    expect([some(all, 'lost'), some(all, 'doubled'), some(all, 'stale')]).toEqual([false, false, false]);
  });

  it('sees that the record is skipped', async () => {
    const all = await outcomes(({ store }) => ({ store: { ...store, putEvent: async () => 'done' } }));
    expect(some(all, 'lost')).toBe(true);
  });

  it("sees that Slack's 429 is ignored", async () => {
    const ignoring: Broken = ({ slack }) => ({
      slack: {
        ...slack,
        async post(to, message) {
          const outcome = await slack.post(to, message);
          return outcome.kind === 'limited' ? slack.post(to, message) : outcome;
        },
      },
    });
    const all = await outcomes(ignoring, rough, 6);
    expect(some(all, 'breaches')).toBe(true);
  });

  it('sees that messages are posted without a claim', async () => {
    const all = await outcomes(({ store, now }) => ({
      store: {
        ...store,
        claimSlot: async (seen) => ({ ...seen, state: 'sending', checkAt: now() + 9000, sentAt: now() }),
      },
    }));
    expect(some(all, 'doubled') || some(all, 'lost') || some(all, 'stale')).toBe(true);
  });

  it('sees that nobody looks for a message after a lost answer', async () => {
    const all = await outcomes(({ slack }) => ({
      slack: { ...slack, findCopies: async () => ({ kind: 'ok', copies: [] }) },
    }));
    expect(some(all, 'doubled')).toBe(true);
  });

  it('sees that an await is dropped', async () => {
    const all = await outcomes(({ store }) => ({
      store: {
        ...store,
        async wantSlot({ owner, channel, name, lane, want }) {
          void store.wantSlot({ owner, channel, name, lane, want });
          return { ...{ owner, channel, name, lane, want }, state: 'idle', shown: -1 };
        },
      },
    }));
    expect(some(all, 'lost')).toBe(true);
  });
});
