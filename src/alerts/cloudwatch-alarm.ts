import * as z from 'zod/mini';
import type { Fact } from '../core/alert.ts';
import { type Alarm, readAlarm } from '../core/findings/alarm.ts';
import type { Resource } from '../core/resource.ts';
import type { Severity } from '../core/severity.ts';
import { oneLine } from '../core/text/phrase.ts';
import { type AlertDraft, defineAlert, type EventOf } from './define.ts';

type Meaning = Readonly<{ words: string; severity: Severity; state: 'open' | 'resolved' }>;

const meanings = new Map<string, Meaning>([
  ['ALARM', { words: 'went off', severity: 'medium', state: 'open' }],
  ['OK', { words: 'is OK again', severity: 'info', state: 'resolved' }],
  ['INSUFFICIENT_DATA', { words: 'has too little data to tell', severity: 'low', state: 'open' }],
]);

/** An alarm of CloudWatch changed its state, told by EventBridge or by the alarm's own SNS action. */
export const cloudwatchAlarm = defineAlert({
  id: 'cloudwatch-alarm',
  pattern: { source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'] },
  matches: ({ detailType }) => detailType === 'CloudWatch Alarm State Change' || detailType === 'CloudWatch Alarm',
  schema: z.record(z.string(), z.unknown()),
  toAlert(event): AlertDraft | undefined {
    const alarm = readAlarm(event);
    const meaning = meanings.get(alarm?.state ?? '');
    if (!alarm || !meaning) return undefined;
    const words = alarm.state === 'OK' && alarm.before === 'INSUFFICIENT_DATA' ? 'is OK' : meaning.words;
    const why = alarm.state === 'ALARM' ? reasonInWords(alarm) : undefined;
    const arn = arnOf(alarm, event);
    return {
      sentence: ['The alarm ', { resource: 0 }, ` ${words}${why ? `: ${why}` : ''}`],
      severity: meaning.severity,
      state: meaning.state,
      ...(meaning.state === 'resolved' && { solvedBy: 'The alarm is OK' }),
      resources: resourcesOf(alarm, { event, arn }),
      fingerprint: [arn],
      eventKey: [arn, alarm.state, alarm.changedAt ?? event.id].join('/'),
      ...(alarm.changedAt ? { occurredAt: alarm.changedAt } : {}),
      changes: alarm.before ? [{ field: 'State', before: alarm.before, after: alarm.state }] : [],
      facts: factsOf(alarm),
    };
  },
});

type Event = EventOf<unknown>;

/** The message of an SNS action leaves the ARN out in its older form, and both forms are about one alarm. */
function arnOf({ arn, name }: Alarm, { account, region }: Event): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return arn ?? `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** Types of the resources that metrics commonly measure, by the dimension that holds their id. */
const measured = new Map([
  ['InstanceId', 'AWS::EC2::Instance'],
  ['VolumeId', 'AWS::EC2::Volume'],
  ['DBInstanceIdentifier', 'AWS::RDS::DBInstance'],
  ['DBClusterIdentifier', 'AWS::RDS::DBCluster'],
  ['FunctionName', 'AWS::Lambda::Function'],
  ['BucketName', 'AWS::S3::Bucket'],
  ['QueueName', 'AWS::SQS::Queue'],
  ['TableName', 'AWS::DynamoDB::Table'],
  ['AutoScalingGroupName', 'AWS::AutoScaling::AutoScalingGroup'],
  ['FileSystemId', 'AWS::EFS::FileSystem'],
]);

function resourcesOf(alarm: Alarm, { event, arn }: { event: Event; arn: string }): readonly Resource[] {
  const place = { accountId: event.account, region: event.region };
  const dimensions = new Map(alarm.metrics.flatMap((metric) => metric.dimensions));
  const behind = [...dimensions].flatMap(([dimension, id]) => {
    const type = measured.get(dimension);
    return type ? [{ type, id, ...place }] : [];
  });
  const isOurs = alarm.arn !== undefined ? { arn } : {};
  return [{ type: 'AWS::CloudWatch::Alarm', id: alarm.name, ...place, ...isOurs }, ...behind];
}

/** `CPUUtilization was 99.5, greater than the threshold of 90`, from CloudWatch's own reason, or which alarm a composite one follows. */
function reasonInWords({ reason = '', metrics, rule }: Alarm): string | undefined {
  const child = rule && /:alarm:(.{1,255}?) transitioned to ALARM\b/.exec(reason)?.[1];
  if (child) return `${oneLine(child, 100)} did`;
  const crossed =
    /datapoints? \[(-?[\d.]+(?:E-?\d+)?)[^\]]*\] (?:was|were) (not )?((?:greater|less) than(?: or equal to)?) the threshold \((-?[\d.]+(?:E-?\d+)?)\)/.exec(
      reason,
    );
  if (!crossed) return undefined;
  const [, value, not = '', comparison = '', threshold] = crossed;
  const metric = metrics.length === 1 ? oneLine(metrics[0]?.name ?? '', 100) : '';
  return `${metric || 'the value'} was ${plain(value)}, ${not}${comparison} the threshold of ${plain(threshold)}`;
}

/** `90.0` → `90`. */
function plain(number = ''): string {
  return number.replace(/\.0+$/, '');
}

function factsOf(alarm: Alarm): readonly Fact[] {
  const values: readonly [string, string | undefined][] = [
    ['Reason', alarm.reason],
    ['What the alarm says of itself', alarm.description],
    ['Measures', alarm.metrics.map(metricInWords).join('\n')],
    ['Threshold', thresholdInWords(alarm)],
    ['Looks at other alarms', alarm.rule],
    ['Its actions are held back by', alarm.suppressedBy],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

/** `CPUUtilization of AWS/EC2 (InstanceId i-a), average over 5 minutes`. */
function metricInWords({ namespace, name, statistic, period, dimensions }: Alarm['metrics'][number]): string {
  const about = dimensions.map((pair) => pair.join(' ')).join(', ');
  const how = [statistic?.toLowerCase(), period ? `over ${spanInWords(period)}` : ''].filter(Boolean).join(' ');
  const what = `${name ?? ''}${namespace ? ` of ${namespace}` : ''}${about ? ` (${about})` : ''}`;
  return how ? `${what}, ${how}` : what;
}

function spanInWords(seconds: number): string {
  if (seconds === 60) return 'a minute';
  return seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}

const comparisons = new Map([
  ['GreaterThanThreshold', 'above'],
  ['GreaterThanOrEqualToThreshold', 'at or above'],
  ['LessThanThreshold', 'below'],
  ['LessThanOrEqualToThreshold', 'at or below'],
]);

function thresholdInWords({ comparison, threshold }: Alarm): string | undefined {
  if (threshold === undefined) return undefined;
  return [comparisons.get(comparison ?? ''), threshold].filter((part) => part !== undefined).join(' ');
}
