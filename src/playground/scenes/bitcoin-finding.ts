import { guid, makeRandom } from '../random.ts';
import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { bridged, prod } from './events.ts';

/** GuardDuty sees an instance talk to a mining pool. */
export const bitcoinFinding: Scene = {
  id: 'bitcoin-finding',
  title: 'GuardDuty: an instance mines',
  shows: 'A high finding on payments-batch-3: what GuardDuty saw, how often, and a link to the finding.',
  events: (at) => [bridged({ ...prod, source: 'aws.guardduty', detailType: 'GuardDuty Finding' }, finding(at), at)],
};

function finding(at: number): object {
  const id = guid(makeRandom(at, 'finding')).replaceAll('-', '');
  const time = (ago: number) => new Date(at - ago).toISOString();
  return {
    schemaVersion: '2.0',
    accountId: prod.account,
    region: prod.region,
    partition: 'aws',
    id,
    arn: `arn:aws:guardduty:${prod.region}:${prod.account}:detector/12abc34d567e8fa901bc2d34e56789f0/finding/${id}`,
    type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
    resource: {
      resourceType: 'Instance',
      instanceDetails: {
        instanceId: scene.instance.id,
        instanceType: 't3.small',
        imageId: scene.instance.imageId,
        tags: [{ key: 'Name', value: scene.instance.name }],
      },
    },
    service: {
      serviceName: 'guardduty',
      detectorId: '12abc34d567e8fa901bc2d34e56789f0',
      resourceRole: 'TARGET',
      eventFirstSeen: time(1_200_000),
      eventLastSeen: time(60_000),
      archived: false,
      count: 14,
      action: { actionType: 'DNS_REQUEST', dnsRequestAction: { domain: 'pool.mining.example', protocol: 'UDP' } },
    },
    severity: 8,
    createdAt: time(1_100_000),
    updatedAt: time(0),
    title: 'Bitcoin-related domain name queried by an EC2 instance.',
    description: `EC2 instance ${scene.instance.id} is querying a domain name that is associated with Bitcoin-related activity.`,
  };
}
