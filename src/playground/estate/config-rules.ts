import type {
  ConfigRule,
  DeleteConfigRuleRequest,
  DescribeConfigRulesRequest,
  PutConfigRuleRequest,
} from '@aws-sdk/client-config-service';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { maySomebodyInvoke } from './invocations.ts';
import { type Actions, hereOf, type Parts, pageOf, tagsFrom, without } from './parts.ts';

const service = 'config.amazonaws.com';
/** A rule is evaluated as soon as it was put, and cannot be changed meanwhile; in ms. */
const evaluates = 1_000;
/** AWS Config's limits, "AWS Config Rules". */
const maxRules = 1_000;
const frequencies = ['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours'];

/** The rules of a region. */
export function ruleActions(parts: Parts): Actions {
  return {
    PutConfigRule: ({ ConfigRule: given, Tags }: Checked<PutConfigRuleRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      const name = given.ConfigRuleName ?? nameOf(parts, caller, given);
      const held = here.configRules[name];
      if (Object.keys(here.recorders).length === 0) {
        const text = 'NoAvailableConfigurationRecorder: create a configuration recorder first.';
        throw new AwsError('NoAvailableConfigurationRecorderException', text);
      }
      if (!held && Object.keys(here.configRules).length >= maxRules) {
        throw new AwsError('MaxNumberOfConfigRulesExceededException', `There are ${maxRules} rules already.`);
      }
      mustBeFree(parts, held?.busyUntil, name);
      mustBeRule(given);
      mustBeInvocable(parts, caller, given);
      const id = held?.rule.ConfigRuleId ?? `config-rule-${parts.mint(6)}`;
      const arn = `arn:aws:config:${caller.region}:${caller.accountId}:config-rule/${id}`;
      const rule = {
        ...given,
        ConfigRuleName: name,
        ConfigRuleArn: arn,
        ConfigRuleId: id,
        ConfigRuleState: 'ACTIVE' as const,
        EvaluationModes: given.EvaluationModes ?? [{ Mode: 'DETECTIVE' as const }],
      };
      here.configRules[name] = { rule, busyUntil: parts.now() + parts.lag(evaluates) };
      if (!held) here.configTags[arn] = tagsFrom(Tags);
      return undefined;
    },
    DescribeConfigRules: (input: DescribeConfigRulesRequest, caller: Caller) => {
      const { configRules } = hereOf(parts, caller);
      const names = input.ConfigRuleNames;
      if (names && names.length > 25) throw new AwsError('ValidationException', 'At most 25 names may be given.');
      const all = names?.length ? names.map((name) => configRules[name] ?? noSuch(name)) : Object.values(configRules);
      const { page, next } = pageOf(all, { token: input.NextToken, size: 25 });
      return { ConfigRules: page.map(({ rule }) => rule), ...(next && { NextToken: next }) };
    },
    DeleteConfigRule: ({ ConfigRuleName: name }: Checked<DeleteConfigRuleRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      const held = here.configRules[name] ?? noSuch(name);
      mustBeFree(parts, held.busyUntil, name);
      if (here.remediations[name]) {
        const text = `A remediation action is associated with the rule ${name} and Config cannot delete this rule. Delete the remediation action associated with the rule before deleting the rule.`;
        throw new AwsError('ResourceInUseException', text);
      }
      here.configRules = without(here.configRules, name);
      here.configTags = without(here.configTags, held.rule.ConfigRuleArn ?? '');
      return undefined;
    },
  };
}

/** A rule may be named by its id or ARN when it is changed. */
function nameOf(parts: Parts, caller: Caller, { ConfigRuleArn: arn, ConfigRuleId: id }: Checked<ConfigRule>): string {
  const all = Object.values(hereOf(parts, caller).configRules);
  const found = all.find(({ rule }) => rule.ConfigRuleArn === arn || rule.ConfigRuleId === id)?.rule.ConfigRuleName;
  if (found) return found;
  throw new AwsError('InvalidParameterValueException', 'The name of the rule must be given.');
}

/** A rule of that name that must be there. */
export function noSuch(name: string): never {
  const text = `The ConfigRule '${name}' provided in the request is invalid. Please check the configRule name.`;
  throw new AwsError('NoSuchConfigRuleException', text);
}

function mustBeFree({ now }: Parts, busyUntil: number | undefined, name: string): void {
  if (busyUntil === undefined || now() >= busyUntil) return;
  const text = `The rule ${name} is currently being deleted or evaluated. Please retry after some time.`;
  throw new AwsError('ResourceInUseException', text);
}

/** Docs: AWS Config, ConfigRule and Source: which fields go together. */
function mustBeRule({
  Source,
  InputParameters,
  MaximumExecutionFrequency,
  ConfigRuleName,
  ...rest
}: Checked<ConfigRule>): void {
  const details = Source.SourceDetails ?? [];
  const isManaged = Source.Owner === 'AWS';
  const problem =
    (ConfigRuleName !== undefined && !/^[^\s]{1,128}$/.test(ConfigRuleName) && 'The name of the rule is not valid.') ||
    ((rest.Description?.length ?? 0) > 256 && 'The description is longer than 256 characters.') ||
    (!isManaged && Source.Owner !== 'CUSTOM_LAMBDA' && `The owner ${Source.Owner} is not supported here.`) ||
    (isManaged && !/^[A-Z0-9_]{1,256}$/.test(Source.SourceIdentifier ?? '') && 'The sourceIdentifier is not valid.') ||
    (isManaged && details.length > 0 && 'SourceDetails cannot be given for a managed rule.') ||
    (!isManaged && details.length === 0 && 'SourceDetails must be given for a custom rule.') ||
    (details.some(({ EventSource, MessageType }) => EventSource !== 'aws.config' || !MessageType) &&
      'SourceDetails are not valid.') ||
    ([MaximumExecutionFrequency, ...details.map((one) => one.MaximumExecutionFrequency)].some(
      (one) => one !== undefined && !frequencies.includes(one),
    ) &&
      'The frequency is not known.') ||
    (rest.ConfigRuleState !== undefined && rest.ConfigRuleState !== 'ACTIVE' && 'The state must be ACTIVE.');
  if (problem) throw new AwsError('InvalidParameterValueException', problem);
  if (InputParameters !== undefined && !isTexts(InputParameters)) {
    throw new AwsError('InvalidParameterValueException', 'InputParameters is not a JSON of texts.');
  }
}

function isTexts(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return (
      typeof parsed === 'object' && parsed !== null && Object.values(parsed).every((one) => typeof one === 'string')
    );
  } catch {
    return false;
  }
}

/** AWS Config tries the function of a custom rule before it takes the rule. Docs: PutConfigRule, InsufficientPermissionsException. */
function mustBeInvocable(parts: Parts, caller: Caller, { Source }: Checked<ConfigRule>): void {
  if (Source.Owner !== 'CUSTOM_LAMBDA') return;
  const arn = Source.SourceIdentifier ?? '';
  const [, , , region] = arn.split(':');
  const context = { 'aws:SourceAccount': caller.accountId };
  if (region === caller.region && maySomebodyInvoke(parts, arn, { service, context })) return;
  const text = `The AWS Lambda function ${arn} cannot be invoked. Check the specified function ARN, and check the function's permissions.`;
  throw new AwsError('InsufficientPermissionsException', text);
}
