import { draw, guid, makeRandom } from './random.ts';
import { assumedRole, iamUser, keyAlphabet, type LogRecord, makeRecord } from './seed-records.ts';
import { scene, storyMinutesAgo } from './seed-scene.ts';

/** A record of the story, with the account and region in whose log it is. */
export type StoryRecord = Readonly<{ accountId: string; region: string; record: LogRecord }>;

const browser =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** Who did it: Hana signs in, looks around, opens the bastion to the world, starts an instance; in dev somebody is refused, and a backup is deleted. */
export function seedStory({ seed, now }: { seed: number; now: number }): readonly StoryRecord[] {
  return [...hana(seed, now), intruder(seed, now), tamperer(seed, now)];
}

function hana(seed: number, now: number): readonly StoryRecord[] {
  const random = makeRandom(seed, 'hana');
  const place = { accountId: scene.prod, region: scene.region };
  const { email, role, address } = scene.person;
  const signedInAt = minutesAgo(now, storyMinutesAgo.signIn);
  const who = assumedRole(scene.prod, { role, session: email, random, at: signedInAt });
  const by = { sourceIPAddress: address, userAgent: browser };
  const record = (call: Omit<Parameters<typeof makeRecord>[2]['call'], keyof typeof by>): StoryRecord => ({
    ...place,
    record: makeRecord(place, who, { call: { ...call, ...by }, random }),
  });
  const look = minutesAgo(now, storyMinutesAgo.look);
  return [
    record({
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      at: signedInAt,
      responseElements: { ConsoleLogin: 'Success' },
      more: {
        eventType: 'AwsConsoleSignIn',
        additionalEventData: {
          MobileVersion: 'No',
          MFAUsed: 'No',
          LoginTo: 'https://console.aws.amazon.com/console/home',
        },
      },
    }),
    ...['DescribeInstances', 'DescribeSecurityGroups'].map((eventName, index) =>
      record({ eventSource: 'ec2.amazonaws.com', eventName, at: look + index * 20_000, readOnly: true }),
    ),
    record(openGroup(minutesAgo(now, storyMinutesAgo.openGroup), guid(random))),
    record(
      runInstance(
        minutesAgo(now, storyMinutesAgo.runInstance),
        `r-${draw(random, { alphabet: keyAlphabet, length: 17 }).toLowerCase()}`,
      ),
    ),
  ];
}

function openGroup(at: number, requestId: string) {
  const { id } = scene.securityGroup;
  const open = {
    ipProtocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    groups: {},
    ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
    ipv6Ranges: {},
    prefixListIds: {},
  };
  const rule = {
    groupOwnerId: scene.prod,
    groupId: id,
    securityGroupRuleId: `sgr-${id.slice(3)}`,
    isEgress: false,
    ipProtocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    cidrIpv4: '0.0.0.0/0',
  };
  return {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'AuthorizeSecurityGroupIngress',
    at,
    requestParameters: { groupId: id, ipPermissions: { items: [open] } },
    responseElements: { requestId, _return: true, securityGroupRuleSet: { items: [rule] } },
  };
}

function runInstance(at: number, reservationId: string) {
  const { id, imageId, name } = scene.instance;
  const group = { groupId: scene.securityGroup.id, groupName: scene.securityGroup.name };
  const tags = { items: [{ resourceType: 'instance', tags: [{ key: 'Name', value: name }] }] };
  const machine = { instanceId: id, imageId, instanceState: { code: 0, name: 'pending' }, instanceType: 't3.small' };
  return {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    at,
    requestParameters: {
      instancesSet: { items: [{ imageId, minCount: 1, maxCount: 1 }] },
      groupSet: { items: [group] },
      tagSpecificationSet: tags,
    },
    responseElements: { reservationId, ownerId: scene.prod, instancesSet: { items: [machine] } },
  };
}

function intruder(seed: number, now: number): StoryRecord {
  const random = makeRandom(seed, 'intruder');
  const { userName, address } = scene.intruder;
  const place = { accountId: scene.dev, region: scene.region };
  const arn = `arn:aws:cloudtrail:${scene.region}:${scene.dev}:trail/noroshi`;
  const who = iamUser(scene.dev, { userName, random });
  const call = {
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    at: minutesAgo(now, storyMinutesAgo.stopTrail),
    sourceIPAddress: address,
    userAgent: 'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 lang/python#3.13',
    error: {
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${scene.dev}:user/${userName} is not authorized to perform: cloudtrail:StopLogging on resource: ${arn} because no identity-based policy allows the cloudtrail:StopLogging action`,
    },
  };
  return { ...place, record: makeRecord(place, who, { call, random }) };
}

function tamperer(seed: number, now: number): StoryRecord {
  const random = makeRandom(seed, 'tamperer');
  const { userName, address } = scene.tamperer;
  const place = { accountId: scene.dev, region: scene.region };
  const point = `arn:aws:backup:${scene.region}:${scene.dev}:recovery-point:${guid(random)}`;
  const call = {
    eventSource: 'backup.amazonaws.com',
    eventName: 'DeleteRecoveryPoint',
    at: minutesAgo(now, storyMinutesAgo.deleteBackup),
    sourceIPAddress: address,
    userAgent: 'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 lang/python#3.13',
    requestParameters: { backupVaultName: 'payments', recoveryPointArn: point },
  };
  return { ...place, record: makeRecord(place, iamUser(scene.dev, { userName, random }), { call, random }) };
}

function minutesAgo(now: number, minutes: number): number {
  return now - minutes * 60_000;
}
