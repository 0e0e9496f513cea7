import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What V8 compiled is held for speed and not by us; when it is made and dropped hangs on how busy the machine is. */
const compiled = /code|trusted/;

/** How much is held on the heap after what nobody holds is gone, in bytes. */
export async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  // What a finished promise or a finalizer still holds is let go of in the turn after.
  for (let pass = 0; pass < 3; pass += 1) {
    await nextTurn();
    if (typeof collect === 'function') collect();
  }
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => !compiled.test(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}
