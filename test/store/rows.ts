import { afterAll, beforeAll } from 'vitest';
import { createClock, startTable } from './table.ts';

/** One table for the tests of a file, and for each test a store on it with a clock and a name of its own. */
export function shareTable() {
  let table: Awaited<ReturnType<typeof startTable>>;
  let used = 0;
  beforeAll(async () => {
    table = await startTable();
  });
  afterAll(() => table.stop());

  return function open() {
    const clock = createClock();
    used += 1;
    return { ...table.openStore(clock.now), clock, name: `own-${used}` };
  };
}
