import type { Store } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import { counted } from '../../core/text/phrase.ts';
import { wantShown } from '../../delivery/want.ts';
import type { SweepWorld } from './world.ts';

/** A `want` that says that none are left; no queue ever holds so many. */
const none = 1_000_000_000;

/** Says once in the operations channel that a queue has dead letters, edits that when more come, and when they are gone. */
export async function announceDeadLetters(world: SweepWorld): Promise<void> {
  for (const { queue, count } of await world.deadLetters.count()) {
    const since = await openSince(queue, count > 0, world.store);
    if (since === undefined) continue;
    const slot = { owner: `DEAD#${queue}#${since}`, channel: world.settings.slack.operations, name: 'root', lane: 1 };
    await wantShown({ ...slot, want: count > 0 ? count : none }, world);
    if (count === 0) await world.store.note(`no-dead-letters-${queue}`, 0);
  }
}

/** Since when there are dead letters, in ms; undefined when there are none and nothing was said. */
async function openSince(queue: string, isThere: boolean, store: Store): Promise<number | undefined> {
  const [name, overName] = [`dead-letters-${queue}`, `no-dead-letters-${queue}`];
  const since = await store.findNoted(name);
  const over = (await store.findNoted(overName)) ?? -1;
  if (since !== undefined && since > over) return since;
  if (!isThere) return undefined;
  await store.note(name, 0);
  return store.findNoted(name);
}

/** A queue of dead letters itself, of rules, a bus or a subscription: `noroshi-bus-dlq in eu-west-1`. */
const isStray = (queue: string): boolean => queue.includes('-dlq');

/** What the operations channel is told: `id` is the queue and since when, `want` how many there are. */
export function describeDeadLetters(id: string, want: number): Reply {
  const queue = id.slice(0, id.lastIndexOf('#'));
  if (want >= none) {
    return {
      title: `The dead letters of the queue ${queue} are gone: they were sent again, or taken away`,
      sections: [],
    };
  }
  return {
    title: isStray(queue)
      ? `${counted(want, 'message')} got lost on the way to the bot and wait in ${queue}: alerts may be missing`
      : `${counted(want, 'message')} of the queue ${queue} could not be worked off after five tries`,
    sections: [
      {
        kind: 'text',
        text: `They are kept for 14 days. ${isStray(queue) ? 'What kept them, the attribute ERROR_CODE of each message says' : 'The log of the function behind it says why'}. When that is mended, send them again; what was done already is not done twice:`,
      },
      { kind: 'code', text: 'npm run noroshi -- redrive --settings infra/noroshi.yml' },
    ],
  };
}
