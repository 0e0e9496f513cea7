import { ruleDefinitions } from '../../../infra/definitions/config-rules.ts';
import { groupsOf } from '../../../infra/definitions/groups.ts';
import { aliasName } from '../../../infra/definitions/names.ts';
import type { Ask } from '../../../infra/rollout/ask.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { Drift } from './drift.ts';

const FunctionName = 'noroshi-config-rules';

/** The first rule of the settings that stands in every region and has a remediation. */
function ruleOf(settings: Settings): string {
  const rule = ruleDefinitions(settings, '').find(({ isGlobal, remediation }) => !isGlobal && remediation);
  return rule?.name ?? '';
}

async function changeRule(ask: Ask, name: string, changes: object): Promise<void> {
  const { ConfigRules = [] } = await ask('config:DescribeConfigRules', { ConfigRuleNames: [name] });
  const [{ Source, Description, InputParameters, Scope } = { Source: undefined }] = ConfigRules;
  const said = { Description, ...(InputParameters && { InputParameters }), ...(Scope && { Scope }) };
  await ask('config:PutConfigRule', { ConfigRule: { ConfigRuleName: name, Source, ...said, ...changes } });
}

async function changeRemediation(ask: Ask, name: string, changes: object): Promise<void> {
  const found = await ask('config:DescribeRemediationConfigurations', { ConfigRuleNames: [name] });
  const [{ TargetType, TargetId, Parameters } = { TargetType: undefined, TargetId: undefined }] =
    found.RemediationConfigurations ?? [];
  await ask('config:PutRemediationConfigurations', {
    RemediationConfigurations: [{ ConfigRuleName: name, TargetType, TargetId, Parameters, ...changes }],
  });
}

/** The alias that a listed account's rules invoke. */
function aliasOf(settings: Settings, accountId: string): string {
  const { group = 1 } = groupsOf(settings).find(({ accountIds }) => accountIds.includes(accountId)) ?? {};
  return aliasName(group);
}

/** Which account's Config an alias lets in, by the statement's id. */
async function statementFor(ask: Ask, Qualifier: string, accountId: string): Promise<string> {
  const { Policy = '{}' } = await ask('lambda:GetPolicy', { FunctionName, Qualifier });
  const { Statement }: { Statement: { Sid: string }[] } = JSON.parse(Policy);
  return Statement.find((one) => JSON.stringify(one).includes(accountId))?.Sid ?? '';
}

export const driftsOfConfigRules: readonly Drift[] = [
  {
    ...{ step: 'config-rules', what: 'a rule has other parameters', object: /^rule (?!s)/, accountId: 'member' },
    plant: (ask, { member, settings }) =>
      changeRule(ask(member, settings.security.region), ruleOf(settings), {
        InputParameters: JSON.stringify({ amiIds: 'ami-0ffffffffffffffff' }),
      }),
  },
  {
    ...{ step: 'config-rules', what: 'a rule looks at less', object: /^rule (?!s)/, accountId: 'member' },
    plant: (ask, { member, settings }) =>
      changeRule(ask(member, settings.security.region), ruleOf(settings), { Scope: { TagKey: 'team' } }),
  },
  {
    ...{ step: 'config-rules', what: 'a rule is gone', object: /^rule (?!s)/, accountId: 'member', state: 'missing' },
    also: /^remediation of /,
    plant: async (ask, { member, settings }) => {
      const asked = ask(member, settings.security.region);
      await asked('config:DeleteRemediationConfiguration', { ConfigRuleName: ruleOf(settings) });
      await asked('config:DeleteConfigRule', { ConfigRuleName: ruleOf(settings) });
    },
  },
  {
    ...{ step: 'config-rules', what: 'a remediation runs by itself', object: /^remediation of/, accountId: 'member' },
    plant: (ask, { member, settings }) =>
      changeRemediation(ask(member, settings.security.region), ruleOf(settings), {
        ...{ Automatic: true, MaximumAutomaticAttempts: 5, RetryAttemptSeconds: 60 },
      }),
  },
  {
    ...{
      step: 'config-rules',
      what: 'a remediation runs something else',
      object: /^remediation of/,
      accountId: 'member',
    },
    plant: (ask, { member, settings }) =>
      changeRemediation(ask(member, settings.security.region), ruleOf(settings), {
        TargetId: 'AWS-TerminateEC2Instance',
      }),
  },
  {
    ...{ step: 'config-rules', what: 'a remediation is gone', object: /^remediation of/, accountId: 'member' },
    state: 'missing',
    plant: async (ask, { member, settings }) => {
      const asked = ask(member, settings.security.region);
      await asked('config:DeleteRemediationConfiguration', { ConfigRuleName: ruleOf(settings) });
    },
  },
  {
    ...{
      step: 'config-rules',
      what: 'a rule of ours is left over',
      object: /not wanted any more$/,
      accountId: 'member',
    },
    plant: async (ask, { member, settings }) => {
      const ConfigRule = {
        ConfigRuleName: 'encrypted-volumes',
        Description: 'Noroshi: a rule of AWS.',
        Source: { Owner: 'AWS' as const, SourceIdentifier: 'ENCRYPTED_VOLUMES' },
      };
      await ask(member, settings.security.region)('config:PutConfigRule', { ConfigRule });
    },
  },
  {
    ...{ step: 'config-rules', what: 'an account may not invoke', object: /^permissions of/, accountId: 'security' },
    plant: async (ask, { security, member, settings }) => {
      const asked = ask(security, settings.security.region);
      const Qualifier = aliasOf(settings, member);
      const StatementId = await statementFor(asked, Qualifier, member);
      await asked('lambda:RemovePermission', { FunctionName, Qualifier, StatementId });
    },
  },
  {
    ...{
      step: 'config-rules',
      what: 'an unlisted account may invoke',
      object: /^permissions of/,
      accountId: 'security',
    },
    plant: async (ask, { security, member, settings }) => {
      const permission = { Principal: 'config.amazonaws.com', SourceAccount: '999900001111' };
      await ask(security, settings.security.region)('lambda:AddPermission', {
        ...{ FunctionName, Qualifier: aliasOf(settings, member), Action: 'lambda:InvokeFunction' },
        ...{ ...permission, StatementId: 'noroshi-999900001111' },
      });
    },
  },
  {
    ...{ step: 'config-rules', what: 'an alias is gone', object: /^alias accounts-1$/, accountId: 'security' },
    state: 'missing',
    also: /^permissions of accounts-1$/,
    plant: async (ask, { security, member, settings }) => {
      const alias = { FunctionName, Name: aliasOf(settings, member) };
      await ask(security, settings.security.region)('lambda:DeleteAlias', alias);
    },
  },
];
