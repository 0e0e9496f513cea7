import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { handler } from '../../src/lambda/sweep.ts';
import { anAlert } from '../store/fixtures.ts';
import { startCloud } from './cloud.ts';

let cloud: Awaited<ReturnType<typeof startCloud>>;
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  cloud = await startCloud();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await cloud.stop();
});

describe('the sweep function', () => {
  it('rings again where nobody came, and asks AWS what is true now', async () => {
    const { store } = cloud.table.openStore(() => Date.now() - 300_000);
    const alert = anAlert();
    await store.advanceAlert(alert);
    await store.wantSlot({ owner: `ALERT#${alert.id}`, channel: 'C0SECURITY', name: 'root', lane: 1, want: 1 });
    await store.ring('C0SECURITY');

    await handler({}, {});

    const sent = cloud.of('AmazonSQS.SendMessage').map((body) => JSON.parse(JSON.parse(body).MessageBody));
    expect(sent).toEqual(
      expect.arrayContaining([{ channel: 'C0SECURITY' }, { seal: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }]),
    );
    expect(sent).toHaveLength(2);
    expect(cloud.of('StarlingDoveService.SelectAggregateResourceConfig')[0]).toContain('ResourceCompliance');
  });
});
