import type { Audit, Now, People, SendToQueue, Store, Switch } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import type { Settings } from '../../core/settings.ts';
import { wantShown } from '../../delivery/want.ts';
import { written } from './record.ts';

export type SwitchWorld = Readonly<{
  store: Pick<
    Store,
    'findSwitch' | 'findTurned' | 'setSwitch' | 'putJob' | 'updateJob' | 'wantSlot' | 'ring' | 'listWishes' | 'endWish'
  >;
  sendToQueue: SendToQueue;
  settings: Settings;
  people: People;
  audit: Audit;
  now: Now;
}>;

/**
 * Who turns the switch where: `by` is a Slack user id or `terminal:NAME`, `key` what makes the turn once, `at` when it was
 * turned (ms), where that is not now.
 */
export type Turn = Readonly<{ to: 'on' | 'off'; by: string; reason?: string | undefined; key: string; at?: number }>;

/**
 * Turns the switch of all remediations and writes it into the audit trail. What stops changes is done before it is written
 * down, what lets them go again after.
 */
export async function turnSwitch(
  { to, by, reason, key, at = 0 }: Turn,
  world: Pick<SwitchWorld, 'audit' | 'now'> & { store: Pick<Store, 'setSwitch'> },
): Promise<void> {
  const now = world.now();
  const since = at || now;
  const turn = () => world.store.setSwitch({ state: to, by, at: since, ...(reason !== undefined && { reason }) });
  const what = `switched remediations ${to}${reason === undefined ? '' : `: ${reason}`}`;
  // The clock of a terminal may be ahead; the trail holds nothing of tomorrow.
  const entry = { id: `${key}|${to}`, kind: 'switch', at: Math.min(since, now), by, what } as const;
  const note = () => written(world)('switch', entry);
  if (to === 'off') {
    await turn();
    await note();
  } else {
    await note();
    await turn();
  }
}

/** Tells the operations channel; a job of that key is there. */
export async function announce(reply: Reply, key: string, world: SwitchWorld): Promise<void> {
  const { rev } = await world.store.updateJob(key, { reply });
  const slot = { owner: `JOB#${key}`, channel: world.settings.slack.operations, name: 'root' };
  await wantShown({ ...slot, lane: 0, want: rev }, world);
}

/** What the operations channel and whoever turned the switch are told. */
export function switchReply({ to, by, reason }: Pick<Turn, 'to' | 'by' | 'reason'>, before: Switch): Reply {
  const already = before.state === to ? ', as they already were' : '';
  const facts = [
    ...(reason === undefined ? [] : [{ label: 'Why', value: reason }]),
    ...(before.state === 'off' && before.reason !== undefined
      ? [{ label: 'Was off because', value: before.reason }]
      : []),
  ];
  const wasBy = before.state === 'off' ? before.by : undefined;
  const text =
    to === 'off'
      ? 'Nothing is changed in any account until they are switched on again: no button, no command, nothing by itself. What waits is refused when its turn comes; what AWS has begun already goes on there.'
      : 'Buttons, commands and policies change things again. What was refused meanwhile stays refused; ask for it again.';
  return {
    title: `Remediations are switched ${to}${already}`,
    mark: to === 'off' ? '🛑' : '🟢',
    sections: [
      { kind: 'person', label: 'By', id: by },
      ...(facts.length > 0 ? [{ kind: 'facts' as const, facts }] : []),
      ...(wasBy === undefined ? [] : [{ kind: 'person' as const, label: 'Was off by', id: wasBy }]),
      { kind: 'text', text },
    ],
  };
}
