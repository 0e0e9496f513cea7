import type { Change } from '../../alert.ts';
import type { Severity } from '../../severity.ts';
import { readList } from '../../text/lenient.ts';
import { listed } from '../../text/phrase.ts';
import { type Call, type CallReading, resourceAt, type Told } from '../call.ts';
import { at, flagAt, textAt, textsAt } from '../fields.ts';
import { plainReading } from '../plain-reading.ts';

const trail = ['AWS::CloudTrail::Trail', 'name', 'trailName'] as const;

/** Calls that stop, narrow or start again what CloudTrail logs. */
export const trailReadings: readonly CallReading[] = [
  plainReading({
    call: 'cloudtrail:StopLogging',
    verb: ['stopped', 'stop'],
    what: ['the trail '],
    so: 'CloudTrail logs nothing through it any more',
    severity: 'critical',
    resource: trail,
  }),
  plainReading({
    call: 'cloudtrail:DeleteTrail',
    verb: ['deleted', 'delete'],
    what: ['the trail '],
    so: 'CloudTrail logs nothing through it any more',
    severity: 'critical',
    resource: trail,
  }),
  plainReading({
    call: 'cloudtrail:StartLogging',
    verb: ['started', 'start'],
    what: ['the trail '],
    severity: 'info',
    undoes: true,
    resource: trail,
  }),
  plainReading({
    call: 'cloudtrail:StopEventDataStoreIngestion',
    verb: ['stopped', 'stop'],
    what: ['what goes into the event data store '],
    severity: 'critical',
    resource: ['AWS::CloudTrail::EventDataStore', 'eventDataStore'],
  }),
  plainReading({
    call: 'cloudtrail:DeleteEventDataStore',
    verb: ['deleted', 'delete'],
    what: ['the event data store '],
    severity: 'critical',
    resource: ['AWS::CloudTrail::EventDataStore', 'eventDataStore'],
  }),
  { service: 'cloudtrail', names: ['UpdateTrail'], tell: tellUpdate },
  { service: 'cloudtrail', names: ['PutEventSelectors'], tell: tellSelectors },
  { service: 'cloudtrail', names: ['PutInsightSelectors'], tell: tellInsights },
];

type Setting = Readonly<{ key: string; field: string; lost: string; severity: Severity }>;

const settings: readonly Setting[] = [
  { key: 'isMultiRegionTrail', field: 'All regions', lost: 'it covers a single region', severity: 'high' },
  {
    key: 'includeGlobalServiceEvents',
    field: 'Global services',
    lost: 'it leaves global services out',
    severity: 'high',
  },
  {
    key: 'enableLogFileValidation',
    field: 'Log file validation',
    lost: 'its files can be changed unnoticed',
    severity: 'high',
  },
  { key: 'isOrganizationTrail', field: 'Organization trail', lost: 'it covers this account alone', severity: 'high' },
];

const places: Readonly<Record<string, string>> = {
  s3BucketName: 'Bucket',
  kmsKeyId: 'Key',
  snsTopicName: 'Topic',
  cloudWatchLogsLogGroupArn: 'Log group',
};

function tellUpdate(call: Call): Told | undefined {
  const resource = resourceAt(call, ...trail);
  if (!resource) return undefined;
  const lost = settings.filter(({ key }) => flagAt(call.request, key) === false);
  const gained = settings.filter(({ key }) => flagAt(call.request, key) === true);
  const moved = Object.entries(places).flatMap(([key, field]): Change[] => {
    const after = textAt(call.request, key);
    return after ? [{ field, before: 'as it was', after }] : [];
  });
  const flags = [...lost, ...gained].map(({ key, field }): Change => {
    const isOn = flagAt(call.request, key) === true;
    return { field, before: isOn ? 'as it was' : 'on', after: isOn ? 'on' : 'off' };
  });
  const elsewhere = textAt(call.request, 's3BucketName') ? ['it delivers to another bucket'] : [];
  const so = [...lost.map((one) => one.lost), ...elsewhere];
  return {
    verb: ['changed', 'change'],
    what: ['the trail ', { resource: 0 }],
    so: so.length > 0 ? listed(so) : undefined,
    severity: lost.length > 0 ? 'high' : moved.length > 0 ? 'medium' : 'info',
    resources: [resource],
    changes: [...flags, ...moved],
    undoes: lost.length === 0 && moved.length === 0 && gained.length > 0,
  };
}

/** Which events a trail still logs: without management events, or with only those that read, it hardly logs anything. */
function tellSelectors(call: Call): Told | undefined {
  const resource = resourceAt(call, ...trail);
  const selectors = readList(at(call.request, 'eventSelectors'));
  const advanced = readList(at(call.request, 'advancedEventSelectors'));
  if (!resource || (selectors.length === 0 && advanced.length === 0)) return undefined;
  const now = selectors.length > 0 ? ofSelectors(selectors) : ofAdvanced(advanced);
  return {
    verb: ['changed', 'change'],
    what: ['which events the trail ', { resource: 0 }, ' logs'],
    so: now.words,
    severity: now.severity,
    resources: [resource],
    changes: [{ field: 'Logged events', before: 'its earlier choice', after: now.words }],
    undoes: now.severity === 'info',
  };
}

type Logged = Readonly<{ words: string; severity: Severity }>;

const all: Logged = { words: 'it logs all management events', severity: 'info' };
const none: Logged = { words: 'it logs no management events', severity: 'critical' };

function ofSelectors(selectors: readonly unknown[]): Logged {
  const managing = selectors.filter((one) => flagAt(one, 'includeManagementEvents') !== false);
  if (managing.length === 0) return none;
  const kinds = new Set(managing.map((one) => textAt(one, 'readWriteType') ?? 'All'));
  if (!kinds.has('All') && !kinds.has('WriteOnly'))
    return { words: 'it logs only management events that read', severity: 'critical' };
  const left = [...new Set(managing.flatMap((one) => textsAt(one, ['excludeManagementEventSources'])))];
  if (left.length > 0) return { words: `it leaves out what ${listed(left)} is asked`, severity: 'high' };
  return kinds.has('All') || kinds.has('ReadOnly')
    ? all
    : { words: 'it logs only management events that write', severity: 'low' };
}

function ofAdvanced(selectors: readonly unknown[]): Logged {
  const fieldsOf = (one: unknown) => readList(at(one, 'fieldSelectors'));
  const managing = selectors.filter((one) =>
    fieldsOf(one).some(
      (field) => textAt(field, 'field') === 'eventCategory' && textsAt(field, ['equals']).includes('Management'),
    ),
  );
  if (managing.length === 0) return none;
  const narrowing = managing.flatMap(fieldsOf).filter((field) => textAt(field, 'field') !== 'eventCategory');
  return narrowing.length > 0 ? { words: 'it leaves some management events out', severity: 'high' } : all;
}

function tellInsights(call: Call): Told | undefined {
  const resource = resourceAt(call, ...trail);
  if (!resource) return undefined;
  const kinds = textsAt(call.request, ['insightSelectors'], 'insightType');
  const isOff = kinds.length === 0;
  return {
    verb: ['changed', 'change'],
    what: ['what CloudTrail Insights watches on the trail ', { resource: 0 }],
    so: isOff ? 'it watches nothing' : `it watches ${listed(kinds)}`,
    severity: isOff ? 'medium' : 'low',
    resources: [resource],
  };
}
