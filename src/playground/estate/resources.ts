import type { Caller } from '../aws/identity.ts';
import { findKey } from './deliveries.ts';
import { accountOf, hereOf, type Parts } from './parts.ts';

/** What a call is held to: an action, the ARN that it is asked of, and a service that a role is passed to. */
export type Needed = Readonly<{ action: string; resource: string; passedTo?: string }>;

type Input = Readonly<Record<string, unknown>>;
type Reader = Readonly<{ action: string; caller: Caller; parts: Parts; text(field: string): string }>;

/** ARNs by service, as the Service Authorization Reference has them; no text where AWS knows no resource for the action. */
const arns: Readonly<Record<string, (input: Reader) => string>> = {
  cloudtrail: (one) => named(one, 'trail/', one.text('Name') || one.text('TrailName') || one.text('ResourceId')),
  config: configArn,
  events: eventsArn,
  guardduty: guarddutyArn,
  iam: iamArn,
  kms: kmsArn,
  lambda: (one) => named(one, 'function:', one.text('FunctionName')),
  s3: ({ text }) => `arn:aws:s3:::${text('Bucket')}`,
  scheduler: (one) => named(one, `schedule/${one.text('GroupName') || 'default'}/`, one.text('Name')),
  sns: snsArn,
  sqs: (one) => named(one, '', one.text('QueueName') || (one.text('QueueUrl').split('/').at(-1) ?? '')),
};

/** What a caller must be allowed for a call that changes something; for those that look, `*` is asked. */
export function neededFor(
  parts: Parts,
  caller: Caller,
  { name, input }: Readonly<{ name: string; input: Input }>,
): readonly Needed[] {
  const [service = '', action = ''] = name.split(':');
  const isLooking = /^(Get|Describe|List)/.test(action);
  const text = (field: string) => textOf(input[field]);
  const arn = isLooking ? '' : arns[service]?.({ action, caller, parts, text });
  return [{ action: name, resource: arn || '*' }, ...passedBy(name, input)];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An ARN of the service in the caller's account and region, unless what is named is one. */
function named({ caller }: Reader, ...[kind, name]: [kind: string, name: string]): string {
  const service =
    kind === 'trail/' ? 'cloudtrail' : kind === 'function:' ? 'lambda' : kind === '' ? 'sqs' : 'scheduler';
  return name.startsWith('arn:') ? name : `arn:aws:${service}:${caller.region}:${caller.accountId}:${kind}${name}`;
}

function configArn({ action, caller, parts, text }: Reader): string {
  const home = `arn:aws:config:${caller.region}:${caller.accountId}:`;
  const here = hereOf(parts, caller);
  if (action.endsWith('AggregationAuthorization')) {
    return `${home}aggregation-authorization/${text('AuthorizedAccountId')}/${text('AuthorizedAwsRegion')}`;
  }
  if (action.endsWith('ConfigRule')) {
    return here.configRules[text('ConfigRuleName')]?.rule.ConfigRuleArn ?? `${home}config-rule/config-rule-new`;
  }
  if (action.endsWith('Aggregator')) {
    const held = here.aggregators[text('ConfigurationAggregatorName')];
    return held?.ConfigurationAggregatorArn ?? `${home}config-aggregator/config-aggregator-new`;
  }
  if (action.includes('RemediationConfiguration')) {
    return here.remediations[text('ConfigRuleName')]?.Arn ?? `${home}remediation-configuration/new`;
  }
  if (action.endsWith('Recorder'))
    return `${home}configuration-recorder/${text('ConfigurationRecorderName') || 'default'}/id`;
  return text('ResourceArn');
}

function eventsArn({ action, caller, text }: Reader): string {
  const home = `arn:aws:events:${caller.region}:${caller.accountId}:`;
  const bus = text('EventBusName').split('event-bus/').at(-1) || 'default';
  if (/EventBus$/.test(action)) return `${home}event-bus/${text('Name')}`;
  if (action === 'PutEvents') return `${home}event-bus/default`;
  if (/(Rule|Targets)$/.test(action)) {
    return `${home}rule/${bus === 'default' ? '' : `${bus}/`}${text('Rule') || text('Name')}`;
  }
  return text('ResourceARN');
}

function guarddutyArn({ caller, text }: Reader): string {
  const home = `arn:aws:guardduty:${caller.region}:${caller.accountId}:detector/${text('DetectorId')}`;
  if (text('DestinationId')) return `${home}/publishingdestination/${text('DestinationId')}`;
  return text('ResourceArn') || (text('DetectorId') && !text('DestinationType') ? home : '');
}

function iamArn({ caller, parts, text }: Reader): string {
  const home = `arn:aws:iam::${caller.accountId}:role`;
  const service = text('AWSServiceName');
  if (service) return `${home}/aws-service-role/${service}/AWSServiceRole`;
  return accountOf(parts, caller).roles[text('RoleName')]?.arn ?? `${home}${text('Path') || '/'}${text('RoleName')}`;
}

function kmsArn({ caller, parts, text }: Reader): string {
  const alias = text('AliasName');
  if (alias) return `arn:aws:kms:${caller.region}:${caller.accountId}:${alias}`;
  return text('KeyId') && (findKey(parts, text('KeyId'), caller)?.arn ?? text('KeyId'));
}

function snsArn({ caller, text }: Reader): string {
  const subscription = text('SubscriptionArn');
  if (subscription) return subscription.split(':').slice(0, -1).join(':');
  return text('TopicArn') || text('ResourceArn') || `arn:aws:sns:${caller.region}:${caller.accountId}:${text('Name')}`;
}

/** Roles that a call hands to a service. Docs: IAM User Guide, "Grant a user permissions to pass a role to an AWS service". */
function passedBy(name: string, input: Input): readonly Needed[] {
  const pass = (resource: unknown, passedTo: string): readonly Needed[] =>
    typeof resource === 'string' ? [{ action: 'iam:PassRole', resource, passedTo }] : [];
  switch (name) {
    case 'config:PutConfigurationRecorder':
      return pass(inside(input, 'ConfigurationRecorder', 'roleARN'), 'config.amazonaws.com');
    case 'events:PutTargets':
      return listed(input['Targets']).flatMap((one) => pass(inside(one, 'RoleArn'), 'events.amazonaws.com'));
    case 'scheduler:CreateSchedule':
    case 'scheduler:UpdateSchedule':
      return pass(inside(input, 'Target', 'RoleArn'), 'scheduler.amazonaws.com');
    case 'config:PutRemediationConfigurations':
      return listed(input['RemediationConfigurations']).flatMap((one) => {
        const values = inside(one, 'Parameters', 'AutomationAssumeRole', 'StaticValue', 'Values');
        return listed(values).flatMap((role) => pass(role, 'ssm.amazonaws.com'));
      });
    default:
      return [];
  }
}

function inside(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? new Map(Object.entries(at)).get(key) : undefined),
    value,
  );
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
