import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import { createListCompliance } from '../../../src/aws/compliance-changes.ts';
import { createListFindings } from '../../../src/aws/findings.ts';
import { type Playground, startPlayground } from './harness.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground?.aws.close());

/** The bot's own clients on the playground's wire. */
function clients(region: string) {
  const own = createClients({ region, now: Date.now });
  return {
    ...own,
    config: async () => new ConfigServiceClient(playground.clientOptions(undefined, region)),
    guardduty: async () => new GuardDutyClient(playground.clientOptions(undefined, region)),
    inRegion: (other: string): ReturnType<typeof createClients> => clients(other),
  };
}

describe('what the sweep asks', () => {
  it('is allowed to the bot and answered by AWS Config and GuardDuty', async () => {
    const { aws, settings } = playground;
    const options = { clients: clients(aws.region), settings };

    expect(await createListCompliance(options)(Date.now() - 7_200_000)).toEqual([]);
    expect(await createListCompliance(options)(0)).toEqual([]);
    expect(await createListFindings(options)(aws.region, Date.now() - 3_600_000)).toEqual([]);
    const { DetectorIds } = await (await options.clients.guardduty()).send(new ListDetectorsCommand({}));
    expect(DetectorIds).toHaveLength(1);
  });
});
