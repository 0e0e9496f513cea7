import type { Wish } from '../../core/wish.ts';
import { written } from './record.ts';
import { announce, type SwitchWorld, switchReply, turnSwitch } from './turn-switch.ts';

/** Whoever wants them on again is waited for so long, in ms: what hung longer is not done any more. */
const onWithin = 15 * 60_000;

/**
 * Takes up what was wanted of the switch at a terminal, the oldest first: writes it into the audit trail, turns the switch,
 * and tells the operations channel. Throws when it cannot be written down; it comes again then, and until then what is
 * wanted off is off.
 */
export async function takeUpWishes(world: SwitchWorld): Promise<void> {
  for (const wish of await world.store.listWishes()) {
    const why = await whyNot(wish, world);
    if (why === undefined) await grant(wish, world);
    else await refuse(wish, why, world);
    await world.store.endWish(wish.id);
  }
}

/** What kept `on` from being done; what stops changes is never refused. */
async function whyNot({ to, at, saw }: Wish, { store, now }: SwitchWorld): Promise<string | undefined> {
  if (to === 'off') return undefined;
  if (Math.abs(now() - at) > onWithin) return 'it was asked for more than 15 minutes ago, or by a clock that is wrong';
  const turned = await store.findTurned();
  return turned.state === 'off' && turned.at !== saw ? 'they were switched off anew meanwhile' : undefined;
}

async function grant(wish: Wish, world: SwitchWorld): Promise<void> {
  const { to, by, at, reason } = wish;
  const key = keyOf(wish);
  const before = await world.store.findTurned();
  const isOnAlready = to === 'on' && before.state === 'on';
  const tell = async (): Promise<void> => {
    await world.store.putJob(jobOf(wish, world));
    await announce(switchReply({ to, by, reason }, before), key, world);
    await world.store.updateJob(key, { state: 'done' });
  };
  // It is off already, and people hear of it also where it cannot be written down.
  if (to === 'off') await tell();
  if (!isOnAlready) await turnSwitch({ to, by, reason, key, at }, world);
  if (to === 'on') await tell();
}

async function refuse(wish: Wish, why: string, world: SwitchWorld): Promise<void> {
  const what = `did not switch remediations on: ${why}`;
  const at = Math.min(wish.at, world.now());
  await written(world)('switch', { id: `${keyOf(wish)}|refused`, kind: 'refusal', at, by: wish.by, what });
}

/** The same for nothing else, whatever the terminal put there. */
function keyOf({ id }: Wish): string {
  return `terminal-${id.replace(/\W/g, '').slice(0, 60)}`;
}

/** What the message in the operations channel stands beside, as that of a command does. */
function jobOf(wish: Wish, { settings: { slack } }: SwitchWorld) {
  const { to, by, at, reason } = wish;
  const asker = { teamId: slack.team, userId: by, channelId: slack.operations };
  const text = reason === undefined ? to : `${to} ${reason}`;
  return { kind: 'remediation', key: keyOf(wish), askedAt: at, asker, command: '/aws-remediate', text } as const;
}
