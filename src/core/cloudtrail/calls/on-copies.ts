import type { Change } from '../../alert.ts';
import { farthest, reachOfAccount, severityOfReach } from '../../policies/policy-reach.ts';
import { aroundOf } from '../../policies/policy-told.ts';
import { accountInWords } from '../../policies/policy-words.ts';
import { readList } from '../../text/lenient.ts';
import { listed } from '../../text/phrase.ts';
import { type Call, type CallReading, resourceAt, type Told } from '../call.ts';
import { at, textAt, textsAt } from '../fields.ts';

/** The other things of an image that the same call changes, one at a time. */
const notOtherwise = {
  requestParameters: { description: { value: [{ exists: false }] }, imdsSupport: { value: [{ exists: false }] } },
};

/** Copies of data that other accounts are given: images, and snapshots of volumes and databases. */
export const copyReadings: readonly CallReading[] = [
  {
    service: 'ec2',
    names: ['ModifyImageAttribute'],
    where: notOtherwise,
    tell: (call) => tellItems(call, 'launchPermission', ['AWS::EC2::Image', 'imageId', 'the image ']),
  },
  {
    service: 'ec2',
    names: ['ModifySnapshotAttribute'],
    tell: (call) => tellItems(call, 'createVolumePermission', ['AWS::EC2::Snapshot', 'snapshotId', 'the snapshot ']),
  },
  {
    service: 'rds',
    names: ['ModifyDBSnapshotAttribute'],
    tell: (call) => tellValues(call, ['AWS::RDS::DBSnapshot', 'dBSnapshotIdentifier', 'the database snapshot ']),
  },
  {
    service: 'rds',
    names: ['ModifyDBClusterSnapshotAttribute'],
    tell: (call) =>
      tellValues(call, ['AWS::RDS::DBClusterSnapshot', 'dBClusterSnapshotIdentifier', 'the database snapshot ']),
  },
];

type Copy = readonly [type: string, key: string, noun: string];

function tellItems(call: Call, permission: string, copy: Copy): Told | undefined {
  const namesIn = (list: string) =>
    readList(at(call.request, permission, list)).flatMap(
      (one) =>
        ['userId', 'group', 'organizationArn', 'organizationalUnitArn'].map((key) => textAt(one, key)).find(Boolean) ??
        [],
    );
  return tellSharing(call, copy, [namesIn('add'), namesIn('remove')]);
}

function tellValues(call: Call, copy: Copy): Told | undefined {
  return tellSharing(call, copy, [textsAt(call.request, ['valuesToAdd']), textsAt(call.request, ['valuesToRemove'])]);
}

type Names = readonly string[];

function tellSharing(call: Call, [type, key, noun]: Copy, [added, removed]: readonly [Names, Names]): Told | undefined {
  const resource = resourceAt(call, type, key);
  if (!resource || added.length + removed.length === 0) return undefined;
  const changes: readonly Change[] = [
    ...added.map((name) => ({ field: 'Shared with', before: null, after: whoIs(name, call) })),
    ...removed.map((name) => ({ field: 'Shared with', before: whoIs(name, call), after: null })),
  ];
  const common = { resources: [resource], changes };
  if (added.length === 0) {
    const what = [noun, { resource: 0 }, ` with ${listed(removed.map((name) => whoIs(name, call)))}`];
    return { ...common, verb: ['stopped sharing', 'stop sharing'], what, severity: 'info', undoes: true };
  }
  const isPublic = added.includes('all');
  const who = listed(added.filter((name) => name !== 'all').map((name) => whoIs(name, call)));
  const reach = farthest(added.map((name) => (name === 'all' ? 'world' : reachOf(name, call))));
  return {
    ...common,
    verb: isPublic ? ['made', 'make'] : ['shared', 'share'],
    what: [noun, { resource: 0 }, isPublic ? ' public' : ` with ${who}`],
    effect: isPublic ? 'anyone may copy it' : undefined,
    severity: severityOfReach(reach),
  };
}

function reachOf(name: string, call: Call) {
  return /^\d{12}$/.test(name) ? reachOfAccount(name, aroundOf(call)) : 'limited';
}

function whoIs(name: string, call: Call): string {
  if (name === 'all') return 'anyone';
  if (/^\d{12}$/.test(name)) return accountInWords(name, aroundOf(call));
  return name.startsWith('arn:') ? `the organization or unit ${name.split('/').at(-1)}` : name;
}
