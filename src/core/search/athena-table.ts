/**
 * A field of a CloudTrail record that the table has. `json` is kept as the text of its JSON; the other kinds are what they
 * are in the record: a text, `true` or `false`, texts by name, what a call was about, or fields of its own.
 */
export type TableField =
  | Readonly<{ name: string; kind: 'text' | 'word' | 'json' | 'texts' | 'resources' }>
  | Readonly<{ name: string; kind: 'struct'; fields: readonly TableField[] }>;

const of =
  (kind: 'text' | 'word' | 'json' | 'texts' | 'resources') =>
  (names: string): readonly TableField[] =>
    names.split(' ').map((name) => ({ name, kind }));
const texts = of('text');
const jsons = of('json');
const struct = (name: string, fields: readonly TableField[]): TableField => ({ name, kind: 'struct', fields });

/**
 * The fields of a record that Athena reads, by CloudTrail's names and in the order in which CloudTrail writes them; a column
 * is called the same in lower case. Amazon Athena User Guide, "Create a table for CloudTrail logs using partition projection".
 */
export const tableFields: readonly TableField[] = [
  ...texts('eventVersion'),
  struct('userIdentity', [
    ...texts('type principalId arn accountId accessKeyId userName invokedBy'),
    struct('onBehalfOf', texts('userId identityStoreArn')),
    struct('sessionContext', [
      struct('sessionIssuer', texts('type principalId arn accountId userName')),
      struct('webIdFederationData', [...texts('federatedProvider'), ...of('texts')('attributes')]),
      struct('attributes', texts('creationDate mfaAuthenticated')),
      ...texts('sourceIdentity ec2RoleDelivery'),
    ]),
  ]),
  ...texts('eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage'),
  ...jsons('requestParameters responseElements additionalEventData'),
  ...texts('requestID eventID'),
  ...of('word')('readOnly'),
  ...of('resources')('resources'),
  ...texts('eventType apiVersion recipientAccountId'),
  ...jsons('serviceEventDetails'),
  ...of('word')('managementEvent'),
  ...texts('sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory'),
  struct('addendum', texts('reason updatedFields originalRequestID originalEventID')),
  ...texts('sessionCredentialFromConsole'),
  ...jsons('edgeDeviceDetails'),
  struct('tlsDetails', texts('tlsVersion cipherSuite clientProvidedHostHeader')),
];

/** What a question must name before anything is read; all are texts, and `day` is `2026/11/20`. */
export const tablePartitions = ['account', 'region', 'day'] as const;

/** What the table keeps of one of a record's `resources`, by the record's own names. */
export const resourceFields = ['ARN', 'accountId', 'type'] as const;

/** A value of the table that is no struct: where it stands in the record, and what it is. */
export type TableLeaf = Readonly<{ path: readonly string[]; kind: Exclude<TableField['kind'], 'struct'> }>;

/** Every value of the table, in the order of the fields. */
export const tableLeaves: readonly TableLeaf[] = tableFields.flatMap((field) => leavesOf(field, []));

/** A field's type in Hive's words. */
export function hiveTypeOf(field: TableField): string {
  switch (field.kind) {
    case 'struct':
      return `struct<${field.fields.map((one) => `${one.name.toLowerCase()}:${hiveTypeOf(one)}`).join(',')}>`;
    case 'resources':
      return `array<struct<${resourceFields.map((name) => `${name.toLowerCase()}:string`).join(',')}>>`;
    case 'texts':
      return 'map<string,string>';
    default:
      return 'string';
  }
}

function leavesOf(field: TableField, above: readonly string[]): readonly TableLeaf[] {
  const path = [...above, field.name];
  return field.kind === 'struct' ? field.fields.flatMap((one) => leavesOf(one, path)) : [{ path, kind: field.kind }];
}
