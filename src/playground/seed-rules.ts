import { normalizeItem } from '../core/items/configuration-item.ts';
import type { ConfigRuleSetting } from '../core/settings.ts';
import { findRule } from '../rules/index.ts';
import { toQueryRow } from './aws/config-items.ts';
import { findAutomationDocument } from './aws/ssm-documents.ts';
import { guid, hex, type Random } from './random.ts';
import { scene } from './seed-scene.ts';
import type { WorldEvaluation, WorldItem, WorldRule } from './world-item.ts';

type RuleDraft = Pick<WorldRule, 'name' | 'resourceType' | 'custom'> & {
  remediation?: Omit<NonNullable<WorldRule['remediation']>, 'id' | 'arn' | 'steps'>;
};

const drafts: readonly RuleDraft[] = [
  {
    name: 'approved-amis-by-id',
    resourceType: 'AWS::EC2::Instance',
    remediation: {
      document: 'AWS-StopEC2Instance',
      parameter: 'InstanceId',
    },
  },
  {
    name: 'restricted-ssh',
    resourceType: 'AWS::EC2::SecurityGroup',
    remediation: {
      document: 'AWS-DisablePublicAccessForSecurityGroup',
      parameter: 'GroupId',
    },
  },
  { name: 'cloudtrail-enabled', resourceType: 'AWS::::Account' },
];

/** The steps of a document; one that nobody knows has a single one. */
function stepsOf(document: string): readonly string[] {
  return findAutomationDocument(document)?.steps.map(({ name }) => name) ?? ['run'];
}

/** The custom rules of the settings, as they are deployed to every account and region. */
function customDrafts(settings: readonly ConfigRuleSetting[]): readonly RuleDraft[] {
  return settings.flatMap(({ name, custom, parameters, remediation }) => {
    const rule = custom === undefined ? undefined : findRule(custom);
    if (!rule) return [];
    const { document = '', resourceParameter: parameter = '', parameters: values = {} } = remediation ?? {};
    return [
      {
        name,
        resourceType: rule.resourceTypes[0] ?? 'AWS::::Account',
        custom: { id: rule.id, parameters },
        ...(remediation && { remediation: { document, parameter, values } }),
      },
    ];
  });
}

/** The rules of every account and region, and what each says of the resources there. */
export function seedRules({
  accounts,
  custom,
  regions,
  items,
  now,
  random,
}: {
  accounts: readonly Readonly<{ id: string }>[];
  regions: readonly string[];
  custom: readonly ConfigRuleSetting[];
  items: readonly WorldItem[];
  now: number;
  random: Random;
}): { rules: readonly WorldRule[]; evaluations: readonly WorldEvaluation[] } {
  const rules = accounts.flatMap(({ id }) =>
    regions.flatMap((region) =>
      [...drafts, ...customDrafts(custom)].map((draft) => makeRule({ ...draft, accountId: id, region }, random)),
    ),
  );
  return { rules, evaluations: rules.flatMap((rule) => evaluate(rule, { items, now })) };
}

function makeRule(
  { remediation, ...rule }: RuleDraft & { accountId: string; region: string },
  random: Random,
): WorldRule {
  const place = `arn:aws:config:${rule.region}:${rule.accountId}`;
  const id = guid(random);
  return {
    ...rule,
    arn: `${place}:config-rule/config-rule-${hex(random, 6)}`,
    ...(remediation
      ? {
          remediation: {
            ...remediation,
            id,
            arn: `${place}:remediation-configuration/${id}`,
            steps: stepsOf(remediation.document),
          },
        }
      : {}),
  };
}

/** After everything of the story was recorded. */
const judgedMinutesAgo = 25;

function evaluate(
  rule: WorldRule,
  { items, now }: { items: readonly WorldItem[]; now: number },
): readonly WorldEvaluation[] {
  const { accountId, region, name, resourceType: type } = rule;
  const common = { accountId, region, rule: name, type, recordedAt: now - judgedMinutesAgo * 60_000 };
  if (type === 'AWS::::Account') return [{ ...common, id: accountId, compliance: 'COMPLIANT' }];
  return items
    .filter(({ resource }) => resource.type === type && resource.accountId === accountId && resource.region === region)
    .map((item) => ({
      ...common,
      id: item.resource.id,
      ...(rule.custom ? judgeByRule(rule.custom, item, now) : judge(item)),
    }));
}

/** What the function said of what is there from the beginning. */
function judgeByRule({ id, parameters }: NonNullable<WorldRule['custom']>, of: WorldItem, now: number) {
  const prepared = findRule(id)?.prepare(parameters);
  const item = normalizeItem(toQueryRow(of));
  if (!item || !prepared || 'problems' in prepared || prepared.judge.of === 'account') {
    throw new Error(`The rule ${id} of the settings cannot judge ${of.resource.id}`);
  }
  const { complianceType: compliance, annotation } = prepared.judge.judge(item, { now, credentials: [] });
  return { compliance, ...(annotation && { annotation }) };
}

/** The two managed rules' own logic, as far as the world needs it. */
export function judge({ resource, configuration }: WorldItem): Pick<WorldEvaluation, 'compliance' | 'annotation'> {
  const isBad = resource.type.endsWith('Instance')
    ? configuration['imageId'] !== scene.approvedImageId
    : JSON.stringify(configuration['ipPermissions']).includes('"fromPort":22') &&
      JSON.stringify(configuration['ipPermissions']).includes('0.0.0.0/0');
  return { compliance: isBad ? 'NON_COMPLIANT' : 'COMPLIANT' };
}
