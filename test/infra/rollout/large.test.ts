import { describe, expect, it } from 'vitest';
import type { Faults } from '../../../src/playground/estate/call.ts';
import { makeRandom } from '../../../src/playground/random.ts';
import { fileFor, playing } from './play.ts';

const seventeen = [
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1'],
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
];

/** One call in ten is throttled and three in a hundred fail for a moment; a run is cut after so many calls. */
function troubled(seed: number, cutAfter: number): Faults {
  const random = makeRandom(seed, 'rollout');
  let calls = 0;
  return () => {
    if (++calls === cutAfter) return 'crash';
    const drawn = random();
    if (drawn < 0.1) return 'throttle';
    return drawn < 0.13 ? 'transient' : undefined;
  };
}

describe('forty accounts in seventeen regions', () => {
  it('are set up through throttles, failures and thirty crashes, and then nothing is left to do', async () => {
    const { run, estate } = playing(fileFor({ accounts: 40, regions: seventeen }));
    const cuts = makeRandom(7, 'cuts');
    for (let crash = 0; crash < 30; crash++) {
      estate.setFaults(troubled(crash, 200 + Math.floor(cuts() * 500)));
      expect((await run('apply')).code).toBe('cut');
      estate.restart();
      estate.calls.length = 0;
    }
    estate.setFaults(troubled(99, Number.POSITIVE_INFINITY));
    const whole = await run('apply');
    expect(whole.rows.filter(({ state }) => state !== 'same' && state !== 'done')).toEqual([]);
    expect(new Set(whole.rows.map(({ accountId, region }) => `${accountId} ${region}`)).size).toBeGreaterThan(680);
    expect(fastestTrailWrites(estate.calls)).toBeGreaterThanOrEqual(1000);

    estate.setFaults();
    estate.calls.length = 0;
    const again = await run('apply');
    expect([again.code, again.writes]).toEqual([0, []]);
    const verified = await run('verify');
    expect([verified.code, verified.rows.filter(({ state }) => state !== 'same')]).toEqual([0, []]);
  }, 120_000);
});

/** The shortest time, in ms, between two calls that change a trail in one account. */
function fastestTrailWrites(
  calls: readonly Readonly<{ accountId: string; name: string; write: boolean; at: number }>[],
): number {
  const last = new Map<string, number>();
  let shortest = Number.POSITIVE_INFINITY;
  for (const { accountId, at } of calls.filter(({ name, write }) => write && name.startsWith('cloudtrail:'))) {
    shortest = Math.min(shortest, at - (last.get(accountId) ?? Number.NEGATIVE_INFINITY));
    last.set(accountId, at);
  }
  return shortest;
}
