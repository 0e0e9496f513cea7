import {
  alerts,
  asked,
  auditEntry,
  bot,
  bots,
  bus,
  elsewhere,
  group,
  inBot,
  instance,
  jobs,
  knows,
  type Line,
  logFile,
  member,
  named,
  otherRole,
  queue,
  results,
  row,
  secret,
  security,
  session,
  shop,
  table,
} from './names.ts';

/** What nobody may do. */
export const mustNot: readonly Line[] = [
  // The front door, and nothing else.
  [bot('slack'), 'secretsmanager:GetSecretValue', `${inBot('secretsmanager')}secret:other-AbCdEf`],
  [bot('slack'), 'sns:Publish', `${inBot('sns')}other`],
  [bot('slack'), 'dynamodb:GetItem', table, row('ALERT#1')],
  [bot('slack'), 'sqs:SendMessage', queue('remediations')],
  [bot('slack'), 'sts:AssumeRole', member('read'), knows(shop)],
  [bot('slack'), 's3:GetObject', `${results}/jobs/x`],
  // What a change found, locks, counts and the switch are those of remediations alone.
  ...bots
    .filter((name) => name !== 'remediations')
    .flatMap((name): Line[] =>
      ['UNDO#1', 'LOCK#x', 'CAP#x', 'SWITCH', 'TICKET#x', 'CLICK#x'].map((key) => [
        bot(name),
        'dynamodb:PutItem',
        table,
        row(key),
      ]),
    ),
  // Queries write nothing but their own rows and results.
  ...['REQ#x', 'NOTE#heard', 'RATE#x', 'UNDO#1'].map(
    (key): Line => [bot('queries'), 'dynamodb:UpdateItem', table, row(key)],
  ),
  [bot('queries'), 's3:PutObject', `${results}/quarantine/x`],
  [bot('queries'), 's3:PutObject', auditEntry, { 's3:if-none-match': '*' }, { owner: '666677778888' }],
  [bot('queries'), 'sqs:SendMessage', queue('follow')],
  [bot('queries'), 'sns:Publish', jobs],
  // Only remediations act in members.
  ...bots
    .filter((name) => name !== 'remediations')
    .map((name): Line => [bot(name), 'sts:AssumeRole', member('remediate'), named]),
  ...bots
    .filter((name) => name !== 'queries' && name !== 'alerts')
    .map((name): Line => [bot(name), 'sts:AssumeRole', security('log-reader'), { 'sts:ExternalId': 'noroshi-logs' }]),
  ...['posts', 'slack', 'sweep'].map((name): Line => [bot(name), 'sts:AssumeRole', member('read'), knows(shop)]),
  // Wrong words at the door.
  [bot('queries'), 'sts:AssumeRole', member('read'), knows('222233334444')],
  [bot('queries'), 'sts:AssumeRole', member('read')],
  [bot('remediations'), 'sts:AssumeRole', member('remediate'), knows(shop)],
  [bot('remediations'), 'sts:AssumeRole', member('remediate'), { ...named, 'sts:SourceIdentity': 'root' }],
  [bot('remediations'), 'sts:AssumeRole', member('remediate'), { ...named, 'sts:ExternalId': 'noroshi-222233334444' }],
  [bot('remediations'), 'sts:AssumeRole', member('evaluate'), knows(shop)],
  [bot('queries'), 'sts:AssumeRole', security('log-reader'), knows('666677778888')],
  // An account that is not listed: the bot asks nobody there, however open the role there is.
  ...['alerts', 'queries', 'remediations'].flatMap((name): Line[] =>
    ['read', 'remediate'].map((role) => [
      ...([bot(name), 'sts:AssumeRole', member(role, elsewhere), { ...named, ...knows(elsewhere) }] as const),
      { isOpen: true },
    ]),
  ),
  [security('config-rules'), 'sts:AssumeRole', member('evaluate', elsewhere), knows(elsewhere), { isOpen: true }],
  // Nor any other role of a listed one.
  [bot('remediations'), 'sts:AssumeRole', member('automation'), named, { isOpen: true }],
  // Nobody else can publish, assume, read or invoke.
  [otherRole('555566667777'), 'sts:AssumeRole', member('remediate'), named, { isMighty: true }],
  [
    `arn:aws:iam::${elsewhere}:role/noroshi-remediations`,
    'sts:AssumeRole',
    member('remediate'),
    named,
    { isMighty: true },
  ],
  [`arn:aws:iam::${elsewhere}:role/noroshi-forward`, 'events:PutEvents', bus, {}, { isMighty: true }],
  [otherRole(shop), 'events:PutEvents', bus, {}, { isMighty: true }],
  [otherRole('666677778888'), 'sns:Publish', alerts, {}, { isMighty: true }],
  [otherRole(shop), 'sns:Publish', alerts, {}, { isMighty: true }],
  [
    'events.amazonaws.com',
    'sns:Publish',
    alerts,
    { 'aws:SourceAccount': shop, 'aws:SourceArn': `arn:aws:events:eu-west-1:${shop}:rule/x` },
  ],
  [otherRole('555566667777'), 'sns:Publish', jobs, {}, { isMighty: true }],
  [otherRole('555566667777'), 'sqs:SendMessage', queue('alerts'), {}, { isMighty: true }],
  [
    'sns.amazonaws.com',
    'sqs:SendMessage',
    queue('alerts'),
    { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${elsewhere}:noroshi-alerts` },
  ],
  [
    'config.amazonaws.com',
    'lambda:InvokeFunction',
    'arn:aws:lambda:eu-west-1:666677778888:function:noroshi-config-rules:accounts-1',
    { 'aws:SourceAccount': elsewhere },
  ],
  [
    'cloudtrail.amazonaws.com',
    's3:PutObject',
    logFile,
    { 'aws:SourceAccount': elsewhere, 's3:x-amz-acl': 'bucket-owner-full-control' },
    { owner: '666677778888' },
  ],
  [otherRole(elsewhere), 's3:GetObject', logFile, {}, { owner: '666677778888', isMighty: true }],
  [otherRole(elsewhere), 'sts:AssumeRole', security('reader'), knows('666677778888'), { isMighty: true }],
  ...['slack', 'remediations', 'sweep'].map(
    (name): Line => [
      otherRole(elsewhere),
      'lambda:InvokeFunction',
      `${inBot('lambda')}function:noroshi-${name}`,
      { 'lambda:InvokedViaFunctionUrl': 'false' },
      { isMighty: true },
    ],
  ),
  [otherRole(elsewhere), 's3:GetObject', `${results}/jobs/x`, {}, { owner: '555566667777', isMighty: true }],
  [otherRole(elsewhere), 'secretsmanager:GetSecretValue', secret, {}, { isMighty: true }],
  [otherRole(elsewhere), 'dynamodb:GetItem', table, row('ALERT#1'), { isMighty: true }],
  // The audit bucket cannot be emptied, nor written twice, nor by anybody else.
  ...['s3:DeleteObject', 's3:DeleteObjectVersion'].flatMap((action): Line[] => [
    [bot('remediations'), action, auditEntry, {}, { owner: '666677778888' }],
    [otherRole('666677778888'), action, auditEntry, {}, { owner: '666677778888', isMighty: true }],
  ]),
  [
    otherRole('666677778888'),
    's3:PutObject',
    auditEntry,
    { 's3:if-none-match': '*' },
    { owner: '666677778888', isMighty: true },
  ],
  [
    otherRole('666677778888'),
    's3:PutLifecycleConfiguration',
    'arn:aws:s3:::example-logs-audit',
    {},
    { owner: '666677778888', isMighty: true },
  ],
  [bot('remediations'), 's3:PutObject', auditEntry, {}, { owner: '666677778888' }],
  [otherRole('666677778888'), 's3:DeleteObject', logFile, {}, { owner: '666677778888', isMighty: true }],
  // A session does its one deed; the role itself cannot give itself more.
  [member('remediate'), 'ec2:StopInstances', `${instance}0`, asked, { session }],
  [member('remediate'), 'ec2:StopInstances', instance, { 'aws:RequestedRegion': 'us-east-1' }, { session }],
  [member('remediate'), 'ec2:RevokeSecurityGroupIngress', group, asked, { session }],
  [member('remediate'), 'ec2:TerminateInstances', instance, asked],
  [member('remediate'), 'iam:PutRolePolicy', member('remediate'), { 'aws:RequestedRegion': 'us-east-1' }],
  [
    member('remediate'),
    'iam:PassRole',
    `arn:aws:iam::${shop}:role/admin`,
    { 'iam:PassedToService': 'ssm.amazonaws.com' },
  ],
  [
    member('test'),
    'events:PutEvents',
    `arn:aws:events:eu-west-1:${shop}:event-bus/default`,
    { 'events:source': ['other'] },
  ],
  [member('test'), 'events:PutEvents', bus, { 'events:source': ['noroshi.test'] }],
  [member('read'), 'ec2:StopInstances', instance],
  [member('read'), 's3:GetObject', 'arn:aws:s3:::customers/data', {}, { owner: shop }],
  [member('evaluate'), 'config:DeleteConfigRule', `arn:aws:config:eu-west-1:${shop}:config-rule/x`],
  [member('forward'), 'events:PutEvents', `arn:aws:events:eu-west-1:${elsewhere}:event-bus/x`],
  [security('log-reader'), 's3:PutObject', logFile, {}, { owner: '666677778888' }],
  [security('log-reader'), 'athena:StartQueryExecution', 'arn:aws:athena:eu-west-1:666677778888:workgroup/primary'],
  [security('log-reader'), 'glue:GetTable', 'arn:aws:glue:eu-west-1:666677778888:table/payments/cards'],
  [security('log-reader'), 'glue:UpdateTable', 'arn:aws:glue:eu-west-1:666677778888:table/noroshi/cloudtrail'],
  [security('config-rules'), 'sts:AssumeRole', member('remediate'), named],
];
