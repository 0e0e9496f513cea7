import { beforeAll, describe, expect, it } from 'vitest';
import { hasEnded } from '../../../src/core/request-machine.ts';
import { setUpActing } from './acting.ts';

type Kind = 'direct' | 'followed';

/** A click, and Bob's approval where it is asked for; the runs named in `cuts` end at that await. */
async function play(kind: Kind, mode: 'click' | 'approve', cuts: Readonly<Record<number, number>>) {
  const acting = setUpActing({ kind, mode });
  await acting.open();
  let runs = 0;
  const points: number[] = [];
  const run = async (body: object): Promise<void> => {
    runs += 1;
    acting.cut.at = cuts[runs] ?? Number.POSITIVE_INFINITY;
    const ended = await acting.run(body);
    points.push(acting.cut.points.length);
    acting.clock.pass(90_000);
    // What was cut off is delivered again.
    if (ended === 'crashed') await run(body);
  };
  await run(acting.click());
  if (mode === 'approve') await run(await acting.decision('approve', 'U0BOB'));
  await acting.deliver(3 * 3_600_000);
  return { acting, points };
}

describe.each([
  ['direct', 'click'],
  ['direct', 'approve'],
  ['followed', 'click'],
] as const)('cut off at any of its awaits (%s, mode %s)', (kind, mode) => {
  const ended: { at: string; state: string; tokens: number; applied: number; audited: boolean }[] = [];
  let awaits = 0;

  beforeAll(async () => {
    const { points } = await play(kind, mode, {});
    const whole = points.at(-1) ?? 0;
    const run = mode === 'approve' ? 2 : 1;
    for (let at = 1; at <= whole; at += 1) {
      awaits += 1;
      // Every third time the run that takes it up is cut off as well.
      const again = at % 3 === 0 ? { [run + 1]: 1 + ((at * 7) % whole) } : {};
      const { acting } = await play(kind, mode, { [run]: at, ...again });
      const request = await acting.latest();
      if (request && !hasEnded(request)) throw new Error(`It was left in ${request.state} when cut off at ${at}`);
      const { applied } = acting.aws;
      const kinds = acting.entries.map((one) => one.kind);
      ended.push({
        at: `${at}`,
        state: request?.state ?? 'never asked for',
        tokens: new Set(applied.map(({ token }) => token)).size,
        applied: applied.length,
        audited:
          applied.length === 0 || (kinds.includes('intent') && kinds.includes('outcome') && kinds.includes('call')),
      });
    }
  }, 60_000);

  it('visits each of them', () => {
    expect(awaits).toBeGreaterThan(40);
  });

  it('is executed once at most', () => {
    expect(ended.filter(({ tokens }) => tokens > 1)).toEqual([]);
    if (kind === 'followed') expect(ended.filter(({ applied }) => applied > 1)).toEqual([]);
  });

  it('goes on to its end, or leaves it to a person', () => {
    const allowed = kind === 'followed' ? ['applied', 'unconfirmed'] : ['applied'];

    expect(ended.filter(({ state }) => !allowed.includes(state))).toEqual([]);
    expect(ended.filter(({ state }) => state === 'applied').length).toBeGreaterThan(ended.length / 2);
  });

  it('is all in the audit trail', () => {
    expect(ended.filter(({ audited }) => !audited)).toEqual([]);
  });
});
