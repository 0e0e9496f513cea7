import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type * as Config from '@aws-sdk/client-config-service';
import type * as Ec2 from '@aws-sdk/client-ec2';
import type * as Events from '@aws-sdk/client-eventbridge';
import type * as GuardDuty from '@aws-sdk/client-guardduty';
import type * as Iam from '@aws-sdk/client-iam';
import type * as Kms from '@aws-sdk/client-kms';
import type * as Lambda from '@aws-sdk/client-lambda';
import type * as S3 from '@aws-sdk/client-s3';
import type * as Scheduler from '@aws-sdk/client-scheduler';
import type * as Sns from '@aws-sdk/client-sns';
import type * as Sqs from '@aws-sdk/client-sqs';
import type * as Sts from '@aws-sdk/client-sts';

/**
 * Every call that the rollout makes: what goes in and what comes out, as the SDK writes it. What is not here is not asked; the
 * rights of the role that it works under are made of the same names (`rights.ts`).
 */
type Operations = {
  'cloudtrail:AddTags': [CloudTrail.AddTagsCommandInput, CloudTrail.AddTagsCommandOutput];
  'cloudtrail:CreateTrail': [CloudTrail.CreateTrailCommandInput, CloudTrail.CreateTrailCommandOutput];
  'cloudtrail:DeleteTrail': [CloudTrail.DeleteTrailCommandInput, CloudTrail.DeleteTrailCommandOutput];
  'cloudtrail:DescribeTrails': [CloudTrail.DescribeTrailsCommandInput, CloudTrail.DescribeTrailsCommandOutput];
  'cloudtrail:GetEventSelectors': [CloudTrail.GetEventSelectorsCommandInput, CloudTrail.GetEventSelectorsCommandOutput];
  'cloudtrail:GetTrailStatus': [CloudTrail.GetTrailStatusCommandInput, CloudTrail.GetTrailStatusCommandOutput];
  'cloudtrail:ListTags': [CloudTrail.ListTagsCommandInput, CloudTrail.ListTagsCommandOutput];
  'cloudtrail:PutEventSelectors': [CloudTrail.PutEventSelectorsCommandInput, CloudTrail.PutEventSelectorsCommandOutput];
  'cloudtrail:StartLogging': [CloudTrail.StartLoggingCommandInput, CloudTrail.StartLoggingCommandOutput];
  'cloudtrail:StopLogging': [CloudTrail.StopLoggingCommandInput, CloudTrail.StopLoggingCommandOutput];
  'cloudtrail:UpdateTrail': [CloudTrail.UpdateTrailCommandInput, CloudTrail.UpdateTrailCommandOutput];
  'config:DeleteAggregationAuthorization': [
    Config.DeleteAggregationAuthorizationCommandInput,
    Config.DeleteAggregationAuthorizationCommandOutput,
  ];
  'config:DeleteConfigRule': [Config.DeleteConfigRuleCommandInput, Config.DeleteConfigRuleCommandOutput];
  'config:DeleteConfigurationAggregator': [
    Config.DeleteConfigurationAggregatorCommandInput,
    Config.DeleteConfigurationAggregatorCommandOutput,
  ];
  'config:DeleteConfigurationRecorder': [
    Config.DeleteConfigurationRecorderCommandInput,
    Config.DeleteConfigurationRecorderCommandOutput,
  ];
  'config:DeleteDeliveryChannel': [Config.DeleteDeliveryChannelCommandInput, Config.DeleteDeliveryChannelCommandOutput];
  'config:DeleteRemediationConfiguration': [
    Config.DeleteRemediationConfigurationCommandInput,
    Config.DeleteRemediationConfigurationCommandOutput,
  ];
  'config:DescribeAggregationAuthorizations': [
    Config.DescribeAggregationAuthorizationsCommandInput,
    Config.DescribeAggregationAuthorizationsCommandOutput,
  ];
  'config:DescribeConfigRules': [Config.DescribeConfigRulesCommandInput, Config.DescribeConfigRulesCommandOutput];
  'config:DescribeConfigurationAggregatorSourcesStatus': [
    Config.DescribeConfigurationAggregatorSourcesStatusCommandInput,
    Config.DescribeConfigurationAggregatorSourcesStatusCommandOutput,
  ];
  'config:DescribeConfigurationAggregators': [
    Config.DescribeConfigurationAggregatorsCommandInput,
    Config.DescribeConfigurationAggregatorsCommandOutput,
  ];
  'config:DescribeConfigurationRecorderStatus': [
    Config.DescribeConfigurationRecorderStatusCommandInput,
    Config.DescribeConfigurationRecorderStatusCommandOutput,
  ];
  'config:DescribeConfigurationRecorders': [
    Config.DescribeConfigurationRecordersCommandInput,
    Config.DescribeConfigurationRecordersCommandOutput,
  ];
  'config:DescribeDeliveryChannelStatus': [
    Config.DescribeDeliveryChannelStatusCommandInput,
    Config.DescribeDeliveryChannelStatusCommandOutput,
  ];
  'config:DescribeDeliveryChannels': [
    Config.DescribeDeliveryChannelsCommandInput,
    Config.DescribeDeliveryChannelsCommandOutput,
  ];
  'config:DescribeRemediationConfigurations': [
    Config.DescribeRemediationConfigurationsCommandInput,
    Config.DescribeRemediationConfigurationsCommandOutput,
  ];
  'config:ListTagsForResource': [Config.ListTagsForResourceCommandInput, Config.ListTagsForResourceCommandOutput];
  'config:PutAggregationAuthorization': [
    Config.PutAggregationAuthorizationCommandInput,
    Config.PutAggregationAuthorizationCommandOutput,
  ];
  'config:PutConfigRule': [Config.PutConfigRuleCommandInput, Config.PutConfigRuleCommandOutput];
  'config:PutConfigurationAggregator': [
    Config.PutConfigurationAggregatorCommandInput,
    Config.PutConfigurationAggregatorCommandOutput,
  ];
  'config:PutConfigurationRecorder': [
    Config.PutConfigurationRecorderCommandInput,
    Config.PutConfigurationRecorderCommandOutput,
  ];
  'config:PutDeliveryChannel': [Config.PutDeliveryChannelCommandInput, Config.PutDeliveryChannelCommandOutput];
  'config:PutRemediationConfigurations': [
    Config.PutRemediationConfigurationsCommandInput,
    Config.PutRemediationConfigurationsCommandOutput,
  ];
  'config:StartConfigurationRecorder': [
    Config.StartConfigurationRecorderCommandInput,
    Config.StartConfigurationRecorderCommandOutput,
  ];
  'config:StopConfigurationRecorder': [
    Config.StopConfigurationRecorderCommandInput,
    Config.StopConfigurationRecorderCommandOutput,
  ];
  'config:TagResource': [Config.TagResourceCommandInput, Config.TagResourceCommandOutput];
  'ec2:DescribeRegions': [Ec2.DescribeRegionsCommandInput, Ec2.DescribeRegionsCommandOutput];
  'events:CreateEventBus': [Events.CreateEventBusCommandInput, Events.CreateEventBusCommandOutput];
  'events:DeleteEventBus': [Events.DeleteEventBusCommandInput, Events.DeleteEventBusCommandOutput];
  'events:DeleteRule': [Events.DeleteRuleCommandInput, Events.DeleteRuleCommandOutput];
  'events:DescribeEventBus': [Events.DescribeEventBusCommandInput, Events.DescribeEventBusCommandOutput];
  'events:DescribeRule': [Events.DescribeRuleCommandInput, Events.DescribeRuleCommandOutput];
  'events:ListTagsForResource': [Events.ListTagsForResourceCommandInput, Events.ListTagsForResourceCommandOutput];
  'events:ListTargetsByRule': [Events.ListTargetsByRuleCommandInput, Events.ListTargetsByRuleCommandOutput];
  'events:PutEvents': [Events.PutEventsCommandInput, Events.PutEventsCommandOutput];
  'events:PutPermission': [Events.PutPermissionCommandInput, Events.PutPermissionCommandOutput];
  'events:PutRule': [Events.PutRuleCommandInput, Events.PutRuleCommandOutput];
  'events:PutTargets': [Events.PutTargetsCommandInput, Events.PutTargetsCommandOutput];
  'events:RemovePermission': [Events.RemovePermissionCommandInput, Events.RemovePermissionCommandOutput];
  'events:RemoveTargets': [Events.RemoveTargetsCommandInput, Events.RemoveTargetsCommandOutput];
  'events:TagResource': [Events.TagResourceCommandInput, Events.TagResourceCommandOutput];
  'guardduty:CreateDetector': [GuardDuty.CreateDetectorCommandInput, GuardDuty.CreateDetectorCommandOutput];
  'guardduty:CreatePublishingDestination': [
    GuardDuty.CreatePublishingDestinationCommandInput,
    GuardDuty.CreatePublishingDestinationCommandOutput,
  ];
  'guardduty:DeleteDetector': [GuardDuty.DeleteDetectorCommandInput, GuardDuty.DeleteDetectorCommandOutput];
  'guardduty:DeletePublishingDestination': [
    GuardDuty.DeletePublishingDestinationCommandInput,
    GuardDuty.DeletePublishingDestinationCommandOutput,
  ];
  'guardduty:DescribePublishingDestination': [
    GuardDuty.DescribePublishingDestinationCommandInput,
    GuardDuty.DescribePublishingDestinationCommandOutput,
  ];
  'guardduty:GetAdministratorAccount': [
    GuardDuty.GetAdministratorAccountCommandInput,
    GuardDuty.GetAdministratorAccountCommandOutput,
  ];
  'guardduty:GetDetector': [GuardDuty.GetDetectorCommandInput, GuardDuty.GetDetectorCommandOutput];
  'guardduty:ListDetectors': [GuardDuty.ListDetectorsCommandInput, GuardDuty.ListDetectorsCommandOutput];
  'guardduty:ListPublishingDestinations': [
    GuardDuty.ListPublishingDestinationsCommandInput,
    GuardDuty.ListPublishingDestinationsCommandOutput,
  ];
  'guardduty:TagResource': [GuardDuty.TagResourceCommandInput, GuardDuty.TagResourceCommandOutput];
  'guardduty:UpdateDetector': [GuardDuty.UpdateDetectorCommandInput, GuardDuty.UpdateDetectorCommandOutput];
  'guardduty:UpdatePublishingDestination': [
    GuardDuty.UpdatePublishingDestinationCommandInput,
    GuardDuty.UpdatePublishingDestinationCommandOutput,
  ];
  'iam:CreateRole': [Iam.CreateRoleCommandInput, Iam.CreateRoleCommandOutput];
  'iam:CreateServiceLinkedRole': [Iam.CreateServiceLinkedRoleCommandInput, Iam.CreateServiceLinkedRoleCommandOutput];
  'iam:DeleteRole': [Iam.DeleteRoleCommandInput, Iam.DeleteRoleCommandOutput];
  'iam:DeleteRolePolicy': [Iam.DeleteRolePolicyCommandInput, Iam.DeleteRolePolicyCommandOutput];
  'iam:DetachRolePolicy': [Iam.DetachRolePolicyCommandInput, Iam.DetachRolePolicyCommandOutput];
  'iam:GetRole': [Iam.GetRoleCommandInput, Iam.GetRoleCommandOutput];
  'iam:GetRolePolicy': [Iam.GetRolePolicyCommandInput, Iam.GetRolePolicyCommandOutput];
  'iam:ListAttachedRolePolicies': [Iam.ListAttachedRolePoliciesCommandInput, Iam.ListAttachedRolePoliciesCommandOutput];
  'iam:ListRolePolicies': [Iam.ListRolePoliciesCommandInput, Iam.ListRolePoliciesCommandOutput];
  'iam:ListRoles': [Iam.ListRolesCommandInput, Iam.ListRolesCommandOutput];
  'iam:PutRolePolicy': [Iam.PutRolePolicyCommandInput, Iam.PutRolePolicyCommandOutput];
  'iam:TagRole': [Iam.TagRoleCommandInput, Iam.TagRoleCommandOutput];
  'iam:UpdateAssumeRolePolicy': [Iam.UpdateAssumeRolePolicyCommandInput, Iam.UpdateAssumeRolePolicyCommandOutput];
  'iam:UpdateRole': [Iam.UpdateRoleCommandInput, Iam.UpdateRoleCommandOutput];
  'kms:CreateAlias': [Kms.CreateAliasCommandInput, Kms.CreateAliasCommandOutput];
  'kms:CreateKey': [Kms.CreateKeyCommandInput, Kms.CreateKeyCommandOutput];
  'kms:DeleteAlias': [Kms.DeleteAliasCommandInput, Kms.DeleteAliasCommandOutput];
  'kms:DescribeKey': [Kms.DescribeKeyCommandInput, Kms.DescribeKeyCommandOutput];
  'kms:EnableKeyRotation': [Kms.EnableKeyRotationCommandInput, Kms.EnableKeyRotationCommandOutput];
  'kms:GetKeyPolicy': [Kms.GetKeyPolicyCommandInput, Kms.GetKeyPolicyCommandOutput];
  'kms:GetKeyRotationStatus': [Kms.GetKeyRotationStatusCommandInput, Kms.GetKeyRotationStatusCommandOutput];
  'kms:ListKeys': [Kms.ListKeysCommandInput, Kms.ListKeysCommandOutput];
  'kms:ListResourceTags': [Kms.ListResourceTagsCommandInput, Kms.ListResourceTagsCommandOutput];
  'kms:PutKeyPolicy': [Kms.PutKeyPolicyCommandInput, Kms.PutKeyPolicyCommandOutput];
  'kms:ScheduleKeyDeletion': [Kms.ScheduleKeyDeletionCommandInput, Kms.ScheduleKeyDeletionCommandOutput];
  'lambda:AddPermission': [Lambda.AddPermissionCommandInput, Lambda.AddPermissionCommandOutput];
  'lambda:CreateAlias': [Lambda.CreateAliasCommandInput, Lambda.CreateAliasCommandOutput];
  'lambda:DeleteAlias': [Lambda.DeleteAliasCommandInput, Lambda.DeleteAliasCommandOutput];
  'lambda:GetAlias': [Lambda.GetAliasCommandInput, Lambda.GetAliasCommandOutput];
  'lambda:GetPolicy': [Lambda.GetPolicyCommandInput, Lambda.GetPolicyCommandOutput];
  'lambda:RemovePermission': [Lambda.RemovePermissionCommandInput, Lambda.RemovePermissionCommandOutput];
  's3:GetBucketPolicy': [S3.GetBucketPolicyCommandInput, S3.GetBucketPolicyCommandOutput];
  's3:PutBucketPolicy': [S3.PutBucketPolicyCommandInput, S3.PutBucketPolicyCommandOutput];
  'scheduler:CreateSchedule': [Scheduler.CreateScheduleCommandInput, Scheduler.CreateScheduleCommandOutput];
  'scheduler:DeleteSchedule': [Scheduler.DeleteScheduleCommandInput, Scheduler.DeleteScheduleCommandOutput];
  'scheduler:GetSchedule': [Scheduler.GetScheduleCommandInput, Scheduler.GetScheduleCommandOutput];
  'scheduler:UpdateSchedule': [Scheduler.UpdateScheduleCommandInput, Scheduler.UpdateScheduleCommandOutput];
  'sns:CreateTopic': [Sns.CreateTopicCommandInput, Sns.CreateTopicCommandOutput];
  'sns:DeleteTopic': [Sns.DeleteTopicCommandInput, Sns.DeleteTopicCommandOutput];
  'sns:GetTopicAttributes': [Sns.GetTopicAttributesCommandInput, Sns.GetTopicAttributesCommandOutput];
  'sns:ListTagsForResource': [Sns.ListTagsForResourceCommandInput, Sns.ListTagsForResourceCommandOutput];
  'sns:SetTopicAttributes': [Sns.SetTopicAttributesCommandInput, Sns.SetTopicAttributesCommandOutput];
  'sns:Subscribe': [Sns.SubscribeCommandInput, Sns.SubscribeCommandOutput];
  'sns:Unsubscribe': [Sns.UnsubscribeCommandInput, Sns.UnsubscribeCommandOutput];
  'sns:TagResource': [Sns.TagResourceCommandInput, Sns.TagResourceCommandOutput];
  'sqs:CreateQueue': [Sqs.CreateQueueCommandInput, Sqs.CreateQueueCommandOutput];
  'sqs:DeleteQueue': [Sqs.DeleteQueueCommandInput, Sqs.DeleteQueueCommandOutput];
  'sqs:GetQueueAttributes': [Sqs.GetQueueAttributesCommandInput, Sqs.GetQueueAttributesCommandOutput];
  'sqs:GetQueueUrl': [Sqs.GetQueueUrlCommandInput, Sqs.GetQueueUrlCommandOutput];
  'sqs:ListQueueTags': [Sqs.ListQueueTagsCommandInput, Sqs.ListQueueTagsCommandOutput];
  'sqs:SetQueueAttributes': [Sqs.SetQueueAttributesCommandInput, Sqs.SetQueueAttributesCommandOutput];
  'sqs:DeleteMessage': [Sqs.DeleteMessageCommandInput, Sqs.DeleteMessageCommandOutput];
  'sqs:ReceiveMessage': [Sqs.ReceiveMessageCommandInput, Sqs.ReceiveMessageCommandOutput];
  'sqs:TagQueue': [Sqs.TagQueueCommandInput, Sqs.TagQueueCommandOutput];
  'sts:AssumeRole': [Sts.AssumeRoleCommandInput, Sts.AssumeRoleCommandOutput];
  'sts:GetCallerIdentity': [Sts.GetCallerIdentityCommandInput, Sts.GetCallerIdentityCommandOutput];
};

export type OperationName = keyof Operations;
/** A service by the word that stands before its actions in policies. */
export type ServiceId = OperationName extends `${infer Service}:${string}` ? Service : never;
export type InputOf<Name extends OperationName> = Operations[Name][0];
export type OutputOf<Name extends OperationName> = Omit<Operations[Name][1], '$metadata'>;

/** One call to AWS in an account and region. Throws an `Error` whose `name` is AWS's code. */
export type Ask = <Name extends OperationName>(name: Name, input: InputOf<Name>) => Promise<OutputOf<Name>>;

export type Keys = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;

/** Calls under these keys (whoever runs it, where there are none) in a region: the SDK's, or a model's. */
export type Wire = (from: Readonly<{ region: string; keys?: Keys }>) => Ask;
