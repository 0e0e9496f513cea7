import { accountCalled } from '../core/account-called.ts';
import { userError } from '../core/errors.ts';
import { oneLine } from '../core/text/phrase.ts';
import { showBreaches } from './compliance/breaches.ts';
import { showAll, showOf } from './compliance/overview.ts';
import { defineCommand } from './define.ts';

const example = '/aws-compliance account:payments-prod';

/** What breaks AWS Config's rules, over all accounts, the worst first: accounts, then rules, then resources. */
export const compliance = defineCommand({
  id: 'compliance',
  summary: 'See which accounts and rules are broken, the worst first, down to each resource and what mends it',
  example: 'account:payments-prod',
  args: {
    account: { kind: 'text', hint: 'NAME', help: 'one account, by name or number: its rules, the worst first' },
    rule: {
      kind: 'text',
      hint: 'RULE',
      help: 'one Config rule: the accounts that break it; with account:, the resources',
    },
    region: { kind: 'text', hint: 'REGION', help: 'one region, where the rule is in several' },
  },
  permissions: [
    'config:GetAggregateConfigRuleComplianceSummary',
    'config:DescribeAggregateComplianceByConfigRules',
    'config:GetAggregateComplianceDetailsByConfigRule',
  ],
  async run({ account: called, rule, region }, ctx) {
    if (rule !== undefined && !/^[\w.-]{1,128}$/.test(rule)) {
      throw bad(`“${oneLine(rule, 60)}” is no name of a rule.`, '/aws-compliance rule:restricted-ssh');
    }
    if (region !== undefined && !/^[a-z0-9-]{1,30}$/.test(region)) {
      throw bad(`“${oneLine(region, 60)}” is no region.`, `${example} rule:restricted-ssh region:eu-west-1`);
    }
    const account = called === undefined ? undefined : accountCalled(called, ctx.settings);
    if (account && rule !== undefined) return showBreaches({ account, rule, region }, ctx);
    return account || rule !== undefined ? showOf({ account, rule, region }, ctx) : showAll({ region }, ctx);
  },
});

function bad(problem: string, works: string): Error {
  return userError('BAD_ARGUMENT', { problem, example: works });
}
