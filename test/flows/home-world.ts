import type { HomeJob, HomeWorld } from '../../src/flows/home/world.ts';
import { home } from '../../src/flows/home.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { openQuiet } from './quiet-world.ts';

let made = 0;

/** Alice and Bob may look things up, Bob and Carol approve; App Home as each of them sees it, and what they do there. */
export function openHome(change: Partial<HomeWorld> = {}) {
  const at = openQuiet();
  const access = { investigate: ['U0ALICE', 'U0BOB'], remediate: [], approve: ['U0BOB', 'U0CAROL'] };
  const world: HomeWorld = { ...at.world, settings: { ...at.settings, access }, ...change };
  const job = (userId: string, more: Partial<HomeJob> = {}): HomeJob => {
    made += 1;
    const asker = { teamId: 'T0123456789', userId, channelId: userId };
    return { kind: 'lookup', key: `home-key-${made}`, askedAt: at.clock.now(), asker, home: 'show', ...more };
  };
  const shown = (userId: string) => {
    const view = at.homes.get(userId)?.view;
    return view ? messageAsText({ text: '', blocks: view.blocks }) : 'nothing';
  };
  /** Opens or presses there, and says what is shown then. */
  const act = async (userId = 'U0ALICE', more: Partial<HomeJob> = {}) => {
    await home(job(userId, more), world);
    return shown(userId);
  };
  return { ...at, world, job, act, shown };
}
