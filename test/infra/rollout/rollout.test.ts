import { beforeAll, describe, expect, it } from 'vitest';
import { keyOf } from '../../../infra/rollout/modes.ts';
import type { Call, Faults } from '../../../src/playground/estate/call.ts';
import { fileFor, type Played, playing } from './play.ts';

const two = fileFor({ regions: ['eu-west-1', 'us-east-1'] });

const serviceRole = ['111122223333', 'global', 'role', 'role AWSServiceRoleForConfig'] as const;

/** The rows that are not as they should be. */
const lacking = ({ rows }: Played) => rows.filter(({ state }) => state !== 'same' && state !== 'done');

/** A fault at one call of a run, counted from 0. */
const at = (place: number, fault: 'crash' | 'crash-after' | 'lost'): Faults => {
  let calls = 0;
  return () => (calls++ === place ? fault : undefined);
};

/** An installation on its first day, whose models are loaded: the first run makes its calls in another order than all others. */
async function warm() {
  const world = playing(two);
  const first = world.estate.snapshot();
  await world.run('apply');
  world.estate.restore(first);
  world.files.delete('noroshi-rollout.journal.jsonl');
  world.estate.calls.length = 0;
  return world;
}

/** Which calls of a run changed something, counted from 0. */
function writesIn(calls: readonly Call[]): readonly number[] {
  return calls.flatMap(({ write, error }, place) => (write && error === undefined ? [place] : []));
}

describe('a rollout', () => {
  it('plans without changing anything, applies what is missing, and then finds nothing to do', async () => {
    const { run } = playing(two);
    const planned = await run('plan');
    expect(planned.writes).toEqual([]);
    expect(planned.code).toBe(2);
    expect(planned.rows.filter(({ state }) => state === 'error')).toEqual([]);

    const applied = await run('apply');
    expect(applied.code).toBe(0);
    const wanted = planned.rows.filter(({ state }) => state === 'missing' || state === 'different');
    expect(applied.rows.filter(({ state }) => state === 'done').map(({ object }) => object)).toEqual(
      wanted.map(({ object }) => object),
    );

    const again = await run('apply');
    expect([again.code, again.writes]).toEqual([0, []]);
    const verified = await run('verify');
    expect([verified.code, verified.writes, lacking(verified)]).toEqual([0, [], []]);

    const tried = await run('verify', '--send-test-event');
    const arrived = tried.rows.filter(({ object }) => object === 'test event');
    expect(arrived.map(({ region, state }) => [region, state])).toEqual([
      ['eu-west-1', 'same'],
      ['us-east-1', 'same'],
    ]);
  });

  it('goes on after a crash at any call', async () => {
    const { run, estate, files } = await warm();
    const first = estate.snapshot();
    const whole = (await run('apply')).rows.length;
    // A call that reads leaves what the call before it left: a crash after each that writes, and at the very first call, are all.
    const points = [[0, 'crash'] as const, ...writesIn(estate.calls).map((place) => [place, 'crash-after'] as const)];
    expect(points.length).toBeGreaterThan(80);
    for (const [place, fault] of points) {
      estate.restore(first);
      files.delete('noroshi-rollout.journal.jsonl');
      estate.setFaults(at(place, fault));
      expect((await run('apply')).code, `${fault} at call ${place}`).toBe('cut');
      estate.restart();
      estate.setFaults();
      const second = await run('apply');
      expect(lacking(second), `after ${fault} at call ${place}`).toEqual([]);
      expect(second.rows).toHaveLength(whole);
    }
  }, 120_000);

  it('lives with the lost answer of any call that changes something', async () => {
    const { run, estate, files } = await warm();
    const first = estate.snapshot();
    await run('apply');
    for (const place of writesIn(estate.calls)) {
      estate.restore(first);
      files.delete('noroshi-rollout.journal.jsonl');
      estate.setFaults(at(place, 'lost'));
      const applied = await run('apply');
      estate.setFaults();
      expect(lacking(applied), `the answer to call ${place} was lost`).toEqual([]);
    }
  }, 120_000);

  it('takes away what it made and nothing else, last things first', async () => {
    const { run, estate } = playing(two);
    const first = JSON.parse(JSON.stringify(estate.state()));
    await run('apply');
    const told = await run('remove');
    expect(told.writes).toEqual([]);
    expect(told.said).toContain('remove --yes');
    const fates = ({ rows }: Played) =>
      new Map(
        rows.map(({ reason = '', ...row }) => [keyOf(row), reason.replace('It would be taken away.', 'taken away')]),
      );
    const foretold = fates(told);

    const careful = await run('remove', '--yes');
    expect(
      careful.writes.filter((name) => /Trail|Recorder|Detector|StopLogging|PublishingDestination/.test(name)),
    ).toEqual([]);
    const went = fates(careful);
    expect(foretold.get(JSON.stringify(serviceRole))).toContain('others may record under it');
    expect([...foretold].filter(([key, fate]) => went.get(key) !== fate)).toEqual([]);
    // And what is not foretold is not there.
    expect([...went].filter(([key, fate]) => !foretold.has(key) && /taken away/.test(fate))).toEqual([]);
    const removed = await run('remove', '--yes', '--allow-weaken');
    expect(removed.rows.filter(({ state }) => state === 'error')).toEqual([]);
    const left = estate.state().accounts['111122223333'];
    expect(Object.keys(left?.roles ?? {}).filter((name) => name.startsWith('noroshi-'))).toEqual(['noroshi-rollout']);
    for (const region of Object.values(left?.regions ?? {})) {
      expect(Object.keys(region.buses['default']?.rules ?? {})).toEqual([]);
      expect([Object.keys(region.configRules), Object.keys(region.schedules)]).toEqual([[], []]);
    }
    expect(estate.state().buckets).toHaveProperty(Object.keys(first.buckets)[0] ?? '');
    expect((await run('remove', '--yes', '--allow-weaken')).writes).toEqual([]);
  });
});

describe('a plan that is kept', () => {
  let kept: ReturnType<typeof playing>;
  beforeAll(async () => {
    kept = playing(two);
    await kept.run('plan', '--out', 'plan.json');
  });

  it('is written as it was looked at', async () => {
    const first = kept.estate.snapshot();
    const applied = await kept.run('apply', '--plan', 'plan.json');
    expect([applied.code, lacking(applied)]).toEqual([0, []]);
    kept.estate.restore(first);
    kept.files.delete('noroshi-rollout.journal.jsonl');
  });

  it('leaves alone what has changed since', async () => {
    const member = kept.estate.state().accounts['111122223333'];
    const region = member?.regions['eu-west-1'];
    if (!region) throw new Error('there is no such region');
    region.recorders = {
      mine: {
        recorder: {
          name: 'mine',
          roleARN: 'arn:aws:iam::111122223333:role/mine',
          recordingGroup: { allSupported: true },
        },
        recording: false,
      },
    };
    const applied = await kept.run('apply', '--plan', 'plan.json');
    const row = applied.rows.find(({ step, region: where }) => step === 'recorder' && where === 'eu-west-1');
    expect(row).toMatchObject({ state: 'error' });
    expect(row?.reason).toMatch(/changed since the plan was made/);
    expect(applied.writes.filter((one) => one === 'config:PutConfigurationRecorder 111122223333 eu-west-1')).toEqual(
      [],
    );
    expect(applied.code).toBe(1);
  });
});
