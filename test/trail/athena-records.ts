import fc from 'fast-check';
import type { TrailCondition, TrailField } from '../../src/core/search/trail-query.ts';
import { trailFields } from '../../src/core/search/trail-query.ts';

/** What SQL, patterns, JSON and foldings of case take for something else. */
const words = [
  ...['alice', 'Alice', 'ALICE', 'payments', 'PutObject', 's3', 'admin', 'a', 'null', 'true', '1', '404', 'i-0abc'],
  ...[
    "it's",
    "'; DROP TABLE cloudtrail; --",
    "' OR '1'='1",
    '?',
    '%',
    '_',
    'a_b',
    'a%b',
    '\\',
    'a\\b',
    '"',
    'say "hi"',
  ],
  ...[
    'né',
    'NÉ',
    '日本',
    '😀',
    'straße',
    'STRASSE',
    '\u212a',
    '\u0130',
    'ı',
    'ſ',
    'Σς',
    'a/b',
    '\\u0061',
    'tab\t',
    'tab',
    'straſſe',
    '\u0000',
  ],
  ...['arn:aws:iam::111122223333:user/alice', ',', ':', '{', '}', ' ', 'x, y', '\u001f', '--', '/*', '$1', '\n'],
];
const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...words), fc.constantFrom(...words)).map((two) => two.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 5 }) },
);
/** A field without a value is refused before it is searched for. */
const someText = text.filter((one) => one !== '');
const address = fc.constantFrom(
  ...[
    '192.0.2.10',
    '192.0.2.100',
    '198.51.100.7',
    '10.1.2.3',
    '2001:db8::1',
    '2001:DB8:0::2',
    's3.amazonaws.com',
    'AWS Internal',
  ],
);
const json = fc.dictionary(
  fc.oneof(
    fc.constantFrom('bucketName', 'instanceId', 'type', 'alice'),
    text.filter((one) => one !== '__proto__'),
  ),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('name', 'id', 'ſ'), tie('value'), { maxKeys: 2, noNullPrototype: true }),
    ),
  })).value,
  { maxKeys: 3, noNullPrototype: true },
);

/** An object with some of these fields, and none where nothing is in it. */
function some(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  return fc.record(fields, { requiredKeys: [], noNullPrototype: true }).map((one) => {
    const there = Object.entries(one).filter(([, value]) => value !== undefined);
    return there.length === 0 ? undefined : Object.fromEntries(there);
  });
}

const texts = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, text]));
const role = fc.constantFrom('admin', 'Admin', "it's", 'a_b');
const arn = fc.oneof(
  text,
  fc.tuple(role, text).map(([name, session]) => `arn:aws:sts::111122223333:assumed-role/${name}/${session}`),
);
const identity = some({
  ...texts('type principalId userName invokedBy accessKeyId'),
  arn,
  accountId: fc.constantFrom('111122223333', '444455556666'),
  sessionContext: some({
    sessionIssuer: some({ ...texts('type principalId userName'), arn, accountId: fc.constant('111122223333') }),
    webIdFederationData: some({ federatedProvider: text, attributes: fc.constant({ 'aud"': "it's" }) }),
    attributes: some({ mfaAuthenticated: fc.constantFrom('true', 'false') }),
    sourceIdentity: text,
  }),
});

const start = Date.UTC(2026, 10, 20, 9, 59, 58);
const timeOf = (second: number) => `${new Date(start + second * 1000).toISOString().slice(0, 19)}Z`;

/** Records as far as a table can have them: fields that it knows, with nothing empty in them. */
export const records = fc.array(
  fc
    .tuple(
      some({
        userIdentity: identity,
        eventSource: fc.constantFrom('s3.amazonaws.com', 'S3.amazonaws.com', 'iam.amazonaws.com'),
        eventName: fc.constantFrom('PutObject', 'putobject', 'ConsoleLogin', "it's"),
        awsRegion: fc.constantFrom('eu-west-1', 'us-east-1'),
        sourceIPAddress: address,
        ...texts('userAgent errorCode errorMessage requestID apiVersion'),
        readOnly: fc.boolean(),
        resources: fc.array(
          some({ ARN: arn, accountId: fc.constant('111122223333'), type: text }).map((one) => one ?? {}),
          {
            maxLength: 2,
          },
        ),
        recipientAccountId: fc.constantFrom('111122223333', '444455556666'),
        additionalEventData: json,
        managementEvent: fc.boolean(),
        tlsDetails: some(texts('tlsVersion cipherSuite')),
      }),
      fc.record({ eventTime: fc.nat(4).map(timeOf), eventID: fc.uuid() }),
      fc.record({
        requestParameters: fc.oneof(json, fc.constant(null)),
        responseElements: fc.oneof(json, fc.constant(null)),
      }),
    )
    .map((parts) => Object.assign({}, ...parts) as Readonly<Record<string, unknown>>),
  { minLength: 1, maxLength: 8 },
);

const values: Readonly<Partial<Record<TrailField, fc.Arbitrary<string>>>> = {
  ip: fc.constantFrom(
    '192.0.2.10',
    '192.0.2.0/24',
    '192.0.2.8/30',
    '10.0.0.0/7',
    '0.0.0.0/0',
    '2001:db8::/32',
    '2001:db8::1',
    '::/0',
  ),
  account: fc.constantFrom('111122223333', '444455556666'),
  region: fc.constantFrom('eu-west-1', 'us-east-1'),
  service: fc.constantFrom('s3', 'S3', 'iam.amazonaws.com', "s'3"),
  event: fc.constantFrom('PutObject', 'putobject', 'PUTOBJECT', "it's"),
  error: fc.oneof(fc.constant('*'), someText),
  'read-only': fc.constantFrom('true', 'false'),
};

const names = [
  'userIdentity',
  'Identity',
  'event',
  'ARN',
  'sessionContext',
  'tls',
  'e',
  'ul',
  'requestparameters',
  'eventID',
];
const patterns = [
  ...[
    'al.ce',
    'Put(Object|BucketAcl)',
    '^arn:',
    '(?i)ALICE',
    '\\d+',
    'i-0[0-9a-f]+',
    "it's",
    's+t',
    '[Kk]',
    'ſ|x',
    'a\\\\b',
    'é$',
  ],
  ...['user/', 'null', 'straSSe', '^$', '.*', 'Identity$', '(日本)+', 'a.*e', 'k'],
];
const field = fc
  .constantFrom(...trailFields)
  .chain((name) => (values[name] ?? someText).map((value): TrailCondition => ({ kind: 'field', field: name, value })));
const leaf: fc.Arbitrary<TrailCondition> = fc.oneof(
  { weight: 3, arbitrary: field },
  {
    weight: 3,
    arbitrary: fc.oneof(text, fc.constantFrom(...names)).map((one): TrailCondition => ({ kind: 'term', text: one })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...patterns).map((pattern): TrailCondition => ({ kind: 'pattern', pattern })),
  },
);

/** Conditions of every kind, a few levels deep. */
export const conditions: fc.Arbitrary<TrailCondition> = fc.letrec<{ condition: TrailCondition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 2, arbitrary: leaf },
    { weight: 1, arbitrary: tie('condition').map((condition): TrailCondition => ({ kind: 'not', condition })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('condition'), { maxLength: 3 }))
        .map(([kind, all]): TrailCondition => ({ kind, conditions: all })),
    },
  ),
})).condition;

/** Queries whose window cuts through the records' times. */
export const queries = fc.record({
  terms: fc.constant<readonly string[]>([]),
  where: conditions,
  ignoreCase: fc.boolean(),
  limit: fc.constantFrom(0, 1, 3, 1000),
  since: fc.constantFrom(start - 1, start, start + 1000, start + 1500),
  until: fc.constantFrom(start + 2000, start + 2500, start + 5000),
});
