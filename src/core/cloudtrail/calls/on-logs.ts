import { isObject } from '../../text/lenient.ts';
import { counted } from '../../text/phrase.ts';
import { resourcesInWords } from '../../text/sentence.ts';
import { type Call, type CallReading, resourceAt, resourceNamed, type Told } from '../call.ts';
import { at, textAt, textsAt } from '../fields.ts';
import { plainReading } from '../plain-reading.ts';

const logGroup = ['AWS::Logs::LogGroup', 'logGroupName', 'logGroupIdentifier'] as const;
const queryLog = ['AWS::Route53Resolver::ResolverQueryLoggingConfig', 'resolverQueryLogConfigId'] as const;

/** Calls that take away flow logs, query logs, access logs and log groups, or bring them back. */
export const logReadings: readonly CallReading[] = [
  { service: 'ec2', names: ['DeleteFlowLogs'], tell: tellFlowLogsDeleted },
  { service: 'ec2', names: ['CreateFlowLogs'], tell: tellFlowLogsCreated },
  plainReading({
    call: 'route53resolver:DeleteResolverQueryLogConfig',
    verb: ['deleted', 'delete'],
    what: ['the DNS query logging ', ''],
    so: 'DNS queries are not logged any more',
    severity: 'critical',
    resource: queryLog,
  }),
  plainReading({
    call: 'route53resolver:DisassociateResolverQueryLogConfig',
    verb: ['took', 'take'],
    what: ['a VPC out of the DNS query logging '],
    so: 'its DNS queries are not logged any more',
    severity: 'critical',
    resource: queryLog,
    facts: { resourceId: 'VPC' },
  }),
  plainReading({
    call: 'route53resolver:AssociateResolverQueryLogConfig',
    verb: ['added', 'add'],
    what: ['a VPC to the DNS query logging '],
    severity: 'info',
    undoes: true,
    resource: queryLog,
    facts: { resourceId: 'VPC' },
  }),
  { service: 's3', names: ['PutBucketLogging'], tell: tellBucketLogging },
  plainReading({
    call: 'logs:DeleteLogGroup',
    verb: ['deleted', 'delete'],
    what: ['the log group ', ' and everything in it'],
    severity: 'high',
    resource: logGroup,
  }),
  plainReading({
    call: 'logs:DeleteLogStream',
    verb: ['deleted', 'delete'],
    what: ['a stream of the log group '],
    severity: 'medium',
    resource: logGroup,
    facts: { logStreamName: 'Log stream' },
  }),
  { service: 'logs', names: ['PutRetentionPolicy'], tell: tellRetention },
];

function tellFlowLogsDeleted(call: Call): Told | undefined {
  const { request, place } = call;
  const ids = [
    ...textsAt(request, ['flowLogId']),
    ...textsAt(request, ['flowLogIds']),
    ...textsAt(request, ['flowLogIds', 'item']),
  ];
  const resources = [...new Set(ids)].map((id) => resourceNamed(id, 'AWS::EC2::FlowLog', place));
  if (resources.length === 0) return undefined;
  return {
    verb: ['deleted', 'delete'],
    what: [resources.length > 1 ? '' : 'the flow log ', ...resourcesInWords(resources, 'flow log')].filter(
      (one) => one !== '',
    ),
    effect: 'the traffic is not logged any more',
    severity: 'critical',
    resources,
  };
}

const watched = new Map([
  ['VPC', 'AWS::EC2::VPC'],
  ['Subnet', 'AWS::EC2::Subnet'],
  ['NetworkInterface', 'AWS::EC2::NetworkInterface'],
]);

function tellFlowLogsCreated(call: Call): Told | undefined {
  const { request, place } = call;
  const ids = [
    ...textsAt(request, ['resourceId']),
    ...textsAt(request, ['resourceIds']),
    ...textsAt(request, ['resourceIds', 'item']),
  ];
  const type = watched.get(textAt(request, 'resourceType') ?? 'VPC') ?? 'AWS::EC2::VPC';
  const resources = [...new Set(ids)].map((id) => resourceNamed(id, type, place));
  if (resources.length === 0) return undefined;
  return {
    verb: ['had', 'have'],
    what: ['the traffic of ', ...resourcesInWords(resources, 'resource'), ' logged'],
    severity: 'info',
    resources,
  };
}

function tellBucketLogging(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::S3::Bucket', 'bucketName');
  const status = at(call.request, 'BucketLoggingStatus');
  if (!resource || !isObject(status)) return undefined;
  const enabled = at(status, 'LoggingEnabled');
  const target = textAt(enabled, 'TargetBucket');
  const field = 'Access log';
  const common = { resources: [resource], what: ['access logging of the bucket ', { resource: 0 }] } as const;
  if (!target) {
    const changes = [{ field, before: 'as it was', after: 'off' }];
    return { ...common, verb: ['switched off', 'switch off'], severity: 'high', changes };
  }
  const changes = [{ field, before: 'as it was', after: `into ${target}` }];
  return { ...common, verb: ['switched on', 'switch on'], severity: 'info', changes, undoes: true };
}

/** A shorter retention deletes what is older; the record does not tell what it was before. */
function tellRetention(call: Call): Told | undefined {
  const resource = resourceAt(call, ...logGroup);
  const days = Number(textAt(call.request, 'retentionInDays'));
  if (!resource || !Number.isInteger(days) || days < 1) return undefined;
  return {
    verb: ['let', 'let'],
    what: ['the log group ', { resource: 0 }, ` keep its logs for ${counted(days, 'day')}`],
    severity: days < 7 ? 'high' : days < 90 ? 'low' : 'info',
    resources: [resource],
    changes: [{ field: 'Retention', before: 'as it was', after: counted(days, 'day') }],
  };
}
