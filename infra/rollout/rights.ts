import type { Settings } from '../../src/core/settings.ts';
import { prefixed } from '../definitions/names.ts';
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

/** What changes something in every account, each held to what is ours wherever AWS knows such resources. */
function writesOf(
  accountId: string,
): readonly (readonly [service: ServiceId, operations: string, resources: readonly string[]])[] {
  const here = (service: string, what: string) => [`arn:aws:${service}:*:${accountId}:${what}`];
  return [
    [
      'iam',
      'CreateRole DeleteRole DeleteRolePolicy DetachRolePolicy PassRole PutRolePolicy TagRole UpdateAssumeRolePolicy UpdateRole',
      [`arn:aws:iam::${accountId}:role/${prefixed('*')}`],
    ],
    ['iam', 'CreateServiceLinkedRole PassRole', [`arn:aws:iam::${accountId}:role/aws-service-role/*`]],
    [
      'cloudtrail',
      'AddTags CreateTrail DeleteTrail PutEventSelectors StartLogging StopLogging UpdateTrail',
      here('cloudtrail', 'trail/*'),
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
    ['config', 'DeleteConfigurationAggregator PutConfigurationAggregator', here('config', 'config-aggregator/*')],
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
function securityWritesOf({ security, trail }: Settings): ReturnType<typeof writesOf> {
  const { account } = security;
  const here = (service: string, what: string) => [`arn:aws:${service}:*:${account}:${what}`];
  const bucket = security.logs?.bucket ?? trail.bucket;
  return [
    ['events', 'CreateEventBus DeleteEventBus TagResource', here('events', `event-bus/${prefixed('*')}`)],
    // AWS knows no resource for these two.
    ['events', 'PutPermission RemovePermission', ['*']],
    [
      'events',
      'DeleteRule PutRule PutTargets RemoveTargets TagResource',
      here('events', `rule/${prefixed('*')}/${prefixed('*')}`),
    ],
    [
      'lambda',
      'AddPermission CreateAlias DeleteAlias RemovePermission',
      here('lambda', `function:${prefixed('config-rules')}*`),
    ],
    ['sns', 'CreateTopic DeleteTopic SetTopicAttributes Subscribe TagResource Unsubscribe', here('sns', prefixed('*'))],
    [
      'sqs',
      'CreateQueue DeleteMessage DeleteQueue ReceiveMessage SetQueueAttributes TagQueue',
      here('sqs', prefixed('*')),
    ],
    ['kms', 'CreateAlias CreateKey DeleteAlias EnableKeyRotation PutKeyPolicy ScheduleKeyDeletion TagResource', ['*']],
    ['s3', 'PutBucketPolicy', [`arn:aws:s3:::${bucket}`]],
  ];
}

/** What the rollout's role may do in an account, the security account's more; nothing that reads what is in logs or buckets. */
export function rolloutRights(settings: Settings, accountId: string): readonly Statement[] {
  const isSecurity = accountId === settings.security.account;
  const writes = [...writesOf(accountId), ...(isSecurity ? securityWritesOf(settings) : [])];
  const looked = Object.entries(reads).flatMap(([service, names]) => names.map((name) => `${service}:${name}`));
  return [
    allow(looked.toSorted(), ['*']),
    ...writes.map(([service, names, resources]) =>
      allow(
        words(names).map((name) => `${service}:${name}`),
        resources,
      ),
    ),
    // Its name is one of ours as well, and nobody may give themselves more.
    {
      Sid: 'NotItself',
      Effect: 'Deny',
      Action: ['iam:*'],
      Resource: [`arn:aws:iam::${accountId}:role/${rolloutRoleOf(settings)}`],
    },
  ];
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
