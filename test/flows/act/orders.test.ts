import { beforeAll, describe, expect, it } from 'vitest';
import { approvalFor, hasEnded } from '../../../src/core/request-machine.ts';
import { makeRandom } from '../../../src/playground/random.ts';
import { type Acting, setUpActing } from './acting.ts';

const events = ['request', 'bob', 'carol', 'self', 'reject', 'expire', 'resolve', 'execute', 'crash'] as const;
type Event = (typeof events)[number];

/** What happens, and then everything that is still to come of it, for three hours. */
async function play(acting: Acting, order: readonly Event[], cutAt: () => number): Promise<void> {
  await acting.open();
  let isNextCut = false;
  const press = async (body: object) => {
    acting.clock.pass(1000);
    if (isNextCut) acting.cut.at = cutAt();
    isNextCut = false;
    if ((await acting.run(body)) === 'crashed') acting.queue.push({ body, dueAt: acting.clock.now() + 90_000 });
  };
  const decide = async (...[decision, user]: Parameters<Acting['decision']>) => {
    const before = await acting.latest();
    if (before) await press(await acting.decision(decision, user));
  };
  const happen: Readonly<Record<Event, () => Promise<unknown>>> = {
    request: () => press(acting.click()),
    bob: () => decide('approve', 'U0BOB'),
    carol: () => decide('approve', 'U0CAROL'),
    self: () => decide('approve', 'U0ALICE'),
    reject: () => decide('deny', 'U0BOB'),
    expire: () => acting.deliver(approvalFor),
    resolve: () => acting.resolve(),
    execute: () => acting.deliver(95_000),
    crash: async () => {
      isNextCut = true;
    },
  };
  for (const event of order) await happen[event]();
  await acting.deliver(3 * 3_600_000);
}

/** Every order that could be is too many for the real flow: so many of those of seven, drawn by chance, the same each time. */
function* someOrders(count: number, seed: string) {
  const random = makeRandom(7, seed);
  for (let made = 0; made < count; made += 1) {
    // Most of what is worth seeing begins with a request.
    const rest = Array.from({ length: 6 }, () => events[Math.floor(random() * events.length)]!);
    yield { order: ['request', ...rest] as readonly Event[], cutAt: () => 1 + Math.floor(random() * 60) };
  }
}

describe.each([
  ['click', 'direct'],
  ['approve', 'direct'],
  ['approve', 'followed'],
] as const)('in whatever order seven things happen (mode %s, %s)', (mode, kind) => {
  let flaws: string[];
  let executed = 0;

  beforeAll(async () => {
    flaws = [];
    for (const { order, cutAt } of someOrders(80, `${mode}${kind}`)) {
      const acting = setUpActing({ mode, kind });
      await play(acting, order, cutAt);
      const { aws, entries } = acting;
      executed += aws.applied.length > 0 ? 1 : 0;
      const tokens = new Set(aws.applied.map(({ token }) => token));
      const most = kind === 'followed' ? aws.applied.length : tokens.size;
      const say = (flaw: string) => flaws.push(`${flaw}: ${order.join(' ')}`);
      if (most > 1) say(`executed ${most} times`);
      for (const { request } of aws.applied) {
        if (request?.approval?.state !== 'approved') say('executed without approval');
        if (request?.approval?.hash !== request?.plan?.hash) say('executed another plan');
        if (mode === 'approve' && !['U0BOB', 'U0CAROL'].includes(request?.approval?.by ?? ''))
          say('approved by nobody');
        if (!entries.some((one) => one.kind === 'intent' && one.chain === request?.id)) say('executed without audit');
      }
      const last = await acting.latest();
      if (last && !hasEnded(last)) say(`left in ${last.state}`);
    }
  }, 60_000);

  it('executes once at most, never without the approvals that the policy asks for, and leaves nothing undecided', () => {
    expect(flaws).toEqual([]);
  });

  it('does execute in a good part of them', () => {
    expect(executed).toBeGreaterThan(10);
  });
});
