import { describe, expect, it } from 'vitest';
import { isOfferedAgain } from '../../src/core/offered-again.ts';
import type { RequestNote } from '../../src/core/ports.ts';
import type { RequestState } from '../../src/core/remediation.ts';

const at = 1_000_000;
const note = (change: Partial<RequestNote>): RequestNote => ({
  ...{ requestId: 'r1', remediation: 'stop-instance', attempt: 1, state: 'applied', by: 'U0ALICE', at, rev: 1 },
  ...change,
});
const offered = (notes: readonly RequestNote[], sourceAt = at) =>
  isOfferedAgain({ remediation: 'stop-instance' }, { remediations: notes, newest: { sourceAt, key: 'k' } });

describe('a remediation of an alert', () => {
  it('is offered while nobody has asked for it', () => {
    expect(isOfferedAgain({ remediation: 'stop-instance' }, { newest: { sourceAt: at, key: 'k' } })).toBe(true);
    expect(offered([note({ remediation: 'isolate-instance', state: 'running' })])).toBe(true);
  });

  it.each<[RequestState, boolean, boolean]>([
    ['requested', false, false],
    ['planned', false, false],
    ['awaiting', false, false],
    ['approved', false, false],
    ['starting', false, false],
    ['running', false, false],
    ['verifying', false, false],
    ['applied', false, true],
    ['already-compliant', false, true],
    ['resource-gone', false, true],
    ['dry-run', true, true],
    ['failed', true, true],
    ['refused', true, true],
    ['expired', true, true],
    ['denied', true, true],
    ['cancelled', true, true],
    ['unconfirmed', true, true],
  ])('that is %s is offered again: %s; after a relapse: %s', (state, before, relapsed) => {
    expect(offered([note({ state })])).toBe(before);
    expect(offered([note({ state })], at + 1)).toBe(relapsed);
  });

  it('is each document of an automation for itself', () => {
    const running = note({ remediation: 'ssm-automation', document: 'A', state: 'running' });
    const isOffered = (document: string) =>
      isOfferedAgain(
        { remediation: 'ssm-automation', document },
        { remediations: [running], newest: { sourceAt: at, key: 'k' } },
      );

    expect(isOffered('A')).toBe(false);
    expect(isOffered('B')).toBe(true);
  });

  it('is offered again once it was taken back, and not before', () => {
    const undo = note({ requestId: 'u1', isUndo: true, at: at + 10 });

    expect(offered([note({}), { ...undo, state: 'running' }])).toBe(false);
    expect(offered([note({}), undo])).toBe(true);
    expect(offered([note({ at: at + 20, attempt: 2 }), undo])).toBe(false);
  });
});
