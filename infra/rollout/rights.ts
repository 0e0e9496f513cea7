import { automationRole } from '../../src/core/iam/actions.ts';
import type { Settings } from '../../src/core/settings.ts';
import { memberRoles } from '../definitions/member-roles.ts';
import { forwardRole, pathTestRole, prefixed } from '../definitions/names.ts';
import { allow, type Statement } from '../definitions/statement.ts';
import type { ServiceId } from './ask.ts';
import { rolloutRoleOf } from './sessions.ts';

/** Of what is looked at, AWS lets hardly any call be held to a resource: these change nothing. */
const reads: Readonly<Record<ServiceId, readonly string[]>> = {
  cloudtrail: words('DescribeTrails GetEventSelectors GetTrailStatus ListTags'),
  config: words(
    'DescribeAggregationAuthorizations DescribeConfigRules DescribeConfigurationAggregatorSourcesStatus DescribeConfigurationAggregators DescribeConfigurationRecorderStatus DescribeConfigurationRecorders DescribeDeliveryChannelStatus DescribeDeliveryChannels DescribeRemediationConfigurations ListTagsForResource',
  ),
  ec2: words('DescribeRegions'),
  events: words('DescribeEventBus DescribeRule ListRules ListTagsForResource ListTargetsByRule'),
  guardduty: words(
    'DescribePublishingDestination GetAdministratorAccount GetDetector ListDetectors ListPublishingDestinations',
  ),
  iam: words('GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies ListRoles ListRoleTags'),
  kms: words('DescribeKey GetKeyPolicy GetKeyRotationStatus ListAliases ListKeys ListResourceTags'),
  lambda: words('GetAlias GetPolicy'),
  s3: words('GetBucketPolicy'),
  scheduler: words('GetSchedule'),
  sns: words('GetTopicAttributes ListTagsForResource'),
  sqs: words('GetQueueAttributes GetQueueUrl ListQueueTags'),
  sts: words('GetCallerIdentity'),
};

/** Operations on resources, and on which condition. */
type Writes = readonly (readonly [
  service: ServiceId,
  operations: string,
  resources: readonly string[],
  condition?: Statement['Condition'],
])[];

/** What changes something in a listed account, each held to what is ours wherever AWS knows such resources. */
function memberWritesOf(settings: Settings, accountId: string): Writes {
  const here = (service: string, what: string) => [`arn:aws:${service}:*:${accountId}:${what}`];
  const role = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;
  const names = memberRoles(settings, { accountId, buses: [] }).map(({ name }) => name);
  const passed = (service: string) => ({ StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` } });
  // Whose recorder works under a role of their own keeps it, and each write says it again.
  const recorded = settings.rules.credentials === 'execution-role' ? role('*') : role('aws-service-role/*');
  return [
    [
      'iam',
      'CreateRole DeleteRole DeleteRolePolicy DetachRolePolicy PutRolePolicy TagRole UpdateAssumeRolePolicy UpdateRole',
      names.map(role),
    ],
    ['iam', 'PassRole', [role(forwardRole)], passed('events')],
    ['iam', 'PassRole', [role(pathTestRole)], passed('scheduler')],
    ['iam', 'PassRole', [role(automationRole)], passed('ssm')],
    ['iam', 'PassRole', [recorded], passed('config')],
    ['iam', 'CreateServiceLinkedRole', [role('aws-service-role/*')]],
    [
      'cloudtrail',
      'AddTags CreateTrail DeleteTrail PutEventSelectors StartLogging UpdateTrail',
      here('cloudtrail', 'trail/noroshi'),
    ],
    ['config', 'DeleteConfigRule PutConfigRule', here('config', 'config-rule/*')],
    [
      'config',
      'DeleteRemediationConfiguration PutRemediationConfigurations',
      here('config', 'remediation-configuration/*'),
    ],
    [
      'config',
      'DeleteAggregationAuthorization PutAggregationAuthorization',
      here('config', 'aggregation-authorization/*'),
    ],
    [
      'config',
      'DeleteConfigurationRecorder DeleteDeliveryChannel PutConfigurationRecorder PutDeliveryChannel StartConfigurationRecorder StopConfigurationRecorder TagResource',
      ['*'],
    ],
    [
      'guardduty',
      'CreateDetector CreatePublishingDestination DeleteDetector DeletePublishingDestination TagResource UpdateDetector UpdatePublishingDestination',
      ['*'],
    ],
    ['events', 'DeleteRule PutRule PutTargets RemoveTargets TagResource', here('events', `rule/${prefixed('*')}`)],
    ['events', 'PutEvents', here('events', 'event-bus/default')],
    [
      'scheduler',
      'CreateSchedule DeleteSchedule UpdateSchedule',
      here('scheduler', `schedule/default/${prefixed('*')}`),
    ],
  ];
}

/** What changes something in the security account alone. */
function securityWritesOf({ security, trail }: Settings): Writes {
  const { account } = security;
  const here = (service: string, what: string) => [`arn:aws:${service}:*:${account}:${what}`];
  const bucket = security.logs?.bucket ?? trail.bucket;
  return [
    [
      'config',
      'DeleteConfigurationAggregator PutConfigurationAggregator TagResource',
      here('config', 'config-aggregator/*'),
    ],
    ['events', 'CreateEventBus DeleteEventBus TagResource', here('events', `event-bus/${prefixed('*')}`)],
    // AWS knows no resource for these two.
    ['events', 'PutPermission RemovePermission', ['*']],
    [
      'events',
      'DeleteRule PutRule PutTargets RemoveTargets TagResource',
      [...here('events', `rule/${prefixed('*')}`), ...here('events', `rule/${prefixed('*')}/${prefixed('*')}`)],
    ],
    [
      'lambda',
      'AddPermission CreateAlias DeleteAlias RemovePermission',
      here('lambda', `function:${prefixed('config-rules')}*`),
    ],
    ['sns', 'CreateTopic DeleteTopic SetTopicAttributes Subscribe TagResource Unsubscribe', here('sns', prefixed('*'))],
    ['sqs', 'CreateQueue DeleteQueue SetQueueAttributes TagQueue', here('sqs', prefixed('*'))],
    // What waits in any other queue is nobody's to read here.
    ['sqs', 'DeleteMessage ReceiveMessage', here('sqs', prefixed('try-*'))],
    ['kms', 'CreateAlias CreateKey DeleteAlias EnableKeyRotation PutKeyPolicy ScheduleKeyDeletion TagResource', ['*']],
    ['s3', 'PutBucketPolicy', [`arn:aws:s3:::${bucket}`]],
  ];
}

/** What the rollout's role may do in an account, the security account's more; nothing that reads what is in logs or buckets. */
export function rolloutRights(settings: Settings, accountId: string): readonly Statement[] {
  const writes = [
    ...(settings.accounts.some(({ id }) => id === accountId) ? memberWritesOf(settings, accountId) : []),
    ...(accountId === settings.security.account ? securityWritesOf(settings) : []),
  ];
  const looked = Object.entries(reads).flatMap(([service, names]) => names.map((name) => `${service}:${name}`));
  return [
    allow(looked.toSorted(), ['*']),
    ...writes.map(([service, names, resources, condition]) =>
      allow(
        words(names).map((name) => `${service}:${name}`),
        resources,
        condition,
      ),
    ),
    // Whatever they are called, nobody may give themselves more.
    { Sid: 'NotItself', Effect: 'Deny', Action: ['iam:*'], Resource: ownRolesOf(settings, accountId) },
  ];
}

/** The roles that a rollout works under in an account. */
function ownRolesOf(settings: Settings, accountId: string): readonly string[] {
  const links = (settings.rollout?.chain ?? []).map(({ role }) => role);
  const own = [`arn:aws:iam::${accountId}:role/${rolloutRoleOf(settings)}`];
  return [...new Set([...own, ...links.filter((role) => role.split(':')[4] === accountId)])];
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
