import { hex, makeRandom, pick, type Random } from './random.ts';
import { seedDetection } from './seed-detection.ts';
import { seedNetwork } from './seed-network.ts';
import { recordedAfterMs, scene, storyMinutesAgo } from './seed-scene.ts';
import type { WorldItem } from './world-item.ts';

/** Where a resource lives and since when. */
type Place = Readonly<{ accountId: string; region: string; at: number; random: Random }>;
type Draft = Readonly<{
  type: string;
  id: string;
  arn: string;
  name?: string;
  tags?: Readonly<Record<string, string>>;
  configuration: Readonly<Record<string, unknown>>;
  relationships?: WorldItem['relationships'];
  availabilityZone?: string;
}>;

const names = ['web', 'api', 'worker', 'ledger', 'batch'] as const;
const teams = ['payments', 'platform', 'data'] as const;
const people = ['hana.sato', 'ren.ito', 'mio.tanaka', 'build-agent', 'backup-agent'] as const;

/** Every resource of the world: what each account holds in each region, and the scene's own. `now` in ms. */
export function seedResources({
  accounts,
  regions,
  seed,
  now,
}: {
  accounts: readonly Readonly<{ id: string; name: string }>[];
  regions: readonly string[];
  seed: number;
  now: number;
}): readonly WorldItem[] {
  const regional = accounts.flatMap(({ id, name }) =>
    regions.flatMap((region) => {
      const place = { accountId: id, region, at: now, random: makeRandom(seed, `${id}${region}`) };
      return [...fleet(place, name), bucket(place, `${name}-${region}-assets`)];
    }),
  );
  const users = accounts.flatMap(({ id }) =>
    people.map((person) =>
      user({ accountId: id, region: 'global', at: now, random: makeRandom(seed, id + person) }, person),
    ),
  );
  return [
    ...regional,
    ...users,
    ...theScene(seed, now),
    ...seedNetwork(now),
    ...seedDetection({ accounts, regions, seed, now }),
  ];
}

function fleet(place: Place, account: string): readonly WorldItem[] {
  const group = `sg-${hex(place.random, 17)}`;
  const web = securityGroup(place, { id: group, name: `${account}-web`, openTo: '198.51.100.0/24', port: 443 });
  const instances = names.flatMap((name) => {
    const id = `i-${hex(place.random, 17)}`;
    return instance(place, { id, name: `${account}-${name}`, group, imageId: scene.approvedImageId });
  });
  return [web, ...instances];
}

function theScene(seed: number, now: number): readonly WorldItem[] {
  const prod = { accountId: scene.prod, region: scene.region, at: now, random: makeRandom(seed, 'scene') };
  const dev = { ...prod, accountId: scene.dev };
  const { securityGroup: bastion, instance: batch, protectedInstance: ledger } = scene;
  return [
    securityGroup(prod, { ...bastion, openTo: '0.0.0.0/0', port: 22 }),
    ...instance(prod, { ...batch, group: bastion.id }).map((one) => ({ ...one, ...launched(now) })),
    ...instance(dev, { ...ledger, group: `sg-${hex(prod.random, 17)}`, imageId: batch.imageId, isProtected: true }),
    bucket(prod, scene.bucket),
    role({ ...prod, region: 'global' }, scene.role),
    securityGroup(dev, { ...scene.sandbox, openTo: '198.51.100.0/24', port: 443 }),
  ];
}

/** When the story's instance was launched, and recorded. */
function launched(now: number): Pick<WorldItem, 'createdAt' | 'capturedAt' | 'status'> {
  const createdAt = now - storyMinutesAgo.runInstance * 60_000;
  return { createdAt, capturedAt: createdAt + recordedAfterMs, status: 'ResourceDiscovered' };
}

function instance(
  place: Place,
  about: { id: string; name: string; group: string; imageId: string; isProtected?: boolean },
): readonly WorldItem[] {
  const { accountId, region, random } = place;
  const availabilityZone = `${region}${pick(random, ['a', 'c'])}`;
  const volumeId = `vol-${hex(random, 17)}`;
  const address = `10.${Math.floor(random() * 200)}.${Math.floor(random() * 250)}.${4 + Math.floor(random() * 250)}`;
  const tags = { Name: about.name, owner: pick(random, people), team: pick(random, teams) };
  const machine = item(place, {
    type: 'AWS::EC2::Instance',
    id: about.id,
    arn: `arn:aws:ec2:${region}:${accountId}:instance/${about.id}`,
    tags,
    availabilityZone,
    configuration: {
      instanceId: about.id,
      imageId: about.imageId,
      instanceType: pick(random, ['t3.micro', 't3.small', 'm7g.large']),
      state: { code: 16, name: 'running' },
      privateIpAddress: address,
      privateDnsName: `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`,
      disableApiStop: about.isProtected ?? false,
      securityGroups: [{ groupId: about.group }],
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    },
    relationships: [
      { type: 'AWS::EC2::SecurityGroup', id: about.group, relation: 'Is associated with SecurityGroup' },
      { type: 'AWS::EC2::Volume', id: volumeId, relation: 'Is attached to Volume' },
    ],
  });
  return [machine, volume(place, { id: volumeId, availabilityZone, tags, instanceId: about.id })];
}

function volume(
  place: Place,
  about: { id: string; availabilityZone: string; tags: Readonly<Record<string, string>>; instanceId: string },
): WorldItem {
  return item(place, {
    type: 'AWS::EC2::Volume',
    id: about.id,
    arn: `arn:aws:ec2:${place.region}:${place.accountId}:volume/${about.id}`,
    tags: { ...about.tags, Name: `${about.tags['Name']}-root` },
    availabilityZone: about.availabilityZone,
    configuration: { volumeId: about.id, size: 30, encrypted: true, state: 'in-use', volumeType: 'gp3' },
    relationships: [{ type: 'AWS::EC2::Instance', id: about.instanceId, relation: 'Is attached to Instance' }],
  });
}

function securityGroup(place: Place, about: { id: string; name: string; openTo: string; port: number }): WorldItem {
  const permission = {
    ipProtocol: 'tcp',
    fromPort: about.port,
    toPort: about.port,
    ipv4Ranges: [{ cidrIp: about.openTo }],
    ipv6Ranges: [],
    userIdGroupPairs: [],
  };
  return item(place, {
    type: 'AWS::EC2::SecurityGroup',
    id: about.id,
    name: about.name,
    arn: `arn:aws:ec2:${place.region}:${place.accountId}:security-group/${about.id}`,
    tags: { Name: about.name, owner: 'hana.sato' },
    configuration: {
      groupId: about.id,
      groupName: about.name,
      ownerId: place.accountId,
      description: 'Managed by the payments team',
      ipPermissions: [permission],
      ipPermissionsEgress: [],
    },
  });
}

function bucket(place: Place, name: string): WorldItem {
  return item(place, {
    type: 'AWS::S3::Bucket',
    id: name,
    name,
    arn: `arn:aws:s3:::${name}`,
    tags: { owner: 'mio.tanaka', team: 'data' },
    configuration: { name, owner: { id: hex(place.random, 64) }, creationDate: new Date(place.at).toISOString() },
  });
}

function user(place: Place, name: string): WorldItem {
  const id = `AIDA${hex(place.random, 17).toUpperCase()}`;
  return item(place, {
    type: 'AWS::IAM::User',
    id,
    name,
    arn: `arn:aws:iam::${place.accountId}:user/${name}`,
    tags: { owner: name },
    configuration: { userName: name, userId: id, path: '/' },
  });
}

function role(place: Place, { id, name }: { id: string; name: string }): WorldItem {
  return item(place, {
    type: 'AWS::IAM::Role',
    id,
    name,
    arn: `arn:aws:iam::${place.accountId}:role/${name}`,
    configuration: { roleName: name, roleId: id, path: '/', rolePolicyList: [] },
  });
}

function item({ accountId, region, at, random }: Place, draft: Draft): WorldItem {
  const { type, id, name, arn, tags = {}, configuration, relationships = [], availabilityZone } = draft;
  const day = 86_400_000;
  return {
    resource: { type, id, accountId, region, arn, ...(name ? { name } : {}) },
    status: 'OK',
    stateId: '1',
    createdAt: at - Math.floor(30 + random() * 300) * day,
    capturedAt: at - Math.floor((0.1 + random()) * day),
    availabilityZone: availabilityZone ?? (region === 'global' ? 'Not Applicable' : 'Multiple Availability Zones'),
    tags,
    configuration,
    relationships,
  };
}
