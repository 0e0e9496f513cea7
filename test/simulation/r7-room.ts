import type { Message } from '../../src/core/message.ts';
import type { Log } from '../../src/core/ports.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import type { Random } from '../../src/playground/random.ts';
import { findBlockProblem } from '../../src/playground/slack/blocks.ts';
import { createStore } from '../../src/store/index.ts';
import { createNewUlid } from '../../src/store/ulid.ts';
import { requestTime } from '../slack/signed.ts';
import { stormSettings } from './run.ts';
import { createTable } from './table.ts';

/** Draws an input; what comes of it is whether it had a defined outcome. The same input may be tried again. */
export type Door = (random: Random) => () => Promise<boolean>;

const settings = stormSettings();
const nothing = () => undefined;
const quiet: Log = { info: nothing, warn: nothing, error: nothing };
const now = () => requestTime;

/** An empty table, what is remembered beside it, and whether everything that waits to be shown can be. */
export function openRoom() {
  const table = createTable(async () => {});
  const objects = new Map<string, string>();
  const results = {
    put: async (key: string, content: string) => void objects.set(key, content),
    async get(key: string) {
      const found = objects.get(key);
      if (found === undefined) throw new Error(`NoSuchKey ${key}`);
      return found;
    },
  };
  const newUlid = createNewUlid({ now });
  const store = createStore({ client: table.client, table: 'noroshi', now, newUlid, results });
  const world = { settings, store, results, log: quiet, now, sendToQueue: async () => {} };
  return {
    ...{ world, objects },
    rows: table.rows,
    /** Everything is forgotten, for the next input. */
    clear(): void {
      table.clear();
      objects.clear();
    },
    /** Slack would take each message that stands in a slot. */
    async isShowable(): Promise<boolean> {
      const owners = table.rows().flatMap(({ pk, sk }) => (String(sk).startsWith('SLOT#') ? [String(pk)] : []));
      for (const owner of new Set(owners)) {
        for (const slot of await store.listSlots(owner)) {
          const content = await showSlot(slot, world);
          if (content && 'message' in content && !isTakable(content.message)) return false;
        }
      }
      return true;
    },
  };
}

/** Whether Slack takes such a message. */
export function isTakable({ text, blocks }: Message): boolean {
  return text.length > 0 && text.length <= 40_000 && (blocks.length === 0 || findBlockProblem(blocks) === undefined);
}
