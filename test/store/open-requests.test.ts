import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RemediationRequest } from '../../src/core/remediation.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';
import { createClock, startTable } from './table.ts';

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

it('lists requests until they have ended', async () => {
  const { store } = table.openStore(createClock().now);
  const [resource] = complianceAlert.resources;
  const request = (attempt: number): RemediationRequest => ({
    id: `key|stop-instance|${attempt}`,
    ...{ remediation: 'stop-instance', attempt, state: 'requested', mode: 'click', resource: resource!, input: {} },
    ...{ requestedBy: 'U0ALICE', click: `click-${attempt}`, requestedAt: 1, steps: [], rev: 1 },
  });
  await store.putRequest(request(1));
  await store.putRequest(request(2));

  await store.moveRequest('key|stop-instance|1', ['requested'], { state: 'refused', endedAt: 2 });

  expect((await store.listOpenRequests(10)).map(({ id }) => id)).toEqual(['key|stop-instance|2']);
});
