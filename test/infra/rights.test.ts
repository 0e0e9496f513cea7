import { beforeAll, describe, expect, it } from 'vitest';
import { type Line, shop } from './names.ts';
import { gather, may, type Policies } from './rights.ts';
import { mustNotUse, mustUse } from './rights-keys.ts';
import { must } from './rights-must.ts';
import { mustNot } from './rights-must-not.ts';
import { mustNotRedrive, mustRedrive } from './rights-redrive.ts';
import { mustNotSwitch, mustSwitch } from './rights-switch.ts';
import { settingsWith } from './settings.ts';

let policies: Policies;
beforeAll(() => {
  policies = gather(settingsWith());
});

async function answers(lines: readonly Line[]): Promise<readonly string[]> {
  const told: string[] = [];
  for (const [who, action, resource, context = {}, more = {}] of lines) {
    const allowed = await may(policies, { who, action, resource, context, ...more });
    told.push(`${allowed ? 'may' : 'may not'}: ${who} ${action} ${resource} ${JSON.stringify(context)}`);
  }
  return told;
}

describe('the rights of an installation, as IAM evaluates all of its policies together', () => {
  it('are enough for what each role does', async () => {
    expect(
      (await answers([...must, ...mustUse, ...mustRedrive, ...mustSwitch])).filter((line) =>
        line.startsWith('may not'),
      ),
    ).toEqual([]);
  });

  it('are no more than that', async () => {
    expect(
      (await answers([...mustNot, ...mustNotUse, ...mustNotRedrive, ...mustNotSwitch])).filter(
        (line) => !line.startsWith('may not'),
      ),
    ).toEqual([]);
  });

  it('let searches read the audit trail and not write it, where a role stands before it', async () => {
    const role = 'arn:aws:iam::666677778888:role/noroshi-audit';
    const bucket = 'example-logs-audit';
    const behind = gather(settingsWith({ audit: { bucket, role, externalId: 'noroshi-audit' } }));
    const entry = { resource: `arn:aws:s3:::${bucket}/audit/2026/11/20/x/000001.json`, owner: '666677778888' };
    const by = (name: string, session: string) => ({
      ...{ who: `arn:aws:iam::555566667777:role/noroshi-${name}`, action: 'sts:AssumeRole', resource: role },
      context: { 'sts:ExternalId': 'noroshi-audit', 'sts:RoleSessionName': session },
    });
    const writes = (session: string) => ({
      ...{ ...entry, who: role, action: 's3:PutObject' },
      context: { 's3:if-none-match': '*', 'aws:userid': `AROAEXAMPLE:${session}` },
    });

    expect(await may(behind, by('queries', 'noroshi-audit-read'))).toBe(true);
    expect(await may(behind, by('queries', 'noroshi-audit'))).toBe(false);
    expect(await may(behind, by('remediations', 'noroshi-audit'))).toBe(true);
    expect(await may(behind, by('alerts', 'noroshi-audit'))).toBe(false);
    expect(await may(behind, writes('noroshi-audit'))).toBe(true);
    expect(await may(behind, writes('noroshi-audit-read'))).toBe(false);
    expect(await may(behind, { ...entry, who: role, action: 's3:GetObject' })).toBe(true);
  });

  it('know no wildcard among the actions, keys’ own administration and refusals apart', () => {
    const wild = statementsOf(policies).filter(
      ({ statement }) =>
        statement['Effect'] === 'Allow' && listOf(statement['Action']).some((action) => /\*/.test(action)),
    );

    expect(
      [
        ...new Set(
          wild.map(({ statement }) =>
            listOf(statement['Action'])
              .filter((action) => /\*/.test(action))
              .join(),
          ),
        ),
      ].sort(),
    ).toEqual(['kms:*', 'kms:GenerateDataKey*']);
  });

  it('name resources for actions that AWS holds to some', async () => {
    const free = new Set<string>();
    for (const [who, of] of policies.identities) {
      for (const statement of of.flatMap(({ Statement }) => Statement)) {
        if (statement['Effect'] !== 'Allow' || listOf(statement['Resource']).includes('*')) continue;
        for (const action of listOf(statement['Action'])) {
          const [first = ''] = listOf(statement['Resource']);
          const resource = first.replaceAll('??????', 'AbCdEf').replaceAll('*', 'x');
          const answer = await may(policies, { who, action, resource, owner: shop }).catch(String);
          if (String(answer).includes('must.use.wildcard')) free.add(action);
        }
      }
    }

    expect([...free].sort()).toEqual([]);
  });

  it('are on everything only for actions that AWS holds to no resource', () => {
    const open = [...policies.identities.values()]
      .flat()
      .flatMap(({ Statement }) =>
        Statement.filter((one) => one['Effect'] === 'Allow' && listOf(one['Resource']).includes('*')),
      );

    expect([...new Set(open.flatMap((one) => listOf(one['Action'])))].sort()).toEqual(onAnything.toSorted());
  });
});

/** Docs: Service Authorization Reference, the actions of each service without a resource type. */
const onAnything = [
  ...['autoscaling:DescribeAutoScalingInstances', 'cloudtrail:DescribeTrails', 'cloudtrail:ListPublicKeys'],
  ...[
    'config:DescribeConfigurationRecorderStatus',
    'config:DescribeConfigurationRecorders',
    'config:DescribeDeliveryChannels',
  ],
  ...['config:GetComplianceDetailsByResource', 'config:GetResourceConfigHistory', 'config:ListDiscoveredResources'],
  ...['config:PutEvaluations', 'config:SelectResourceConfig', 'config:StartRemediationExecution'],
  ...['ec2:DescribeImageAttribute', 'ec2:DescribeInstanceStatus', 'ec2:DescribeInstances'],
  ...['ec2:DescribeSecurityGroupRules', 'ec2:DescribeSecurityGroups'],
  ...['ec2:DescribeSnapshotAttribute', 'ec2:DescribeSnapshots'],
  ...['ec2:GetImageBlockPublicAccessState', 'ec2:GetSnapshotBlockPublicAccessState'],
  'config:DescribeConfigRules',
  ...['guardduty:ArchiveFindings', 'guardduty:UnarchiveFindings', 'guardduty:GetAdministratorAccount'],
  ...['guardduty:GetFindings', 'guardduty:ListDetectors', 'guardduty:ListFindings'],
  ...['iam:GenerateCredentialReport', 'iam:GetCredentialReport', 'ssm:DescribeAutomationExecutions'],
];

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function statementsOf({ identities, resources }: Policies) {
  const all = [
    ...[...identities].flatMap(([of, some]) => some.map((policy) => ({ of, policy }))),
    ...[...resources].map(([of, policy]) => ({ of, policy })),
  ];
  return all.flatMap(({ of, policy }) => policy.Statement.map((statement) => ({ of, statement })));
}
