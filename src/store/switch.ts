import type { Store, Switch } from '../core/ports.ts';
import { unpackDocument } from './document.ts';
import { findRow, putRow, type StoreParts } from './rows.ts';

const key = { pk: 'SWITCH', sk: 'STATE' };

/** The row `SWITCH` / `STATE`: whether anything may be changed at all. On, as long as nobody turned it off. */
export function createSwitch(parts: StoreParts): Pick<Store, 'findSwitch' | 'setSwitch'> {
  return {
    async findSwitch() {
      const row = await findRow(parts, key);
      return row ? unpackDocument<Switch>(parts, row) : { state: 'on' };
    },

    async setSwitch(to) {
      await putRow(parts, { ...key, json: JSON.stringify(to) }, {});
    },
  };
}
