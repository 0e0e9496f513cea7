import type { Store, Switch } from '../core/ports.ts';
import { readWish, type Wish, type WishStore } from '../core/wish.ts';
import { unpackDocument } from './document.ts';
import { deleteRow, findRow, listRows, putRow, type StoreParts } from './rows.ts';

const key = { pk: 'SWITCH', sk: 'STATE' };
/** The rows `WISHES` / id: what was wanted at a terminal and nobody has taken up yet. */
const pk = 'WISHES';

/** The row `SWITCH` / `STATE`: whether anything may be changed at all. On, as long as nobody turned it off. */
export function createSwitch(
  parts: StoreParts,
): Pick<Store, 'findSwitch' | 'findTurned' | 'setSwitch' | keyof WishStore> {
  const findTurned = async (): Promise<Switch> => {
    const row = await findRow(parts, key);
    return row ? unpackDocument<Switch>(parts, row) : { state: 'on' };
  };
  const listWishes = async (): Promise<readonly Wish[]> => {
    const rows = await listRows(parts, { pk });
    return rows.map(({ sk, json }) => readWish(String(sk), parsed(json), parts.now()));
  };
  return {
    findTurned,
    listWishes,

    async findSwitch() {
      // In this order: who takes up a wish turns the switch first, and ends the wish then.
      const stop = (await listWishes()).findLast(({ to }) => to === 'off');
      const turned = await findTurned();
      if (!stop) return turned;
      const { by, at, reason } = stop;
      return { state: 'off', by, at, ...(reason !== undefined && { reason }) };
    },

    async setSwitch(to) {
      await putRow(parts, { ...key, json: JSON.stringify(to) }, {});
    },

    async putWish(wish) {
      return putRow(parts, { pk, sk: wish.id, json: JSON.stringify(wish) }, { when: 'attribute_not_exists(pk)' });
    },

    async endWish(id) {
      await deleteRow(parts, { pk, sk: id });
    },
  };
}

/** People write these rows with their own credentials. */
function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return undefined;
  }
}
