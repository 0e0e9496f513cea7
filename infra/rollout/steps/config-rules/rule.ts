import type { Json } from '../../../../src/core/json.ts';
import { type RuleDefinition, rulesFunctionArn } from '../../../definitions/config-rules.ts';
import type { Group } from '../../../definitions/groups.ts';
import type { Ask, InputOf, OutputOf } from '../../ask.ts';
import type { Item, Lack } from '../../item.ts';
import { held } from '../../looks.ts';
import type { Place } from '../../place.ts';
import { parseJson } from '../../policy-form.ts';
import { again, findOrUndefined } from '../answers.ts';
import { isTagged, keyed, notOurs } from '../ours.ts';

type ConfigRule = NonNullable<InputOf<'config:PutConfigRule'>['ConfigRule']>;
type FoundRule = NonNullable<OutputOf<'config:DescribeConfigRules'>['ConfigRules']>[number];

const gone = 'NoSuchConfigRuleException';

/** Keeps a rule of AWS Config as the settings have it. AWS Config API Reference, PutConfigRule. */
export function configRule(place: Place, group: Group, definition: RuleDefinition): Item {
  const { ask, accountId, region } = place;
  const { name } = definition;
  const wanted = ruleOf(definition, rulesFunctionArn(place.settings, { region, group: group.group }));
  return {
    ...{ step: 'config-rules', object: `rule ${name}`, accountId, region },
    look: async () => {
      const found = await findRule(ask, name);
      if (found?.CreatedBy) {
        return { state: 'foreign', before: stateOf(found), reason: `${found.CreatedBy} keeps a rule of this name.` };
      }
      return held(found && stateOf(found), stateOf(wanted));
    },
    write: (lack) => write(place, wanted, lack),
    remove: async () => {
      const found = await findRule(ask, name);
      if (!found) return 'absent';
      const { Tags } = await ask('config:ListTagsForResource', { ResourceArn: found.ConfigRuleArn });
      if (!isTagged(Tags)) return { kept: notOurs };
      await deleteRule(place, name);
      return 'removed';
    },
  };
}

/** Takes a rule away, with what it would put right: AWS deletes no rule that has a remediation. */
export async function deleteRule({ ask, pause }: Pick<Place, 'ask' | 'pause'>, name: string): Promise<void> {
  const remediation = ask('config:DeleteRemediationConfiguration', { ConfigRuleName: name });
  await findOrUndefined(remediation, 'NoSuchRemediationConfigurationException', gone);
  const remove = () => findOrUndefined(ask('config:DeleteConfigRule', { ConfigRuleName: name }), gone);
  await again({ pause }, remove, isBusy);
}

async function findRule(ask: Ask, name: string): Promise<FoundRule | undefined> {
  const answer = await findOrUndefined(ask('config:DescribeConfigRules', { ConfigRuleNames: [name] }), gone);
  return answer?.ConfigRules?.[0];
}

/** What `PutConfigRule` is given for a rule of the settings. */
function ruleOf({ name, about, parameters, source }: RuleDefinition, functionArn: string): ConfigRule {
  const said = {
    ConfigRuleName: name,
    Description: about,
    ...(Object.keys(parameters).length > 0 && { InputParameters: JSON.stringify(parameters) }),
  };
  if ('managed' in source) return { ...said, Source: { Owner: 'AWS', SourceIdentifier: source.managed } };
  const { messages, frequency, resourceTypes } = source;
  return {
    ...said,
    Source: {
      Owner: 'CUSTOM_LAMBDA',
      SourceIdentifier: functionArn,
      SourceDetails: messages.map((MessageType) => ({
        EventSource: 'aws.config' as const,
        MessageType,
        ...(frequency && { MaximumExecutionFrequency: frequency }),
      })),
    },
    ...(resourceTypes.length > 0 && { Scope: { ComplianceResourceTypes: [...resourceTypes] } }),
  };
}

/** Ids, ARN, state and modes are AWS's; so is how often a rule of AWS's own runs. A rule that is being deleted is not there for long. */
function stateOf({ Description, InputParameters, Scope, Source, ConfigRuleState }: FoundRule | ConfigRule): Json {
  const details = Source?.SourceDetails?.map((one) => [one.MessageType, one.MaximumExecutionFrequency ?? '']) ?? [];
  return parseJson({
    description: Description ?? '',
    owner: Source?.Owner ?? '',
    source: Source?.SourceIdentifier ?? '',
    invokedBy: details.map((one) => one.join(' ').trim()).toSorted(),
    parameters: parseJson(InputParameters || '{}'),
    scope: Scope ? { ...Scope, ComplianceResourceTypes: Scope.ComplianceResourceTypes?.toSorted() } : null,
    ...(ConfigRuleState === 'DELETING' && { state: ConfigRuleState }),
  });
}

async function write({ ask, pause }: Place, ConfigRule: ConfigRule, lack: Lack): Promise<void> {
  const Tags = lack.state === 'missing' ? { Tags: keyed } : {};
  let unknown = 0;
  // The function's policy may not show for some seconds who was let in; without a function it never does.
  const isNew = ({ name }: Error) => name === 'InsufficientPermissionsException' && ++unknown <= 3;
  const put = () => ask('config:PutConfigRule', { ConfigRule, ...Tags });
  await again({ pause }, put, (error) => isBusy(error) || isNew(error));
}

/** Being evaluated, or deleted. */
function isBusy({ name }: Error): boolean {
  return name === 'ResourceInUseException';
}
