import { CloudTrailClient, DescribeTrailsCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { ConfigServiceClient, DescribeConfigurationRecordersCommand } from '@aws-sdk/client-config-service';
import {
  ArchiveFindingsCommand,
  GetDetectorCommand,
  GuardDutyClient,
  UpdateDetectorCommand,
} from '@aws-sdk/client-guardduty';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchStopped } from '../../../src/playground/scenes/watch-stopped.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { type Playground, startPlayground } from './harness.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground?.aws.close());

const place = { accountId: scene.prod, region: scene.region };
const trail = { ...place, type: 'AWS::CloudTrail::Trail', id: 'noroshi' };
const recorder = { ...place, type: 'AWS::Config::ConfigurationRecorder', id: 'default' };
const detector = { ...place, type: 'AWS::GuardDuty::Detector', id: scene.detectorId };

describe('what watches the accounts', () => {
  it('is off when somebody sends that it was switched off, and not when the call was refused', () => {
    const { world } = playground.aws;
    const isOn = () => ({
      trail: world.findItem(trail)?.configuration['isLogging'],
      recorder: world.findItem(recorder)?.configuration['recording'],
      detector: world.findItem(detector)?.configuration['status'],
    });
    const [stopped = {}] = watchStopped.events(Date.now());
    const refused = { ...stopped, detail: { ...Object(stopped).detail, errorCode: 'AccessDeniedException' } };

    playground.aws.deliver(refused);
    expect(isOn()).toEqual({ trail: true, recorder: true, detector: 'ENABLED' });

    playground.aws.deliver(watchStopped.events(Date.now()));
    expect(isOn()).toEqual({ trail: false, recorder: false, detector: 'DISABLED' });
  });

  it('is told of as CloudTrail tells of it when it is started again, with the name that the session carries', async () => {
    const before = playground.aws.queue('alerts').count().visible;
    const cloudtrail = new CloudTrailClient(playground.clientOptions(await playground.remediator(scene.prod)));

    await cloudtrail.send(new StartLoggingCommand({ Name: 'noroshi' }));

    expect(playground.aws.queue('alerts').count().visible).toBe(before + 1);
    expect(playground.aws.world.findItem(trail)?.configuration['isLogging']).toBe(true);
  });

  it("shows a trail of all regions in each of them, and answers only its own account's sessions", async () => {
    const session = await playground.reader(scene.prod);
    const elsewhere = new CloudTrailClient(playground.clientOptions(session, 'us-east-1'));
    const { trailList } = await elsewhere.send(new DescribeTrailsCommand({}));

    expect(trailList).toMatchObject([{ Name: 'noroshi', HomeRegion: scene.region, IsMultiRegionTrail: true }]);
    const bot = new CloudTrailClient(playground.clientOptions());
    await expect(bot.send(new DescribeTrailsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('knows no recorder of another name', async () => {
    const config = new ConfigServiceClient(playground.clientOptions(await playground.reader(scene.prod)));

    await expect(
      config.send(new DescribeConfigurationRecordersCommand({ ConfigurationRecorderNames: ['other'] })),
    ).rejects.toMatchObject({ name: 'NoSuchConfigurationRecorderException' });
  });

  it('refuses what GuardDuty refuses, in its words', async () => {
    const reader = new GuardDutyClient(playground.clientOptions(await playground.reader(scene.prod)));
    const actor = new GuardDutyClient(playground.clientOptions(await playground.remediator(scene.prod)));
    const unknown = { DetectorId: 'ffffffffffffffffffffffffffffffff' };

    await expect(reader.send(new GetDetectorCommand(unknown))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('is not owned by the current account'),
    });
    await expect(
      actor.send(new ArchiveFindingsCommand({ DetectorId: scene.detectorId, FindingIds: ['nothing'] })),
    ).rejects.toMatchObject({ name: 'BadRequestException' });
    await expect(
      reader.send(new UpdateDetectorCommand({ DetectorId: scene.detectorId, Enable: true })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
