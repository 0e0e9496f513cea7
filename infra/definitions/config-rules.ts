import { automationRole } from '../../src/core/iam/actions.ts';
import type { ConfigRuleSetting, Settings } from '../../src/core/settings.ts';
import { findRule, type Rule } from '../../src/rules/index.ts';
import { aliasName, prefixed } from './names.ts';

/** What a custom rule is invoked for. AWS Config API Reference, SourceDetail. */
type Message =
  | 'ConfigurationItemChangeNotification'
  | 'OversizedConfigurationItemChangeNotification'
  | 'ScheduledNotification';

/** What a document is given: values, or the resource that was found. AWS Config API Reference, RemediationParameterValue. */
type RemediationParameter = { StaticValue: { Values: string[] } } | { ResourceValue: { Value: 'RESOURCE_ID' } };

/** What a rule of AWS Config is made of, in CloudFormation's words. */
export type RuleDefinition = Readonly<{
  name: string;
  about: string;
  parameters: Readonly<Record<string, string>>;
  /** AWS's own rule by its identifier, or ours by what invokes it. */
  source:
    | Readonly<{ managed: string }>
    | Readonly<{
        resourceTypes: readonly string[];
        messages: readonly Message[];
        frequency?: NonNullable<Rule['schedule']>;
      }>;
  remediation?: Readonly<{ document: string; parameters: Readonly<Record<string, RemediationParameter>> }>;
  /** It judges what is recorded in one region only. */
  isGlobal: boolean;
}>;

/** AWS's rules that judge IAM, which is recorded once. AWS Config Developer Guide, "List of AWS Config managed rules". */
const globalRules = /^(IAM_|ROOT_|MFA_ENABLED|ACCESS_KEYS_ROTATED|ACCOUNT_PART_OF_ORGANIZATIONS)/;
const changes = ['ConfigurationItemChangeNotification', 'OversizedConfigurationItemChangeNotification'] as const;

/** The rules of the settings, custom ones as the registry describes them; `accountId` may be CloudFormation's own word. */
export function ruleDefinitions(
  { configRules }: Pick<Settings, 'configRules'>,
  accountId: string,
): readonly RuleDefinition[] {
  return configRules.map((setting) => {
    const rule = setting.custom === undefined ? undefined : findRule(setting.custom);
    const remediation = remediationOf(setting, rule, accountId);
    return {
      name: setting.name,
      about: (rule ? `Noroshi: ${rule.summary}.` : 'Noroshi: a rule of AWS.').slice(0, 256),
      parameters: setting.parameters,
      source: sourceOf(setting, rule),
      isGlobal: rule
        ? rule.resourceTypes.some((type) => type.startsWith('AWS::IAM::'))
        : globalRules.test(setting.managed ?? ''),
      ...(remediation && { remediation }),
    };
  });
}

/** The function of the custom rules in a region, by the alias of a group of accounts; the region may be CloudFormation's own word. */
export function rulesFunctionArn(
  { security }: Pick<Settings, 'security'>,
  { region, group }: Readonly<{ region: string; group: number }>,
): string {
  return `arn:aws:lambda:${region}:${security.account}:function:${prefixed('config-rules')}:${aliasName(group)}`;
}

/** Every document that a rule or a policy of the settings runs. */
export function documentsOf(settings: Settings): readonly string[] {
  const ofRules = ruleDefinitions(settings, '').flatMap(({ remediation }) => remediation?.document ?? []);
  const ofPolicies = settings.remediations.flatMap(({ document }) => document ?? []);
  return [...new Set([...ofRules, ...ofPolicies])].sort();
}

function sourceOf(setting: ConfigRuleSetting, rule: Rule | undefined): RuleDefinition['source'] {
  if (!rule) return { managed: setting.managed ?? '' };
  const { schedule, resourceTypes } = rule;
  if (schedule) return { resourceTypes: [], messages: ['ScheduledNotification'], frequency: schedule };
  return { resourceTypes, messages: changes };
}

/** What the settings say, else what the rule itself names. The document runs as our one automation role. */
function remediationOf(
  setting: ConfigRuleSetting,
  rule: Rule | undefined,
  accountId: string,
): RuleDefinition['remediation'] {
  const chosen = setting.remediation ?? rule?.remediation;
  if (!chosen) return undefined;
  const { document, resourceParameter } = chosen;
  const given = setting.remediation?.parameters ?? {};
  const fixed = (value: string) => ({ StaticValue: { Values: [value] } });
  return {
    document,
    parameters: {
      ...Object.fromEntries(Object.entries(given).map(([key, value]) => [key, fixed(value)])),
      AutomationAssumeRole: fixed(`arn:aws:iam::${accountId}:role/${automationRole}`),
      [resourceParameter]: { ResourceValue: { Value: 'RESOURCE_ID' } },
    },
  };
}
