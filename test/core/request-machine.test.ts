import { describe, expect, it } from 'vitest';
import type { Mode, RemediationRequest, RequestState } from '../../src/core/remediation.ts';
import { approvalFor, hasEnded, moveOn, type RequestEvent } from '../../src/core/request-machine.ts';

const plan = { steps: [{ what: 'fix', on: 'sg-1' }], back: [], caveats: [], hash: 'abc' };
const fresh: RemediationRequest = {
  id: '111122223333/eu-west-1/AWS::EC2::Instance/i-1|config-remediation|1',
  ...{ remediation: 'config-remediation', attempt: 1, state: 'requested', mode: 'click', input: {}, steps: [], rev: 1 },
  resource: { type: 'AWS::EC2::Instance', id: 'i-1', accountId: '111122223333', region: 'eu-west-1' },
  ...{ requestedBy: 'U0ALICE', click: 'click-1', requestedAt: 0 },
};

/** The request after an event, which must make something of it. */
function having(request: RemediationRequest, ...events: readonly RequestEvent[]): RemediationRequest {
  let now = request;
  for (const event of events) {
    const moved = moveOn(now, event);
    if ('refused' in moved) throw new Error(`${event.kind}: ${moved.refused}`);
    now = { ...now, ...moved.change, rev: now.rev + 1 };
  }
  return now;
}

const whyNot = (request: RemediationRequest, event: RequestEvent): string => {
  const moved = moveOn(request, event);
  return 'refused' in moved ? moved.refused : 'it may';
};

const planned = (change: Partial<RemediationRequest> = {}) => having({ ...fresh, ...change }, { kind: 'plan', plan });
const awaiting = () => having(planned({ mode: 'approve' }), { kind: 'wait', until: approvalFor });
const approve = (by: string, at = 1000): RequestEvent => ({ kind: 'approve', by, at, click: `by-${by}` });
const start: RequestEvent = { kind: 'start', at: 2000, hash: 'abc', steps: [] };

describe('a request', () => {
  it('is approved by whoever asked, where the policy asks for no second person', () => {
    const approved = having(planned(), { kind: 'confirm', at: 1000 });

    expect(approved).toMatchObject({ state: 'approved', approval: { by: 'U0ALICE', hash: 'abc' } });
  });

  it('is never approved by whoever asked, where the policy asks for a second person', () => {
    expect(whyNot(planned({ mode: 'approve' }), { kind: 'confirm', at: 1 })).toBe('a second person must approve it');
    expect(whyNot(awaiting(), approve('U0ALICE'))).toBe('whoever asked for it cannot approve it as well');
    expect(having(awaiting(), approve('U0BOB'))).toMatchObject({ state: 'approved', approval: { by: 'U0BOB' } });
  });

  it('is not approved when its time is over, and does not expire before', () => {
    expect(whyNot(awaiting(), approve('U0BOB', approvalFor))).toBe('its time to be approved is over');
    expect(whyNot(awaiting(), { kind: 'expire', at: approvalFor - 1 })).toBe('it may still be approved');
    expect(having(awaiting(), { kind: 'expire', at: approvalFor })).toMatchObject({ state: 'expired' });
  });

  it('starts only with the plan that was approved', () => {
    const approved = having(awaiting(), approve('U0BOB'));

    expect(whyNot(approved, { ...start, hash: 'abd' })).toBe('the plan has changed since it was approved');
    expect(whyNot({ ...approved, plan: { ...plan, hash: 'abd' } }, { ...start, hash: 'abd' })).toMatch(/has changed/);
    expect(having(approved, start)).toMatchObject({ state: 'starting', startedAt: 2000 });
  });

  it('starts without an approval in no state, whatever is written there', () => {
    const states: readonly RequestState[] = ['requested', 'planned', 'awaiting', 'approved', 'starting', 'expired'];

    expect(states.map((state) => whyNot({ ...fresh, state, plan }, start))).toEqual(
      states.map(() => 'nobody approved it'),
    );
    const own = { state: 'approved', by: 'U0ALICE', at: 1, hash: 'abc' } as const;
    expect(whyNot({ ...fresh, mode: 'approve', state: 'approved', plan, approval: own }, start)).toMatch(
      /second person/,
    );
  });

  it('that is only to be planned ends there', () => {
    const told = planned({ dryRun: true });

    expect(whyNot(told, { kind: 'confirm', at: 1 })).toBe('it ends with its plan');
    expect(whyNot(told, { kind: 'wait', until: 1 })).toBe('it ends with its plan');
    expect(having(told, { kind: 'end', state: 'dry-run', at: 1 })).toMatchObject({ state: 'dry-run', endedAt: 1 });
    expect(whyNot(planned(), { kind: 'end', state: 'dry-run', at: 1 })).toBe('it is not only to be planned');
  });

  it('was applied only when that was proven', () => {
    const verifying = having(planned(), { kind: 'confirm', at: 1 }, start, { kind: 'verify', at: 3 });
    const applied = { kind: 'end', state: 'applied', at: 4 } as const;

    expect(whyNot(verifying, applied)).toBe('nothing proves it');
    expect(whyNot(verifying, { ...applied, proof: { reached: false, what: '', at: 4 } })).toBe('nothing proves it');
    expect(having(verifying, { ...applied, proof: { reached: true, what: '', at: 4 } })).toMatchObject({
      state: 'applied',
    });
  });
});

type Happening = 'request' | 'bob' | 'carol' | 'self' | 'reject' | 'expire' | 'resolve' | 'execute' | 'crash';
const happenings: readonly Happening[] = [
  ...(['request', 'bob', 'carol', 'self', 'reject', 'expire', 'resolve', 'execute', 'crash'] as const),
];

type Scene = Readonly<{
  request: RemediationRequest | undefined;
  isResolved: boolean;
  /** The next execution is cut off after it began. */
  isCut: boolean;
  executed: number;
  now: number;
}>;

const nobody: Scene = { request: undefined, isResolved: false, isCut: false, executed: 0, now: 1 };

/** What a thing that happens makes of a scene, with the machine deciding; what it refuses leaves everything as it is. */
function happen(scene: Scene, happening: Happening, mode: Mode): Scene {
  const { request, now } = scene;
  const on = (event: RequestEvent): Scene => {
    const moved = request && moveOn(request, event);
    return request && moved && 'change' in moved ? { ...scene, request: { ...request, ...moved.change } } : scene;
  };
  switch (happening) {
    case 'request':
      if (request && !hasEnded(request)) return scene;
      if (scene.executed > 0 || scene.isResolved) return scene;
      return asked(scene, mode);
    case 'bob':
      return on(approve('U0BOB', now));
    case 'carol':
      return on(approve('U0CAROL', now));
    case 'self':
      return on(approve('U0ALICE', now));
    case 'reject':
      return on({ kind: 'deny', by: 'U0BOB', at: now, click: 'no' });
    case 'expire': {
      const later = { ...scene, now: now + approvalFor };
      return { ...on({ kind: 'expire', at: later.now }), now: later.now };
    }
    case 'resolve':
      return { ...scene, isResolved: true };
    case 'crash':
      return { ...scene, isCut: true };
    case 'execute':
      return executed(scene, on);
  }
}

function asked(scene: Scene, mode: Mode): Scene {
  const request = having({ ...fresh, mode }, { kind: 'plan', plan });
  const until = scene.now + approvalFor;
  return {
    ...scene,
    request: having(request, mode === 'approve' ? { kind: 'wait', until } : { kind: 'confirm', at: scene.now }),
  };
}

function executed(scene: Scene, on: (event: RequestEvent) => Scene): Scene {
  const { request, isResolved, isCut, now } = scene;
  if (request?.state === 'approved' && isResolved) return on({ kind: 'end', state: 'refused', at: now });
  const begun = request?.state === 'starting' ? scene : on({ kind: 'start', at: now, hash: 'abc', steps: [] });
  if (begun.request?.state !== 'starting') return scene;
  const isFirst = request?.state === 'approved';
  const counted = { ...begun, executed: scene.executed + (isFirst ? 1 : 0), isCut: false };
  if (isCut) return counted;
  const proof = { reached: true, what: '', at: now };
  return {
    ...counted,
    request: having(begun.request, { kind: 'verify', at: now }, { kind: 'end', state: 'applied', at: now, proof }),
  };
}

/** How many orders there are from a scene on, and in how many of them it is executed. */
type Walked = Readonly<{ orders: number; executions: number }>;

describe.each(['click', 'approve'] as const)('in all orders of seven things that happen (mode %s)', (mode) => {
  const flaws: string[] = [];
  const walked = new Map<string, Walked>();

  /**
   * Everything that can come of a scene in so many steps. What comes of it depends on the scene alone, so one that was reached
   * by another order is counted and not walked again.
   */
  function walk(scene: Scene, left: number): Walked {
    const key = `${left}|${JSON.stringify(scene)}`;
    const known = walked.get(key);
    if (known) return known;
    look(scene);
    const found = { orders: left === 0 ? 1 : 0, executions: left === 0 && scene.executed > 0 ? 1 : 0 };
    for (const one of left === 0 ? [] : happenings) {
      const then = walk(happen(scene, one, mode), left - 1);
      found.orders += then.orders;
      found.executions += then.executions;
    }
    walked.set(key, found);
    return found;
  }

  function look(scene: Scene): void {
    const { request, executed } = scene;
    if (executed === 0) return;
    const by = request?.approval?.by ?? 'nobody';
    if (executed > 1) flaws.push(`executed ${executed} times: ${JSON.stringify(scene)}`);
    if (mode === 'approve' && by !== 'U0BOB' && by !== 'U0CAROL')
      flaws.push(`approved by ${by}: ${JSON.stringify(scene)}`);
    if (request?.approval?.hash !== 'abc') flaws.push(`without approval: ${JSON.stringify(scene)}`);
  }

  it('executes once at most, and never without the approvals that the policy asks for', () => {
    const { orders, executions } = walk(nobody, 7);

    expect(flaws).toEqual([]);
    expect(orders).toBe(happenings.length ** 7);
    expect(executions).toBeGreaterThan(100_000);
  });
});
