import type { Scene } from './define.ts';
import { prod, signIn } from './events.ts';

/** Somebody tries passwords: one message that counts, and not twelve. */
export const signInBurst: Scene = {
  id: 'sign-in-burst',
  title: 'Twelve failed sign-ins',
  shows: 'Somebody guesses the password of deploy: one message, which counts, and weighs more from the fifth on.',
  events: (at) =>
    Array.from({ length: 12 }, (_, n) =>
      signIn(
        {
          ...prod,
          identity: { type: 'IAMUser', userName: 'deploy' },
          ...{ outcome: 'Failure', mfa: false, address: '198.51.100.66' },
        },
        // Within one hour, whichever minute it is.
        Math.floor(at / 3_600_000) * 3_600_000 + ((at % 3_600_000) * (n + 1)) / 12,
      ),
    ),
};
