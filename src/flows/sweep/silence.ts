import type { Store } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import { wantShown } from '../../delivery/want.ts';
import type { SweepWorld } from './world.ts';

/** Under these names it is noted when signals came, when AWS was last asked with success, and when silence was told and over. */
export const heard = 'heard';
export const asked = 'asked-compliance';
const told = 'silence';
const over = 'silence-over';
const toldOnCall = 'silence-told-on-call';

/**
 * Notices that neither a signal came nor AWS could be asked for `sweep.silence`: who hears nothing is not safe. Told in the
 * operations channel and to on-call, once, and closed by the next sign of life.
 */
export async function listenForSilence(world: SweepWorld): Promise<void> {
  const { store, settings, now, tellOnCall } = world;
  const last = await lastSign(store);
  if (last === undefined) {
    // A new installation: from now on.
    await store.note(asked, 0);
    return;
  }
  const since = await openSilence(store);
  if (now() - last <= settings.sweep.silenceMs) {
    if (since === undefined) return;
    await show(since, 2, world);
    await store.note(over, 0);
    return;
  }
  if (since === undefined) await store.note(told, 0);
  const id = since ?? (await store.findNoted(told)) ?? now();
  await show(id, 1, world);
  if (((await store.findNoted(toldOnCall)) ?? 0) >= id) return;
  await tellOnCall(silenceText(last));
  await store.note(toldOnCall, 0);
}

function show(since: number, want: 1 | 2, world: SweepWorld): Promise<unknown> {
  const { operations: channel } = world.settings.slack;
  return wantShown({ owner: `SILENCE#${since}`, channel, name: 'root', lane: 0, want }, world);
}

async function openSilence(store: Store): Promise<number | undefined> {
  const since = await store.findNoted(told);
  return since !== undefined && since > ((await store.findNoted(over)) ?? -1) ? since : undefined;
}

async function lastSign(store: Pick<Store, 'findNoted'>): Promise<number | undefined> {
  const signs = [await store.findNoted(heard), await store.findNoted(asked)].filter((at) => at !== undefined);
  return signs.length === 0 ? undefined : Math.max(...signs);
}

function silenceText(last: number): string {
  const at = new Date(last).toISOString().slice(0, 16).replace('T', ' ');
  return `Noroshi hears nothing: the last sign of AWS was at ${at} UTC. Alerts may be missing.`;
}

/** What the operations channel is told of a silence; `want` 2 says that it is over. */
export async function describeSilence(want: number, store: Pick<Store, 'findNoted'>): Promise<Reply> {
  const last = (await lastSign(store)) ?? 0;
  if (want >= 2)
    return { title: 'Signals of AWS arrive again. What was missed meanwhile is read at the source.', sections: [] };
  return {
    title: silenceText(last),
    sections: [
      {
        kind: 'text',
        text: [
          'No event came, and AWS Config could not be asked either. Look, in this order, at:',
          '1. the log of the function alerts, and of the function sweep, which says why AWS Config did not answer;',
          '2. the queue of alerts and its dead letters;',
          '3. the topic and the rules in the security account.',
        ].join('\n'),
      },
    ],
  };
}
