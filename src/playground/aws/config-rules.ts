import { z } from 'zod';
import type { World } from '../world.ts';
import type { WorldRule } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { pageOf, paging } from './config-items.ts';
import type { CustomRules } from './custom-rules.ts';
import { type Caller, mustBeAllowed } from './identity.ts';
import { defineAction } from './model.ts';

const ruleName = z.string().min(1).max(128);

/** AWS Config API Reference, StartConfigRulesEvaluation: not more than once a minute, in ms. */
const onceIn = 60_000;

type Parts = Readonly<{ world: World; now: () => number; custom: CustomRules }>;

/** The rules of the caller's own account and region, and a rule that is evaluated again. */
export function ruleActions({ world, now, custom }: Parts) {
  const evaluated = new Map<string, number>();
  return {
    DescribeConfigRules: defineAction(
      z.strictObject({ ConfigRuleNames: z.array(ruleName).max(25).optional(), NextToken: paging.NextToken }),
      ({ ConfigRuleNames, NextToken }, caller) => {
        const here = world.rules.filter((rule) => rule.accountId === caller.accountId && rule.region === caller.region);
        const found = ConfigRuleNames?.map((name) => mustHave(name, { world, caller, action: 'DescribeConfigRules' }));
        if (!found) mustBeAllowed(caller, 'config:DescribeConfigRules', anyRule(caller));
        const { page, ...next } = pageOf(found ?? here, { NextToken }, 25);
        return { ConfigRules: page.map(toRule), ...next };
      },
    ),
    StartConfigRulesEvaluation: defineAction(
      z.strictObject({ ConfigRuleNames: z.array(ruleName).min(1).max(25) }),
      ({ ConfigRuleNames }, caller) => {
        const asked = { world, caller, action: 'StartConfigRulesEvaluation' };
        const rules = ConfigRuleNames.map((name) => mustHave(name, asked));
        if (rules.some(({ arn }) => now() - (evaluated.get(arn) ?? 0) < onceIn)) {
          throw new AwsError('LimitExceededException', 'The rule is being evaluated, or was less than a minute ago.');
        }
        for (const rule of rules) {
          evaluated.set(rule.arn, now());
          void custom.runAgain(rule);
        }
        return {};
      },
    ),
  };
}

function mustHave(
  name: string,
  { world, caller, action }: Readonly<{ world: World; caller: Caller; action: string }>,
): WorldRule {
  const rule = world.findRule(caller, name);
  mustBeAllowed(caller, `config:${action}`, rule?.arn ?? anyRule(caller));
  if (rule) return rule;
  throw new AwsError('NoSuchConfigRuleException', `The ConfigRule '${name}' provided in the request is invalid.`);
}

function anyRule({ region, accountId }: Caller): string {
  return `arn:aws:config:${region}:${accountId}:config-rule/*`;
}

function toRule({ name, arn, custom }: WorldRule): object {
  return {
    ConfigRuleName: name,
    ConfigRuleArn: arn,
    ConfigRuleId: arn.split('/').at(-1),
    ConfigRuleState: 'ACTIVE',
    Source: custom
      ? { Owner: 'CUSTOM_LAMBDA', SourceIdentifier: 'noroshi-config-rules' }
      : { Owner: 'AWS', SourceIdentifier: name },
  };
}
