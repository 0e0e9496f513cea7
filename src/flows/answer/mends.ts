import { matchesCondition } from '../../core/condition.ts';
import { exactWords } from '../../core/items/asked-resource.ts';
import { inputOf, policyKey, termsOfCommand } from '../../core/policies.ts';
import type { FollowUp } from '../../core/reply.ts';
import type { Resource } from '../../core/resource.ts';
import { findAccount, type RemediationPolicy, type Settings } from '../../core/settings.ts';
import { clipped, oneLine } from '../../core/text/phrase.ts';
import { confirmationOf, findRemediation, fits, type Remediation, runBy, titleOf } from '../../remediations/index.ts';

/** Slack: a button holds 75 characters. */
const longestLabel = 75;

/**
 * What the policies of the settings offer about a resource that breaks a rule, as the alert of it would: each remediation once,
 * as `/aws-remediate` of whoever presses, which asks for rights and approval as ever. What needs to know more than the resource
 * and the rule is left to the alert; so is what a policy hangs on a severity or a tag.
 */
export function mendsOf(resource: Resource, rule: string, settings: Settings): readonly FollowUp[] {
  const account = findAccount(settings, resource.accountId);
  const words = exactWords(resource)?.replace(/ type:\S+$/, '');
  if (!account || words === undefined || !/^[\w.-]{1,128}$/.test(rule)) return [];
  const about = {
    ...{ kind: 'config-compliance-change' as const, resources: [resource], rule },
    ...{ accountId: account.id, accountName: account.name, region: resource.region },
    ...(account.environment !== undefined && { environment: account.environment }),
  };
  const matching = settings.remediations.filter(({ when }) => matchesCondition(about, when));
  const first = matching.filter((one, at) => matching.findIndex((other) => policyKey(other) === policyKey(one)) === at);
  return first.flatMap((policy) => mendOf({ policy, resource, rule, words }, settings) ?? []);
}

type Found = Readonly<{ policy: RemediationPolicy; resource: Resource; rule: string; words: string }>;

function mendOf({ policy, resource, rule, words }: Found, settings: Settings): FollowUp | undefined {
  const remediation = findRemediation(policy.use);
  if (!remediation || !fits(remediation, resource.type) || needsMore(remediation)) return undefined;
  if (!inputOf(policy, { resource, rule })) return undefined;
  const { document } = policy;
  const input = { document, ...runBy(remediation, rule, settings) };
  const use = { use: policy.use, resource, rule, ...(document !== undefined && { document }) };
  const terms = termsOfCommand(use, { settings, approval: remediation.approval });
  const title = titleOf(remediation.id, input) ?? remediation.title;
  const what = document === undefined ? policy.use : `${policy.use} document=${document}`;
  const [id = '', ...rest] = splitId(words);
  const [name, ...more] = what.split(' ');
  return {
    label: clipped(oneLine(`${terms.dryRun ? 'Dry run: ' : ''}${title} (${rule})`), longestLabel),
    command: '/aws-remediate',
    text: [name, id, ...more, ...rest, `rule:${rule}`].join(' '),
    confirm: confirmationOf(remediation, { resource, input }, { terms, settings }),
  };
}

/** The quoted id, and what says where it is. */
function splitId(words: string): readonly string[] {
  const [, id = '', rest = ''] = /^("[^"]+") (.*)$/.exec(words) ?? [];
  return [id, rest];
}

/** What the document of an automation is, its policy says. */
function needsMore({ inputs = {} }: Remediation): boolean {
  return Object.entries(inputs).some(([name, { optional }]) => !optional && name !== 'document');
}
