import type { Now } from '../core/ports.ts';

/** Takes one from a person's allowance; gives 0, or how many seconds it takes until there is one again. */
export type Take = (userId: string) => number;

/** So many people are remembered; one whose allowance is whole again is as good as forgotten. */
const mostPeople = 1_000;

/**
 * A token bucket per person: `burst` at once, and `perMinute` more each minute. It lives in the memory of one function's
 * sandbox, of which there are at most as many as may run at once: it holds a flood down, and counts nobody exactly.
 */
export function createAllowance({
  burst,
  perMinute,
  now,
}: Readonly<{ burst: number; perMinute: number; now: Now }>): Take {
  const refillMs = 60_000 / perMinute;
  /** When each person's allowance is whole again, in ms. */
  const wholeAt = new Map<string, number>();
  return (userId) => {
    const at = now();
    const whole = Math.max(at, wholeAt.get(userId) ?? 0) + refillMs;
    const over = whole - at - burst * refillMs;
    if (over > 0) return Math.ceil(over / 1_000);
    wholeAt.delete(userId);
    wholeAt.set(userId, whole);
    for (const [one, when] of wholeAt) if (when <= at || wholeAt.size > mostPeople) wholeAt.delete(one);
    return 0;
  };
}
