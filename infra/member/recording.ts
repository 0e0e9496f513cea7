import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';
import {
  CfnAggregationAuthorization,
  CfnConfigRule,
  CfnConfigurationRecorder,
  CfnDeliveryChannel,
  CfnRemediationConfiguration,
} from 'aws-cdk-lib/aws-config';
import { CfnServiceLinkedRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { type RuleDefinition, ruleDefinitions, rulesFunctionArn } from '../definitions/config-rules.ts';
import { channelTo, configService, gatheredBy, recordingGroup, serviceRoleArn } from '../definitions/recording.ts';
import { idOf, tags } from '../role.ts';

/** AWS Config takes one recorder and one channel in a region; whoever has them keeps them (`Recorder: theirs`). */
export type Conditions = Readonly<{ isGlobal: CfnCondition; isOurs: CfnCondition; makesServiceRole: CfnCondition }>;

/** The recorder, where its files go, and who may gather them. */
export function addRecording(
  scope: Construct,
  settings: Settings,
  { isGlobal, isOurs, makesServiceRole }: Conditions,
): void {
  const linked = new CfnServiceLinkedRole(scope, 'ConfigServiceRole', { awsServiceName: configService });
  linked.cfnOptions.condition = makesServiceRole;
  const recorder = new CfnConfigurationRecorder(scope, 'ConfigRecorder', {
    // By the role's name where we make it, so that the recorder waits for it.
    roleArn: Fn.conditionIf(
      makesServiceRole.logicalId,
      serviceRoleArn(Aws.ACCOUNT_ID, linked.ref),
      serviceRoleArn(Aws.ACCOUNT_ID),
    ).toString(),
    recordingGroup: recordingGroup(Fn.conditionIf(isGlobal.logicalId, true, false)),
  });
  const { bucket, prefix } = channelTo(settings);
  const channel = new CfnDeliveryChannel(scope, 'Channel', {
    s3BucketName: bucket,
    ...(prefix && { s3KeyPrefix: prefix }),
  });
  for (const one of [recorder, channel]) one.cfnOptions.condition = isOurs;
  const { account, region } = gatheredBy(settings);
  new CfnAggregationAuthorization(scope, 'Authorization', {
    authorizedAccountId: account,
    authorizedAwsRegion: region,
    tags,
  });
}

/** The rules of the settings with what puts right what they find; those of IAM only where IAM is recorded. */
export function addConfigRules(
  scope: Construct,
  settings: Settings,
  { group, isGlobal }: Readonly<{ group: number; isGlobal: CfnCondition }>,
): void {
  const functionArn = rulesFunctionArn(settings, { region: Aws.REGION, group });
  for (const definition of ruleDefinitions(settings, Aws.ACCOUNT_ID)) {
    const { name, about, parameters, remediation } = definition;
    const rule = new CfnConfigRule(scope, `Rule${idOf(name)}`, {
      configRuleName: name,
      description: about,
      ...(Object.keys(parameters).length > 0 && { inputParameters: parameters }),
      ...sourceOf(definition, functionArn),
    });
    const made = remediation
      ? [
          new CfnRemediationConfiguration(scope, `Remediation${idOf(name)}`, {
            configRuleName: rule.ref,
            targetType: 'SSM_DOCUMENT',
            targetId: remediation.document,
            parameters: remediation.parameters,
            automatic: false,
          }),
        ]
      : [];
    if (definition.isGlobal) for (const one of [rule, ...made]) one.cfnOptions.condition = isGlobal;
  }
}

function sourceOf(
  { source }: RuleDefinition,
  functionArn: string,
): Pick<ConstructorParameters<typeof CfnConfigRule>[2], 'source' | 'scope'> {
  if ('managed' in source) return { source: { owner: 'AWS', sourceIdentifier: source.managed } };
  const { frequency, messages, resourceTypes } = source;
  return {
    source: {
      owner: 'CUSTOM_LAMBDA',
      sourceIdentifier: functionArn,
      sourceDetails: messages.map((messageType) => ({
        eventSource: 'aws.config',
        messageType,
        ...(frequency && { maximumExecutionFrequency: frequency }),
      })),
    },
    ...(resourceTypes.length > 0 && { scope: { complianceResourceTypes: [...resourceTypes] } }),
  };
}
