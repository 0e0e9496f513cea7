import { hiveTypeOf, tableFields, tablePartitions } from '../../src/core/search/athena-table.ts';
import type { Settings } from '../../src/core/settings.ts';

/** A column and its type in Hive's words. */
type Column = Readonly<{ name: string; type: string }>;

/** A CloudTrail record as Athena reads it; what our statements say of it comes from the same list. */
export const columns: readonly Column[] = tableFields.map((field) => ({
  name: field.name.toLowerCase(),
  type: hiveTypeOf(field),
}));

/** What a question must name before anything is read. */
export const partitions: readonly Column[] = tablePartitions.map((name) => ({ name, type: 'string' }));

/** How a reader makes records of the files. */
export const formats = {
  input: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
  output: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  records: 'org.apache.hive.hcatalog.data.JsonSerDe',
} as const;

/** Where the table, its workgroup and its answers are; `scanLimit` in bytes for one question. */
export function athenaOf({ trail, security }: Pick<Settings, 'trail' | 'security'>) {
  const { database, table, workgroup, scanLimitGB } = trail.athena ?? {
    database: 'noroshi',
    table: 'cloudtrail',
    workgroup: 'noroshi',
    scanLimitGB: 500,
  };
  const answers = `noroshi-athena-${security.account}-${security.region}`;
  return { database, table, workgroup, scanLimit: scanLimitGB * 1024 ** 3, answers };
}

/**
 * The projection that makes the partitions of the keys: an account is named by the question itself (`injected`), so that
 * nobody reads all accounts by mistake. Amazon Athena User Guide, "Supported types for partition projection".
 */
export function projectionOf({ trail, regions, security }: Settings): Readonly<Record<string, string>> {
  const root = `s3://${trail.bucket}/${trail.prefix}AWSLogs/${trail.organization ? `${trail.organization}/` : ''}`;
  const listed = regions === 'enabled' ? [security.region] : regions;
  const day = { type: 'date', format: 'yyyy/MM/dd', range: '2020/01/01,NOW', interval: '1', 'interval.unit': 'DAYS' };
  return {
    'projection.enabled': 'true',
    'projection.account.type': 'injected',
    'projection.region.type': 'enum',
    'projection.region.values': [...new Set([...listed, 'us-east-1'])].join(','),
    ...Object.fromEntries(Object.entries(day).map(([key, value]) => [`projection.day.${key}`, value])),
    'storage.location.template': `${root}\${account}/CloudTrail/\${region}/\${day}`,
    classification: 'cloudtrail',
  };
}

/** Where all log files begin. */
export function logsAt({ trail }: Pick<Settings, 'trail'>): string {
  return `s3://${trail.bucket}/${trail.prefix}AWSLogs/`;
}
