import { maySwitch } from '../../core/access.ts';
import { userError } from '../../core/errors.ts';
import type { Job } from '../../core/job.ts';
import type { Audit, Now, People, SendToQueue, Store, Switch } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import type { Settings } from '../../core/settings.ts';
import { wantShown } from '../../delivery/want.ts';
import { written } from './record.ts';

export type SwitchWorld = Readonly<{
  store: Pick<Store, 'findSwitch' | 'setSwitch' | 'updateJob' | 'wantSlot' | 'ring'>;
  sendToQueue: SendToQueue;
  settings: Settings;
  people: People;
  audit: Audit;
  now: Now;
}>;

/** Who turns the switch where: `by` is a Slack user id or `terminal:NAME`, `key` what makes the turn once. */
export type Turn = Readonly<{ to: 'on' | 'off'; by: string; reason?: string | undefined; key: string }>;

/**
 * Turns the switch of all remediations and writes it into the audit trail. What stops changes is done before it is written
 * down, what lets them go again after. Resolves to how it was before.
 */
export async function turnSwitch(
  { to, by, reason, key }: Turn,
  { store, audit, now }: Pick<SwitchWorld, 'audit' | 'now'> & { store: Pick<Store, 'findSwitch' | 'setSwitch'> },
): Promise<Switch> {
  const before = await store.findSwitch();
  const at = now();
  const turn = () => store.setSwitch({ state: to, by, at, ...(reason !== undefined && { reason }) });
  const what = `switched remediations ${to}${reason === undefined ? '' : `: ${reason}`}`;
  const note = () => audit('switch', { id: `${key}|${to}`, kind: 'switch', at, by, what });
  if (to === 'off') {
    await turn();
    await note();
  } else {
    await note();
    await turn();
  }
  return before;
}

/** `/aws-remediate off` and `on`: refused to who may not, else done and told in the operations channel. */
export async function switchByCommand(
  { to, reason }: Pick<Turn, 'to' | 'reason'>,
  { key, asker: { userId, teamId } }: Pick<Job, 'key' | 'asker'>,
  world: SwitchWorld,
): Promise<Reply> {
  if (!(await maySwitch(world.settings, { userId, teamId, to }, world.people))) {
    throw userError('NOT_ALLOWED', { what: `switch remediations ${to}` });
  }
  const before = await world.store.findSwitch();
  const reply = switchReply({ to, by: userId, reason }, before);
  try {
    await turnSwitch({ to, reason, key, by: userId }, { ...world, audit: written(world) });
  } catch (error) {
    // It may be off and not written down: everybody is told all the same, and it is written when this comes again.
    if (to === 'off' && (await world.store.findSwitch()).state === 'off') await announce(reply, key, world);
    throw error;
  }
  await announce(reply, key, world);
  return reply;
}

async function announce(reply: Reply, key: string, world: SwitchWorld): Promise<void> {
  const { rev } = await world.store.updateJob(key, { reply });
  const slot = { owner: `JOB#${key}`, channel: world.settings.slack.operations, name: 'root' };
  await wantShown({ ...slot, lane: 0, want: rev }, world);
}

/** What the operations channel and whoever turned the switch are told. */
function switchReply({ to, by, reason }: Pick<Turn, 'to' | 'by' | 'reason'>, before: Switch): Reply {
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
