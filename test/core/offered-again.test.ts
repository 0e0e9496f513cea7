import { describe, expect, it } from 'vitest';
import { isEnded, isOfferedAgain } from '../../src/core/offered-again.ts';
import type { RequestState } from '../../src/core/remediation.ts';

const at = 1_000_000;

describe('a remediation that was asked for', () => {
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
    ['dry-run', false, true],
    ['failed', true, true],
    ['refused', true, true],
    ['expired', true, true],
    ['denied', true, true],
    ['cancelled', true, true],
    ['unconfirmed', true, true],
  ])('and is %s is offered again: %s; after a relapse: %s', (state, before, relapsed) => {
    expect(isOfferedAgain({ state, at }, at)).toBe(before);
    expect(isOfferedAgain({ state, at }, at + 1)).toBe(relapsed);
    if (before) expect(isEnded(state)).toBe(true);
  });
});
