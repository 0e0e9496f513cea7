import { guid, makeRandom } from '../random.ts';
import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { bridged, dev } from './events.ts';

const { protectedInstance: ledger } = scene;
const detectorId = '4b1d4b1d4b1d4b1d4b1d4b1d4b1d4b1d';

/** GuardDuty sees an instance of payments-dev talk to a machine that commands others. */
export const ledgerFinding: Scene = {
  id: 'ledger-finding',
  title: 'Automations: one works, one fails',
  shows:
    'A finding on legacy-ledger: Example-IsolateInstance goes through its steps; AWS-StopEC2Instance fails at one, and says why.',
  events: (at) => [bridged({ ...dev, source: 'aws.guardduty', detailType: 'GuardDuty Finding' }, finding(at), at)],
};

function finding(at: number): object {
  const id = guid(makeRandom(at, 'ledger-finding')).replaceAll('-', '');
  const time = (ago: number) => new Date(at - ago).toISOString();
  return {
    ...{ schemaVersion: '2.0', accountId: dev.account, region: dev.region, partition: 'aws', id },
    arn: `arn:aws:guardduty:${dev.region}:${dev.account}:detector/${detectorId}/finding/${id}`,
    type: 'Backdoor:EC2/C&CActivity.B!DNS',
    resource: {
      resourceType: 'Instance',
      instanceDetails: { instanceId: ledger.id, tags: [{ key: 'Name', value: ledger.name }] },
    },
    service: {
      ...{ serviceName: 'guardduty', detectorId, resourceRole: 'TARGET', archived: false, count: 3 },
      ...{ eventFirstSeen: time(600_000), eventLastSeen: time(60_000) },
      action: { actionType: 'DNS_REQUEST', dnsRequestAction: { domain: 'command.example', protocol: 'UDP' } },
    },
    severity: 8,
    createdAt: time(500_000),
    updatedAt: time(0),
    title: 'Command and Control server domain name queried by an EC2 instance.',
    description: `EC2 instance ${ledger.id} is querying a domain name that is associated with a known command server.`,
  };
}
