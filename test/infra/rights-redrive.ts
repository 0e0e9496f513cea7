import {
  alerts,
  auditEntry,
  bot,
  bots,
  deadLetters,
  elsewhere,
  knows,
  type Line,
  member,
  otherRole,
  queue,
  row,
  secret,
  shop,
  table,
} from './names.ts';

const role = bot('redrive');
const [own, subscription] = [deadLetters('555566667777', 'alerts'), deadLetters('555566667777', 'subscription')];
const [bus, members] = [deadLetters('666677778888', 'bus'), 'arn:aws:sqs:eu-west-1:666677778888:noroshi-members-dlq-1'];
const person = otherRole('555566667777');

/** What sends dead letters again: `noroshi redrive`, by its own role, since the queues take nothing from anybody's. */
export const mustRedrive: readonly Line[] = [
  [person, 'sts:AssumeRole', role, {}, { isMighty: true }],
  ...[own, subscription, bus, members].flatMap((from): Line[] =>
    ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'].map((action) => [role, action, from]),
  ),
  ...['alerts', 'posts', 'lookups', 'searches', 'remediations', 'follow'].map(
    (name): Line => [role, 'sqs:SendMessage', queue(name)],
  ),
  // The sweep tells of them.
  ...[subscription, bus, members].map((from): Line => [bot('sweep'), 'sqs:GetQueueAttributes', from]),
];

/** What it and others may not. */
export const mustNotRedrive: readonly Line[] = [
  [person, 'sqs:SendMessage', queue('remediations'), {}, { isMighty: true }],
  [otherRole(elsewhere), 'sts:AssumeRole', role, {}, { isMighty: true }],
  [otherRole(shop), 'sts:AssumeRole', role, {}, { isMighty: true }],
  ...bots.map((name): Line => [bot(name), 'sts:AssumeRole', role]),
  [role, 'sqs:ReceiveMessage', queue('alerts')],
  [role, 'sqs:SendMessage', own],
  [role, 'sqs:PurgeQueue', own],
  [role, 'secretsmanager:GetSecretValue', secret],
  [role, 'sts:AssumeRole', member('read'), knows(shop)],
  [role, 'dynamodb:GetItem', table, row('ALERT#1')],
  [role, 'sns:Publish', alerts],
  [role, 's3:GetObject', auditEntry, {}, { owner: '666677778888' }],
  // Dead letters hold events and presses: nobody else of another account takes or counts them.
  ...[own, subscription, bus, members].map(
    (from): Line => [otherRole(elsewhere), 'sqs:ReceiveMessage', from, {}, { isMighty: true }],
  ),
  ...[bus, members].map((from): Line => [person, 'sqs:ReceiveMessage', from, {}, { isMighty: true }]),
  ...[bus, members].map((from): Line => [bot('sweep'), 'sqs:ReceiveMessage', from]),
];
