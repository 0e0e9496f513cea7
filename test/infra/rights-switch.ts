import {
  auditEntry,
  bot,
  bots,
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

const role = bot('switch');
const person = otherRole('555566667777');
const manifest = 'arn:aws:s3:::example-logs-audit/audit/manifests/2026-11-20.json';
const [isNew, theirs] = [{ 's3:if-none-match': '*' }, { owner: '666677778888' }];

/** What `noroshi off` and `on` do, by their own role, and what becomes of it; the manifests are written by the same one. */
export const mustSwitch: readonly Line[] = [
  [person, 'sts:AssumeRole', role, {}, { isMighty: true }],
  [role, 'dynamodb:PutItem', table, row('WISHES')],
  ...['WISHES', 'SWITCH'].flatMap((key): Line[] =>
    ['dynamodb:GetItem', 'dynamodb:Query'].map((action) => [role, action, table, row(key)]),
  ),
  [bot('sweep'), 'dynamodb:Query', table, row('WISHES')],
  [bot('sweep'), 'sqs:SendMessage', queue('follow')],
  [bot('remediations'), 'dynamodb:Query', table, row('WISHES')],
  [bot('remediations'), 'dynamodb:DeleteItem', table, row('WISHES')],
  [bot('remediations'), 'dynamodb:PutItem', table, row('SWITCH')],
  [bot('remediations'), 's3:PutObject', manifest, isNew, theirs],
];

/** It stops everything and asks; turned is the switch by `remediations`, which writes it down. */
export const mustNotSwitch: readonly Line[] = [
  ...['PutItem', 'UpdateItem', 'DeleteItem'].map((action): Line => [role, `dynamodb:${action}`, table, row('SWITCH')]),
  ...['UpdateItem', 'DeleteItem'].map((action): Line => [role, `dynamodb:${action}`, table, row('WISHES')]),
  ...['ALERT#1', 'REQ#x', 'UNDO#1', 'JOB#1'].flatMap((key): Line[] =>
    ['dynamodb:GetItem', 'dynamodb:PutItem'].map((action) => [role, action, table, row(key)]),
  ),
  ...['remediations', 'follow', 'posts'].map((name): Line => [role, 'sqs:SendMessage', queue(name)]),
  [role, 's3:PutObject', auditEntry, isNew, theirs],
  [role, 's3:GetObject', auditEntry, {}, theirs],
  [role, 'secretsmanager:GetSecretValue', secret],
  [role, 'sts:AssumeRole', member('remediate'), knows(shop)],
  [otherRole(elsewhere), 'sts:AssumeRole', role, {}, { isMighty: true }],
  ...bots.map((name): Line => [bot(name), 'sts:AssumeRole', role]),
  ...bots
    .filter((name) => name !== 'remediations')
    .flatMap((name): Line[] => [
      [bot(name), 'dynamodb:PutItem', table, row('WISHES')],
      [bot(name), 'dynamodb:DeleteItem', table, row('WISHES')],
      [bot(name), 's3:PutObject', manifest, isNew, theirs],
    ]),
  [person, 's3:PutObject', manifest, isNew, { ...theirs, isMighty: true }],
  [bot('remediations'), 's3:DeleteObject', manifest, {}, theirs],
];
