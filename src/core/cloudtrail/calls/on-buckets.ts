import type { Change } from '../../alert.ts';
import { isObject, readList } from '../../text/lenient.ts';
import { listed } from '../../text/phrase.ts';
import { accountItself, type Call, type CallReading, resourceAt, type Told } from '../call.ts';
import { at, flagAt, textAt } from '../fields.ts';
import { plainReading } from '../plain-reading.ts';

const bucket = ['AWS::S3::Bucket', 'bucketName'] as const;

/** Calls that open a bucket by its ACL or by lifting the guard against making it public; its policy is read elsewhere. */
export const bucketReadings: readonly CallReading[] = [
  plainReading({
    call: 's3:DeleteBucketPublicAccessBlock',
    verb: ['lifted', 'lift'],
    what: ['the block on public access of the bucket '],
    so: 'it can be made public',
    severity: 'high',
    resource: bucket,
  }),
  plainReading({
    call: 's3:DeleteAccountPublicAccessBlock',
    verb: ['lifted', 'lift'],
    what: ['the block on public access of the whole account'],
    so: 'any of its buckets can be made public',
    severity: 'critical',
  }),
  { service: 's3', names: ['PutBucketPublicAccessBlock'], tell: tellBlock },
  { service: 's3', names: ['PutAccountPublicAccessBlock'], tell: tellBlock },
  { service: 's3', names: ['PutBucketAcl', 'PutObjectAcl'], tell: tellAcl },
];

const guards: Readonly<Record<string, string>> = {
  BlockPublicAcls: 'Block public ACLs',
  IgnorePublicAcls: 'Ignore public ACLs',
  BlockPublicPolicy: 'Block public policies',
  RestrictPublicBuckets: 'Restrict public buckets',
};

/** A guard that is left out of the request is off ("PutPublicAccessBlock"). */
function tellBlock(call: Call): Told | undefined {
  const isAccount = call.name === 'PutAccountPublicAccessBlock';
  const resource = isAccount ? accountItself(call.place) : resourceAt(call, ...bucket);
  const wanted = at(call.request, 'PublicAccessBlockConfiguration');
  if (!resource) return undefined;
  const what = isAccount ? ['the whole account'] : ['the bucket ', { resource: 0 }];
  if (!isObject(wanted)) {
    const told = ['the block on public access of ', ...what];
    return { verb: ['changed', 'change'], what: told, severity: 'medium', resources: [resource] };
  }
  const states = Object.entries(guards).map(([key, field]) => ({ field, isOn: flagAt(wanted, key) === true }));
  const off = states.filter(({ isOn }) => !isOn);
  const changes = states.map(({ field, isOn }): Change => ({ field, before: 'as it was', after: isOn ? 'on' : 'off' }));
  if (off.length === 0) {
    const verb = ['blocked', 'block'] as const;
    return {
      verb,
      what: ['all public access to ', ...what],
      severity: 'info',
      resources: [resource],
      changes,
      undoes: true,
    };
  }
  const isWhole = off.length === states.length;
  return {
    verb: isWhole ? ['lifted', 'lift'] : ['loosened', 'loosen'],
    what: ['the block on public access of ', ...what],
    effect: isAccount ? 'buckets of it can be made public' : 'it can be made public',
    severity: isAccount && isWhole ? 'critical' : 'high',
    resources: [resource],
    changes,
  };
}

type Grantee = 'anyone' | 'anyone with an AWS account' | 'another account' | 'whoever is named in the request';
type Grant = Readonly<{ who: Grantee; may: string }>;

const permissions = new Map([
  ['READ', 'read'],
  ['WRITE', 'write'],
  ['READ_ACP', 'read the ACL of'],
  ['WRITE_ACP', 'change the ACL of'],
  ['FULL_CONTROL', 'do everything with'],
]);

/** The ACLs that stand for a set of grants ("Canned ACL"). */
const canned = new Map<string, readonly Grant[]>([
  ['public-read', [{ who: 'anyone', may: 'read' }]],
  [
    'public-read-write',
    [
      { who: 'anyone', may: 'read' },
      { who: 'anyone', may: 'write' },
    ],
  ],
  ['authenticated-read', [{ who: 'anyone with an AWS account', may: 'read' }]],
]);

function tellAcl(call: Call): Told | undefined {
  const resource = resourceAt(call, ...bucket);
  if (!resource) return undefined;
  const key = textAt(call.request, 'key');
  const facts = key ? [{ label: 'Object', value: key }] : [];
  const what = key ? ['the ACL of an object in ', { resource: 0 }] : ['the ACL of the bucket ', { resource: 0 }];
  const grants = grantsIn(call);
  if (!grants) return { verb: ['changed', 'change'], what, severity: 'medium', resources: [resource], facts };
  const open = grants.filter(({ who }) => who.startsWith('anyone'));
  const so = inWords(open.length > 0 ? open : grants, key ? 'it' : 'the bucket');
  return {
    verb: ['changed', 'change'],
    what,
    so,
    severity: open.length > 0 ? 'critical' : grants.length > 0 ? 'medium' : 'info',
    resources: [resource],
    changes: [{ field: 'ACL', before: 'its earlier ACL', after: so ?? 'not public' }],
    facts,
    undoes: grants.length === 0 && !key,
  };
}

/** What an ACL grants to others than the owner; undefined when the record does not tell the ACL. */
function grantsIn({ request }: Call): readonly Grant[] | undefined {
  const list = at(request, 'AccessControlPolicy', 'AccessControlList') ?? at(request, 'accessControlList');
  const name = textAt(request, 'x-amz-acl') ?? textAt(list, 'x-amz-acl');
  const short = canned.get(name ?? '') ?? [];
  const owner = textAt(request, 'AccessControlPolicy', 'Owner', 'ID');
  const written = readList(at(list, 'Grant')).flatMap((grant) => grantOf(grant, owner));
  const headers = ['read', 'write', 'read-acp', 'write-acp', 'full-control'].flatMap((name) => {
    const value = textAt(request, `x-amz-grant-${name}`) ?? textAt(list, `x-amz-grant-${name}`);
    const who =
      value &&
      (groupOf(value) ?? (/\b(?:id|emailAddress)=/i.test(value) ? 'whoever is named in the request' : undefined));
    return who ? [{ who, may: permissions.get(name.toUpperCase().replace('-', '_')) ?? 'read' }] : [];
  });
  const isTold = name !== undefined || list !== undefined || headers.length > 0;
  return isTold ? [...short, ...written, ...headers] : undefined;
}

function grantOf(grant: unknown, owner: string | undefined): readonly Grant[] {
  const may = permissions.get(textAt(grant, 'Permission') ?? '') ?? 'read';
  const who = groupOf(textAt(grant, 'Grantee', 'URI') ?? '');
  if (who) return [{ who, may }];
  const id = textAt(grant, 'Grantee', 'ID');
  return id && owner && id !== owner ? [{ who: 'another account', may }] : [];
}

function groupOf(uri: string): Grant['who'] | undefined {
  if (uri.includes('/groups/global/AllUsers')) return 'anyone';
  return uri.includes('/groups/global/AuthenticatedUsers') ? 'anyone with an AWS account' : undefined;
}

function inWords(grants: readonly Grant[], it: string): string | undefined {
  const [first] = grants;
  if (!first) return undefined;
  const may = [...new Set(grants.filter(({ who }) => who === first.who).map((grant) => grant.may))];
  return `${first.who} may ${listed(may)} ${it}`;
}
