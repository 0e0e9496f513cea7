import { randomUUID } from 'node:crypto';
import { pathTest } from '../core/events/path-test.ts';
import type { Settings } from '../core/settings.ts';

/** What the schedule of each account and region puts onto its bus once a day, as it arrives (`at` in ms): the ways are open. */
export function pathTests({ accounts, regions, sweep }: Settings, at: number): readonly object[] {
  if (!sweep.tryPaths || regions === 'enabled') return [];
  return accounts.flatMap(({ id: account }) =>
    regions.map((region) => ({
      ...{ version: '0', id: randomUUID(), 'detail-type': pathTest.detailType, source: pathTest.source },
      ...{ account, time: new Date(at).toISOString(), region, resources: [], detail: {} },
    })),
  );
}
