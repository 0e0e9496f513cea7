import { alerts, bot, bots, elsewhere, inBot, type Line, otherRole, security, shop } from './names.ts';

/** The keys by the names that the templates give them: the bot's topics, the topic of the alerts, the logs. */
const botKey = `${inBot('kms')}key/Key`;
const alertsKey = 'arn:aws:kms:eu-west-1:666677778888:key/AlertsKey';
const logsKey = 'arn:aws:kms:eu-west-1:666677778888:key/LogsKey';

const bySns = { 'kms:ViaService': 'sns.eu-west-1.amazonaws.com', 'kms:ResourceAliases': ['alias/noroshi-bot'] };
const byS3 = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' };
const forTopic = (arn: string) => ({ 'kms:EncryptionContext:aws:sns:topicArn': arn });
const deliverers = ['cloudtrail.amazonaws.com', 'config.amazonaws.com', 'guardduty.amazonaws.com'];
const uses = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** Who must be able to use which key. EventBridge names no source when it publishes to an encrypted topic. */
export const mustUse: readonly Line[] = [
  ...uses.map((action): Line => [bot('slack'), action, botKey, bySns]),
  ...uses.map((action): Line => ['cloudwatch.amazonaws.com', action, botKey, { 'aws:SourceAccount': '555566667777' }]),
  ...uses.map((action): Line => ['events.amazonaws.com', action, alertsKey, forTopic(alerts)]),
  ...deliverers.map((who): Line => [who, 'kms:GenerateDataKey', logsKey, { 'aws:SourceAccount': shop }]),
  [security('log-reader'), 'kms:Decrypt', logsKey, byS3],
];

/** Who must not, and for what nobody may. */
export const mustNotUse: readonly Line[] = [
  // The front door: only to publish, only with the bot's own key, and nothing but that.
  [bot('slack'), 'kms:GenerateDataKey', botKey],
  [bot('slack'), 'kms:GenerateDataKey', botKey, { ...bySns, 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }],
  [bot('slack'), 'kms:GenerateDataKey', botKey, { ...bySns, 'kms:ResourceAliases': ['alias/other'] }],
  ...['kms:Encrypt', 'kms:CreateGrant', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'].map(
    (action): Line => [bot('slack'), action, botKey, bySns],
  ),
  ...bots.filter((name) => name !== 'slack').map((name): Line => [bot(name), 'kms:Decrypt', botKey, bySns]),
  ['cloudwatch.amazonaws.com', 'kms:GenerateDataKey', botKey, { 'aws:SourceAccount': elsewhere }],
  ['events.amazonaws.com', 'kms:GenerateDataKey', botKey, forTopic(`${inBot('sns')}noroshi-jobs`)],
  // The topic of the alerts: EventBridge for that topic, and for no other.
  ['events.amazonaws.com', 'kms:GenerateDataKey', alertsKey],
  ['events.amazonaws.com', 'kms:GenerateDataKey', alertsKey, forTopic('arn:aws:sns:eu-west-1:666677778888:other')],
  ['cloudwatch.amazonaws.com', 'kms:GenerateDataKey', alertsKey, forTopic(alerts)],
  ['sns.amazonaws.com', 'kms:PutKeyPolicy', alertsKey, forTopic(alerts)],
  // The logs: delivered from the listed accounts, read by the reader through S3.
  ...deliverers.map((who): Line => [who, 'kms:GenerateDataKey', logsKey, { 'aws:SourceAccount': elsewhere }]),
  ...deliverers.map((who): Line => [who, 'kms:GenerateDataKey', logsKey]),
  ['events.amazonaws.com', 'kms:Decrypt', logsKey, { 'aws:SourceAccount': shop }],
  [security('log-reader'), 'kms:Decrypt', logsKey],
  [security('log-reader'), 'kms:GenerateDataKey', logsKey, byS3],
  ...bots.map((name): Line => [bot(name), 'kms:Decrypt', logsKey, byS3]),
  // Nobody of another account, whatever that account lets him do.
  ...[botKey, alertsKey, logsKey].flatMap((key) =>
    ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:PutKeyPolicy'].map(
      (action): Line => [otherRole(elsewhere), action, key, {}, { isMighty: true }],
    ),
  ),
];
