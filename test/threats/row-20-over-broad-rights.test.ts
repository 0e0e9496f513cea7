import { describe, expect, it } from 'vitest';
import { memberActions } from '../../src/core/iam/actions.ts';
import { readStatements, remediateStatements } from '../../src/core/iam/member-roles.ts';
import type { PolicyStatement } from '../../src/core/iam/statements.ts';
import { allows } from '../../src/playground/aws/policy.ts';
import { makeRoles } from '../../src/playground/aws/roles.ts';
import { remediations } from '../../src/remediations/index.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';

const accountId = '111122223333';
const declared = remediations.map(({ permissions }) => permissions);
const read = readStatements(declared, accountId);
const ownRoles = ['noroshi-read', 'noroshi-remediate'];
const allRights = remediateStatements(declared, { accountId, ownRoles });
const remediate = allRights.filter(({ Effect }) => Effect === 'Allow');

/** The actions that are allowed on everything, because AWS can hold them to nothing: each looks, and changes nothing. */
const onAnything = new Set([
  ...['autoscaling:DescribeAutoScalingInstances'],
  'cloudtrail:DescribeTrails',
  ...['config:DescribeConfigurationRecorders', 'config:DescribeConfigurationRecorderStatus'],
  ...['config:DescribeDeliveryChannels', 'config:GetComplianceDetailsByResource', 'config:GetResourceConfigHistory'],
  ...['ec2:DescribeImageAttribute', 'ec2:DescribeInstances'],
  ...['ec2:DescribeSecurityGroupRules', 'ec2:DescribeSecurityGroups'],
  ...['ec2:DescribeSnapshotAttribute', 'ec2:DescribeSnapshots'],
  ...['ec2:GetImageBlockPublicAccessState', 'ec2:GetSnapshotBlockPublicAccessState'],
  ...['config:DescribeConfigRules', 'guardduty:GetAdministratorAccount', 'guardduty:GetFindings'],
  'guardduty:ListDetectors',
  ...['ssm:DescribeAutomationExecutions'],
]);

/** The same of what changes something: a finding of GuardDuty, and back, and what AWS Config has for a rule. */
const changesAnything = new Set([
  ...['config:StartRemediationExecution', 'guardduty:ArchiveFindings', 'guardduty:UnarchiveFindings'],
]);

const looks = /^[a-z0-9-]+:(?:Describe|Get|List|BatchGet)\w*$/;
const pairsOf = (statements: readonly PolicyStatement[]) =>
  statements.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => ({ action, resource }))),
  );

describe('threat 20: over-broad rights', () => {
  it('names what AWS can hold it to for every declared action, and no other action', () => {
    const all = declared.flatMap(({ read: reads, act, undo = [] }) => [...reads, ...act, ...undo]);

    expect([...new Set(all)].filter((action) => !Object.hasOwn(memberActions, action))).toEqual([]);
    const granted = new Set([...pairsOf(read), ...pairsOf(remediate)].map(({ action }) => action));
    expect(Object.keys(memberActions).filter((action) => !granted.has(action))).toEqual([]);
  });

  it('holds the role that looks to looking', () => {
    const actions = pairsOf(read).map(({ action }) => action);

    expect(actions.length).toBeGreaterThan(5);
    expect(actions.filter((action) => !looks.test(action))).toEqual([]);
  });

  it('gives the role that changes things nothing that only looks, and nothing on everything', () => {
    const pairs = pairsOf(remediate);

    expect(pairs.length).toBeGreaterThan(5);
    const wide = pairs.filter(({ action, resource }) => resource === '*' && !changesAnything.has(action));
    expect([...wide, ...pairs.filter(({ action }) => looks.test(action))]).toEqual([]);
  });

  it('allows on everything only what is listed here', () => {
    const wide = [...pairsOf(read), ...pairsOf(remediate)].filter(({ resource }) => resource === '*');

    expect(
      wide.map(({ action }) => action).filter((action) => !onAnything.has(action) && !changesAnything.has(action)),
    ).toEqual([]);
    const open = Object.entries(memberActions).flatMap(([action, scope]) => ('none' in scope ? [action] : []));
    expect(open.toSorted()).toEqual([...onAnything, ...changesAnything].toSorted());
    expect([...onAnything].filter((action) => !looks.test(action))).toEqual([]);
  });

  it('names resources of the account alone, each by its kind', () => {
    for (const { action, resource } of [...pairsOf(read), ...pairsOf(remediate)]) {
      if (resource === '*') continue;
      const [, partition, service, , account, rest = ''] = /^arn:(.*?):(.*?):(.*?):(.*?):(.+)$/.exec(resource) ?? [];
      expect({ action, partition, service }).toEqual({ action, partition: 'aws', service: action.split(':')[0] });
      expect(['', accountId]).toContain(account);
      if (service !== 's3') expect(rest, resource).toMatch(/^[A-Za-z-]+[/:]./);
    }
  });

  it('hands over one role alone, and to one service alone', () => {
    const scope = memberActions['iam:PassRole'];
    expect(scope).toMatchObject({
      resources: ['arn:aws:iam::{account}:role/noroshi-automation'],
      passedTo: 'ssm.amazonaws.com',
    });
    const passing = remediateStatements([{ read: [], act: ['iam:PassRole', 'ec2:StopInstances'] }], {
      accountId,
      ownRoles,
    }).filter(({ Action }) => Action.includes('iam:PassRole'));
    expect(passing).toEqual([
      {
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: [`arn:aws:iam::${accountId}:role/noroshi-automation`],
        Condition: { StringEquals: { 'iam:PassedToService': ['ssm.amazonaws.com'] } },
      },
    ]);
    expect(
      Object.entries(memberActions)
        .filter(([, one]) => 'passedTo' in one)
        .map(([action]) => action),
    ).toEqual(['iam:PassRole']);
  });

  it('keeps the role that changes things from changing our own roles, itself among them', () => {
    const denied = allRights.filter(({ Effect }) => Effect === 'Deny');

    expect(denied).toEqual([
      {
        ...{ Effect: 'Deny', Action: ['iam:DeleteRolePolicy', 'iam:PutRolePolicy'] },
        Resource: ownRoles.map((name) => `arn:aws:iam::${accountId}:role/${name}`),
      },
    ]);
    for (const name of ownRoles) {
      const resource = `arn:aws:iam::${accountId}:role/${name}`;
      const context = { 'aws:RequestedRegion': 'us-east-1' };
      expect(allows(allRights, { action: 'iam:PutRolePolicy', resource, context })).toBe(false);
      expect(allows(allRights, { action: 'iam:PutRolePolicy', resource: `${resource}-else`, context })).toBe(true);
    }
  });

  it('grants to nobody what the table does not name', () => {
    expect(remediateStatements([{ read: [], act: ['iam:CreateUser', 'ec2:*', '*'] }], { accountId, ownRoles })).toEqual(
      remediateStatements([], { accountId, ownRoles }),
    );
  });

  it('fits into the policy of a role', () => {
    for (const statements of [read, allRights]) {
      // IAM and STS quotas: 10 240 characters of inline policies for a role, spaces not counted.
      expect(JSON.stringify({ Version: '2012-10-17', Statement: statements }).length).toBeLessThanOrEqual(10_240);
    }
  });

  it('has no wildcard among the actions of any role of the playground, and lets no role delete or replace an audit object', async () => {
    const settings = await loadPlaygroundSettings();
    const { bot, assumable } = makeRoles(settings, { table: 't', results: 'r', jobsTopic: 'arn:aws:sns:x' });
    for (const role of [bot, ...assumable]) {
      const actions = role.policy.flatMap(({ Action }) => Action);
      expect(
        actions.filter((action) => /[*?]/.test(action)),
        role.arn,
      ).toEqual([]);
      expect(actions.filter((action) => /^s3:(Delete|Bypass|PutObjectRetention|PutBucketPolicy)/.test(action))).toEqual(
        [],
      );
    }
  });

  it('lets only the bot assume roles, and no role of a member anything of the bot’s', async () => {
    const settings = await loadPlaygroundSettings();
    const { bot, assumable } = makeRoles(settings, { table: 't', results: 'r', jobsTopic: 'arn:aws:sns:x' });
    const assumes = (policy: typeof bot.policy) => policy.some(({ Action }) => Action.includes('sts:AssumeRole'));

    expect(assumes(bot.policy)).toBe(true);
    expect(assumable.filter(({ policy }) => assumes(policy))).toEqual([]);
    for (const { policy, arn } of assumable) {
      expect(
        policy.flatMap(({ Action }) => Action).filter((one) => /^(dynamodb|sqs|secretsmanager):/.test(one)),
        arn,
      ).toEqual([]);
    }
  });
});
