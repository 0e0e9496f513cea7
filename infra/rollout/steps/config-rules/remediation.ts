import { automationRole } from '../../../../src/core/iam/actions.ts';
import type { Json } from '../../../../src/core/json.ts';
import type { RuleDefinition } from '../../../definitions/config-rules.ts';
import type { Ask, OutputOf } from '../../ask.ts';
import type { Item } from '../../item.ts';
import { held } from '../../looks.ts';
import type { Place } from '../../place.ts';
import { parseJson } from '../../policy-form.ts';
import { again, findOrUndefined, isOneOf } from '../answers.ts';
import { notOurs } from '../ours.ts';

type Found = NonNullable<OutputOf<'config:DescribeRemediationConfigurations'>['RemediationConfigurations']>[number];

const gone = ['NoSuchRemediationConfigurationException', 'NoSuchConfigRuleException'];

/** Keeps what puts right what a rule finds, where the settings want that; takes ours away where they do not. */
export function remediationOf(place: Place, { name, remediation }: RuleDefinition): Item {
  const { ask, accountId, region, pause } = place;
  const wanted = remediation && {
    ConfigRuleName: name,
    TargetType: 'SSM_DOCUMENT' as const,
    TargetId: remediation.document,
    Parameters: remediation.parameters,
    Automatic: false,
  };
  return {
    ...{ step: 'config-rules', object: `remediation of ${name}`, accountId, region },
    look: async () => {
      const found = await find(ask, name);
      if (wanted) return held(found && stateOf(found), stateOf(wanted));
      if (!found) return { state: 'same', before: null };
      const before = stateOf(found);
      if (!isOurs(found, accountId)) return { state: 'foreign', before, reason: notOurs };
      return held(before, null, { reason: 'The settings do not have it any more.' });
    },
    write: async () => {
      if (!wanted) return remove(ask, name);
      const put = async () => {
        const { FailedBatches = [] } = await ask('config:PutRemediationConfigurations', {
          RemediationConfigurations: [wanted],
        });
        const [failed] = FailedBatches;
        if (failed) throw new Error(failed.FailureMessage ?? 'AWS Config did not say why.');
      };
      await again({ pause }, put, (error) => isOneOf(error, ['ResourceInUseException']));
    },
    remove: async () => {
      const found = await find(ask, name);
      if (!found) return 'absent';
      if (!isOurs(found, accountId)) return { kept: notOurs };
      await remove(ask, name);
      return 'removed';
    },
  };
}

async function find(ask: Ask, name: string): Promise<Found | undefined> {
  const answer = ask('config:DescribeRemediationConfigurations', { ConfigRuleNames: [name] });
  return (await findOrUndefined(answer, ...gone))?.RemediationConfigurations?.[0];
}

async function remove(ask: Ask, name: string): Promise<void> {
  await findOrUndefined(ask('config:DeleteRemediationConfiguration', { ConfigRuleName: name }), ...gone);
}

/** It carries no tags. What runs as our one automation role is ours. */
function isOurs({ Parameters }: Found, accountId: string): boolean {
  const roles = Parameters?.['AutomationAssumeRole']?.StaticValue?.Values ?? [];
  return roles.includes(`arn:aws:iam::${accountId}:role/${automationRole}`);
}

/** How often an automatic one is tried is AWS's to fill in, where none is automatic. */
function stateOf({ TargetType, TargetId, TargetVersion, Parameters, Automatic, ExecutionControls }: Found): Json {
  return parseJson({
    type: TargetType ?? '',
    document: TargetId ?? '',
    parameters: Object.fromEntries(
      Object.entries(Parameters ?? {}).map(([key, value]) => [key, value.StaticValue?.Values ?? value.ResourceValue]),
    ),
    automatic: Automatic ?? false,
    ...(TargetVersion && { version: TargetVersion }),
    ...(ExecutionControls && { controls: ExecutionControls }),
  });
}
