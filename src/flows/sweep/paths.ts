import { awaited, expectedPaths, type Path, paths, silentPaths } from '../../core/paths.ts';
import type { Store } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import type { Settings } from '../../core/settings.ts';
import { wantShown } from '../../delivery/want.ts';
import type { SweepWorld } from './world.ts';

const hour = 3_600_000;
const shown = 25;

/**
 * Notices accounts and regions from which nothing would come: those whose daily test event is missing for more than 25 h.
 * Looks once an hour, and says so in the operations channel once a day, as long as it lasts.
 */
export async function listenToPaths(world: SweepWorld): Promise<void> {
  const { store, settings, now } = world;
  if (!settings.sweep.tryPaths || !(await store.note('paths-looked', hour))) return;
  const heard = await store.listNoted(paths);
  // Who is new is waited for from now on.
  for (const path of expectedPaths(settings)) if (!heard.has(path)) await awaitPath(path, store);
  const silent = silentPaths({ heard, settings, now: now() });
  if (silent.length === 0) return;
  world.log.warn('Accounts and regions are silent', { paths: silent.length });
  const day = new Date(now()).toISOString().slice(0, 10);
  const slot = { owner: `SILENCE#paths-${day}`, channel: settings.slack.operations, name: 'root', lane: 1 };
  await wantShown({ ...slot, want: silent.length }, world);
}

/** The second note is never the older one, so that a test event that comes is the newest. */
async function awaitPath(path: string, store: Pick<Store, 'noteOne'>): Promise<void> {
  await store.noteOne(paths, path);
  await store.noteOne(awaited, path);
}

type At = Readonly<{ settings: Settings; now: number }>;

/** What the operations channel is told of a day's silent accounts and regions, as they are now. */
export async function describeSilentPaths(at: At, store: Pick<Store, 'listNoted'>): Promise<Reply> {
  const silent = silentPaths({ heard: await store.listNoted(paths), ...at });
  if (silent.length === 0) return { title: 'Test events come from every account and region again.', sections: [] };
  const lines = silent.slice(0, shown).map((path) => `• ${told(path, at.settings)}, ${ago(at.now - path.since)}`);
  const where = silent.length === 1 && silent[0] ? told(silent[0], at.settings) : `${silent.length} places`;
  const more = silent.length > shown ? [`and ${silent.length - shown} more`] : [];
  return {
    title: `No test event for more than a day from ${where}: alerts from there may be missing`,
    sections: [
      { kind: 'text', text: [...lines, ...more].join('\n') },
      {
        kind: 'text',
        text: [
          'Look, in this order, at:',
          '1. the schedule noroshi-test and the rules noroshi-… on the default bus there: are they there, and on? The rollout puts them back;',
          '2. the role noroshi-forward there, and the metric FailedInvocations of these rules;',
          '3. the policy of the bus in the security account: is the account in it?',
          'A region that is not used any more: take it out of the settings.',
        ].join('\n'),
      },
    ],
  };
}

function told({ accountId, region }: Path, { accounts }: Settings): string {
  const name = accounts.find(({ id }) => id === accountId)?.name;
  return `${name === undefined ? accountId : `${name} (${accountId})`}, ${region}`;
}

function ago(ms: number): string {
  const hours = Math.floor(ms / hour);
  return hours < 48 ? `since ${hours} h` : `since ${Math.floor(hours / 24)} days`;
}
