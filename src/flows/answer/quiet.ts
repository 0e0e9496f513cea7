import { muteOf, type OpenAlert, type Quiet } from '../../core/mute.ts';
import type { Log, Now, SendToQueue, Store } from '../../core/ports.ts';
import { weighed } from '../../core/repeats.ts';
import type { Settings } from '../../core/settings.ts';
import { acknowledge } from './acknowledge.ts';
import { showMuted } from './muted.ts';

type World = Readonly<{ store: Store; settings: Settings; sendToQueue: SendToQueue; now: Now; log: Log }>;

/** What people can know and say of the alerts that are open, by what we remember. */
export function createQuiet(world: World): Quiet {
  const { store, now } = world;
  return {
    async listOpen(limit) {
      const mutes = await store.listMutes();
      const open = await store.listOpenAlerts(limit);
      return open.map((known): OpenAlert => {
        const state = weighed(known);
        const mute = muteOf(state.alert, mutes, now());
        return { state, ...(mute && { mute }) };
      });
    },

    async findChannel(alertId) {
      const slots = await store.listSlots(`ALERT#${alertId}`);
      return slots.find(({ name, state }) => name === 'root' && state !== 'failed')?.channel;
    },

    async findStorm(id) {
      const digest = await store.findDigest(id);
      return digest && { openedAt: digest.openedAt, members: await store.listMembers(id) };
    },

    listMutes: () => store.listMutes(),

    acknowledge: (alertId, said) => acknowledge(alertId, said, world),

    async mute(mute) {
      await store.putMute(mute);
      await showMuted(mute, world);
    },

    async unmute(id) {
      const mute = await store.liftMute(id);
      if (mute) await showMuted(mute, world);
      return mute;
    },
  };
}
