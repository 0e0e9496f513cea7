import { sessionPolicyOf } from '../../src/core/iam/session-policy.ts';
import type { Question } from './rights.ts';

export const [shop, elsewhere] = ['111122223333', '999900001111'];
export const inBot = (service: string) => `arn:aws:${service}:eu-west-1:555566667777:`;
export const bot = (name: string) => `arn:aws:iam::555566667777:role/noroshi-${name}`;
export const security = (name: string) => `arn:aws:iam::666677778888:role/noroshi-${name}`;
export const member = (name: string, account = shop) => `arn:aws:iam::${account}:role/noroshi-${name}`;
/** Some role of an account, and none of Noroshi's. */
export const otherRole = (account: string) => `arn:aws:iam::${account}:role/other`;
export const queue = (name: string) => `${inBot('sqs')}noroshi-${name}`;
export const table = `${inBot('dynamodb')}table/noroshi`;
export const secret = `${inBot('secretsmanager')}secret:noroshi/slack-AbCdEf`;
export const jobs = `${inBot('sns')}noroshi-jobs`;
export const alerts = 'arn:aws:sns:eu-west-1:666677778888:noroshi-alerts';
export const bus = 'arn:aws:events:eu-west-1:666677778888:event-bus/noroshi-1';
export const results = 'arn:aws:s3:::noroshi-results-555566667777-eu-west-1';
/** An answer of Athena's. */
export const athenasAnswer = 'arn:aws:s3:::noroshi-athena-666677778888-eu-west-1/x.csv';

export const [auditEntry, logFile] = [
  'arn:aws:s3:::example-logs-audit/audit/2026/11/20/x/000001.json',
  `arn:aws:s3:::example-logs/AWSLogs/${shop}/CloudTrail/x.json.gz`,
];
export const row = (key: string) => ({ 'dynamodb:LeadingKeys': [key] });
export const knows = (account: string) => ({ 'sts:ExternalId': `noroshi-${account}` });
export const named = { ...knows(shop), 'sts:SourceIdentity': 'slack-U0ALICE' };
export const instance = `arn:aws:ec2:eu-west-1:${shop}:instance/i-0123456789abcdef0`;
export const group = `arn:aws:ec2:eu-west-1:${shop}:security-group/sg-0123456789abcdef0`;
export const deadLetters = (account: string, name: string, region = 'eu-west-1') =>
  `arn:aws:sqs:${region}:${account}:noroshi-${name}-dlq`;
export const bots = ['alerts', 'posts', 'slack', 'queries', 'remediations', 'sweep'];
export const session = sessionPolicyOf({
  accountId: shop,
  region: 'eu-west-1',
  actions: ['ec2:StopInstances'],
  resources: [instance],
});
export const asked = { 'aws:RequestedRegion': 'eu-west-1' };

/** who, does what, to what, knowing what; and more where the question needs it. */
export type Line = readonly [
  who: string,
  action: string,
  resource: string,
  context?: Question['context'],
  more?: Partial<Question>,
];
