import { draw, guid, makeRandom } from '../random.ts';
import { keyAlphabet } from '../seed-records.ts';
import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { bridged, prod } from './events.ts';

/** GuardDuty sees an instance's credentials at work outside of AWS. */
export const credentialsStolen: Scene = {
  id: 'credentials-stolen',
  title: 'GuardDuty: stolen credentials',
  shows:
    'The credentials of an instance’s role are used from afar; Revoke sessions ends them after a second person’s yes.',
  events: (at) => [bridged({ ...prod, source: 'aws.guardduty', detailType: 'GuardDuty Finding' }, finding(at), at)],
};

function finding(at: number): object {
  const random = makeRandom(at, 'stolen');
  const { role, instance, intruder, detectorId } = scene;
  const time = (ago: number) => new Date(at - ago).toISOString();
  const remoteIpDetails = { ipAddressV4: intruder.address };
  return {
    ...{ schemaVersion: '2.0', accountId: prod.account, region: prod.region, partition: 'aws' },
    id: guid(random).replaceAll('-', ''),
    type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    resource: {
      resourceType: 'AccessKey',
      accessKeyDetails: {
        accessKeyId: `ASIA${draw(random, { alphabet: keyAlphabet, length: 16 })}`,
        ...{ principalId: `${role.id}:${instance.id}`, userType: 'AssumedRole', userName: role.name },
      },
      instanceDetails: { instanceId: instance.id, tags: [{ key: 'Name', value: instance.name }] },
    },
    service: {
      ...{ serviceName: 'guardduty', detectorId, resourceRole: 'TARGET', archived: false, count: 3 },
      ...{ eventFirstSeen: time(600_000), eventLastSeen: time(30_000) },
      action: {
        actionType: 'AWS_API_CALL',
        awsApiCallAction: { api: 'ListBuckets', serviceName: 's3.amazonaws.com', remoteIpDetails },
      },
    },
    ...{ severity: 8, createdAt: time(500_000), updatedAt: time(0) },
    title: `Credentials for the EC2 instance role ${role.name} were used from an external IP address.`,
    description: `Credentials created exclusively for an EC2 instance using the instance role ${role.name} have been used from the external IP address ${intruder.address}.`,
  };
}
