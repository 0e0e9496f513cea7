import type { PostParts } from '../../src/delivery/post.ts';

type Calls = Readonly<Record<string, unknown>>;

/**
 * A sender that dies at its `step`th wait: half of them before the call is made, the others when it was made and its answer
 * is on the way.
 */
export function mortal(step: number) {
  let left = step;
  let isDead = false;
  const die = () => {
    isDead = true;
    return new Promise<never>(() => {});
  };
  const wrap = <Part extends Calls>(part: Part): Part => {
    const wrapped = Object.entries(part).map(([name, call]) => [
      name,
      typeof call !== 'function'
        ? call
        : async (...args: readonly unknown[]) => {
            left -= 1;
            if (isDead || left === -1) return die();
            const answer: unknown = await call(...args);
            left -= 1;
            return isDead || left === -1 ? die() : answer;
          },
    ]);
    return Object.fromEntries(wrapped);
  };
  return {
    isDead: () => isDead,
    kill: (parts: PostParts): PostParts => ({
      ...parts,
      ...{ store: wrap(parts.store), slack: wrap(parts.slack) },
      ...wrap({ load: parts.load, sendToQueue: parts.sendToQueue }),
    }),
    /** Until it ended or died. */
    async run(work: Promise<unknown>): Promise<void> {
      const ended = work.then(() => true);
      const tick = () => new Promise<false>((go) => setImmediate(() => go(false)));
      while (!isDead && !(await Promise.race([ended, tick()])));
    },
  };
}
