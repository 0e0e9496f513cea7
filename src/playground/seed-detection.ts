import { hex, makeRandom } from './random.ts';
import { scene } from './seed-scene.ts';
import type { WorldItem } from './world-item.ts';

type Place = Readonly<{ accountId: string; region: string }>;

/** A trail of an account, logging from its home region over all of them. */
export function trailItem(place: Place, about: Readonly<{ name: string; isLogging: boolean; at: number }>): WorldItem {
  const { accountId, region } = place;
  const { name, isLogging, at } = about;
  const arn = `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`;
  const configuration = { name, homeRegion: region, isMultiRegionTrail: true, isOrganizationTrail: false, isLogging };
  return item({ type: 'AWS::CloudTrail::Trail', id: name, name, arn, ...place }, { configuration, at });
}

/** The account's own recorder of AWS Config, with its delivery channel. */
export function recorderItem(
  place: Place,
  about: Readonly<{ name: string; recording: boolean; at: number }>,
): WorldItem {
  const { name, recording, at } = about;
  const arn = `arn:aws:config:${place.region}:${place.accountId}:configuration-recorder/${name}/${name}0123456789`;
  const configuration = { name, recording, deliveryChannel: 'default' };
  return item({ type: 'AWS::Config::ConfigurationRecorder', id: name, arn, ...place }, { configuration, at });
}

/** GuardDuty's detector in one account and region. */
export function detectorItem(
  place: Place,
  about: Readonly<{ id: string; status: 'ENABLED' | 'DISABLED'; at: number }>,
): WorldItem {
  const { id, status, at } = about;
  const arn = `arn:aws:guardduty:${place.region}:${place.accountId}:detector/${id}`;
  return item({ type: 'AWS::GuardDuty::Detector', id, arn, ...place }, { configuration: { status }, at });
}

/** What watches every account: a trail, and in each region a recorder and a detector. `now` in ms. */
export function seedDetection(of: {
  accounts: readonly Readonly<{ id: string }>[];
  regions: readonly string[];
  seed: number;
  now: number;
}): readonly WorldItem[] {
  const { accounts, regions, seed } = of;
  const at = of.now - 90 * 86_400_000;
  return accounts.flatMap(({ id: accountId }) => [
    ...regions.slice(0, 1).map((region) => trailItem({ accountId, region }, { name: 'noroshi', isLogging: true, at })),
    ...regions.flatMap((region) => {
      const isScene = accountId === scene.prod && region === scene.region;
      const id = isScene ? scene.detectorId : hex(makeRandom(seed, `detector${accountId}${region}`), 32);
      return [
        recorderItem({ accountId, region }, { name: 'default', recording: true, at }),
        detectorItem({ accountId, region }, { id, status: 'ENABLED', at }),
      ];
    }),
  ]);
}

function item(
  resource: WorldItem['resource'],
  { configuration, at }: Readonly<{ configuration: WorldItem['configuration']; at: number }>,
): WorldItem {
  return {
    resource,
    status: 'OK',
    stateId: '1',
    createdAt: at,
    capturedAt: at,
    availabilityZone: 'Regional',
    tags: {},
    configuration,
    relationships: [],
  };
}
