import type {
  DeleteRemediationConfigurationRequest,
  DescribeRemediationConfigurationsRequest,
  ListTagsForResourceRequest,
  PutRemediationConfigurationsRequest,
  RemediationConfiguration,
  TagResourceRequest,
} from '@aws-sdk/client-config-service';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { noSuch } from './config-rules.ts';
import { type Actions, accountOf, hereOf, type Parts, pageOf, tagPairs, tagsFrom, without } from './parts.ts';
import type { RegionState } from './state.ts';

/** What puts right what the rules find, and the tags of all that AWS Config has. */
export function remediationActions(parts: Parts): Actions {
  return {
    PutRemediationConfigurations: (input: Checked<PutRemediationConfigurationsRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      const all = input.RemediationConfigurations;
      if (all.length === 0 || all.length > 25) throw invalid('1 to 25 remediation configurations may be given.');
      for (const one of all) mustBeRemediation(parts, caller, one);
      for (const { Arn: _, CreatedByService: __, ...one } of all) {
        const place = `${caller.region}:${caller.accountId}`;
        const Arn =
          here.remediations[one.ConfigRuleName]?.Arn ??
          `arn:aws:config:${place}:remediation-configuration/${parts.mint(12)}`;
        here.remediations[one.ConfigRuleName] = { ...one, Arn, Automatic: one.Automatic ?? false };
      }
      return { FailedBatches: [] };
    },
    DescribeRemediationConfigurations: (input: Checked<DescribeRemediationConfigurationsRequest>, caller: Caller) => {
      if (input.ConfigRuleNames.length === 0 || input.ConfigRuleNames.length > 25) throw invalid('Give 1 to 25 names.');
      const { remediations } = hereOf(parts, caller);
      return { RemediationConfigurations: input.ConfigRuleNames.flatMap((name) => remediations[name] ?? []) };
    },
    DeleteRemediationConfiguration: (input: Checked<DeleteRemediationConfigurationRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      if (!here.remediations[input.ConfigRuleName]) {
        const text = `No RemediationConfiguration for rule ${input.ConfigRuleName} exists.`;
        throw new AwsError('NoSuchRemediationConfigurationException', text);
      }
      here.remediations = without(here.remediations, input.ConfigRuleName);
      return {};
    },
    TagResource: ({ ResourceArn, Tags }: Checked<TagResourceRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      mustBeThere(here, ResourceArn);
      here.configTags[ResourceArn] = { ...here.configTags[ResourceArn], ...tagsFrom(Tags) };
      return undefined;
    },
    ListTagsForResource: (input: Checked<ListTagsForResourceRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      mustBeThere(here, input.ResourceArn);
      const all = tagPairs(here.configTags[input.ResourceArn] ?? {});
      const { page, next } = pageOf(all, { token: input.NextToken, size: input.Limit || 50 });
      return { Tags: page, ...(next && { NextToken: next }) };
    },
  };
}

/** Docs: AWS Config, RemediationConfiguration: which fields go together. */
function mustBeRemediation(parts: Parts, caller: Caller, one: Checked<RemediationConfiguration>): void {
  if (!hereOf(parts, caller).configRules[one.ConfigRuleName]) noSuch(one.ConfigRuleName);
  if (one.TargetType !== 'SSM_DOCUMENT') throw invalid(`The target type ${one.TargetType} is not known.`);
  if (one.Automatic && !(one.MaximumAutomaticAttempts && one.RetryAttemptSeconds)) {
    throw invalid('MaximumAutomaticAttempts and RetryAttemptSeconds must be given for automatic remediation.');
  }
  for (const [name, { ResourceValue, StaticValue }] of Object.entries(one.Parameters ?? {})) {
    if ((ResourceValue === undefined) === (StaticValue === undefined))
      throw invalid(`The parameter ${name} is not valid.`);
  }
  const [role] = one.Parameters?.['AutomationAssumeRole']?.StaticValue?.Values ?? [];
  if (role === undefined || accountOf(parts, caller).roles[role.split('/').at(-1) ?? '']?.arn === role) return;
  throw invalid(`The role ${role} of AutomationAssumeRole does not exist, or cannot be passed.`);
}

function mustBeThere(here: RegionState, arn: string): void {
  const arns = [
    ...Object.values(here.recorders).map(({ recorder }) => recorder.arn),
    ...Object.values(here.configRules).map(({ rule }) => rule.ConfigRuleArn),
    ...Object.values(here.authorizations).map((one) => one.AggregationAuthorizationArn),
    ...Object.values(here.aggregators).map((one) => one.ConfigurationAggregatorArn),
  ];
  if (!arns.includes(arn)) throw new AwsError('ResourceNotFoundException', `ResourceArn '${arn}' does not exist`);
}

function invalid(text: string): AwsError {
  return new AwsError('InvalidParameterValueException', text);
}
