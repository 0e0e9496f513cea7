import {
  DescribeRemediationConfigurationsCommand,
  StartRemediationExecutionCommand,
} from '@aws-sdk/client-config-service';
import { StopInstancesCommand } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createMembers } from '../../src/aws/member.ts';
import { memberActions } from '../../src/core/iam/actions.ts';
import { remediateStatements } from '../../src/core/iam/member-roles.ts';
import { sessionPolicyOf } from '../../src/core/iam/session-policy.ts';
import type { CallMade } from '../../src/core/ports.ts';
import { allows, parsePolicy } from '../../src/playground/aws/policy.ts';
import { remediations } from '../../src/remediations/index.ts';
import { type Playground, startPlayground } from '../playground/aws/harness.ts';

const accountId = '111122223333';
const region = 'ap-northeast-1';

/** One resource of each kind that an action is held to, as the remediation would name it. */
function resourcesFor(action: string): readonly string[] {
  const scope = memberActions[action];
  if (!scope || 'none' in scope) return [];
  const place = (pattern: string) =>
    pattern.replaceAll('{account}', accountId).replace(/^(arn:aws:[a-z0-9]+:)\*/, `$1${region}`);
  return scope.resources.map((pattern) => place(pattern).replaceAll('*', 'this-one'));
}

function inWords({ Statement }: ReturnType<typeof sessionPolicyOf>): string {
  return Statement.map(({ Effect, Action, Resource, Condition }) => {
    const when = Object.entries(Condition?.StringEquals ?? {}).map(
      ([key, values]) => `when ${key} is ${values.join()}`,
    );
    return `${[`${Effect} ${Action.join(', ')}`, ...Resource.map((arn) => `on ${arn}`), ...when].join('\n  ')}\n`;
  }).join('');
}

const cases = remediations.flatMap(({ id, permissions }) => [
  { name: id, actions: permissions.act },
  ...(permissions.undo ? [{ name: `${id}-undone`, actions: permissions.undo }] : []),
]);

describe.each(cases)('threat 6: the session of $name', ({ name, actions }) => {
  const resources = [...new Set(actions.flatMap(resourcesFor))];
  const policy = sessionPolicyOf({ accountId, region, actions, resources });
  const statements = parsePolicy(JSON.stringify(policy));
  const role = remediateStatements(
    remediations.map(({ permissions }) => permissions),
    { accountId, ownRoles: [] },
  );
  // What our own calls bring along.
  const context = (change: Record<string, string> = {}) => ({
    ...{ 'aws:RequestedRegion': region, 'iam:PassedToService': 'ssm.amazonaws.com' },
    ...{ 'ec2:CreateAction': 'CreateSecurityGroup', 'ec2:ResourceTag/noroshi:purpose': 'noroshi-untracked' },
    ...change,
  });
  const regionFor = (action: string) => (action.startsWith('iam:') ? 'us-east-1' : region);

  it('is narrowed to this', async () => {
    await expect(inWords(policy)).toMatchFileSnapshot(`./row-06-policies/${name}.txt`);
  });

  it('may do what it is for, as its role may', () => {
    for (const action of actions) {
      for (const resource of resourcesFor(action)) {
        const ask = { action, resource, context: context({ 'aws:RequestedRegion': regionFor(action) }) };
        expect({ action, resource, may: allows(statements, ask) }).toEqual({ action, resource, may: true });
        expect({ action, resource, may: allows(role, ask) }).toEqual({ action, resource, may: true });
      }
    }
  });

  it('may do nothing else to the same, and nothing to another', () => {
    const others = [...Object.keys(memberActions), 'iam:CreateUser', 's3:DeleteBucket', 'ec2:TerminateInstances'];
    for (const action of others.filter((one) => !actions.includes(one))) {
      for (const resource of [...resources, '*']) {
        const ask = { action, resource, context: context({ 'aws:RequestedRegion': regionFor(action) }) };
        expect({ action, resource, may: allows(statements, ask) }).toEqual({ action, resource, may: false });
      }
    }
    for (const action of actions) {
      for (const resource of resources) {
        for (const another of [`${resource}-2`, resource.replace(accountId, '444455556666'), '*']) {
          if (resources.includes(another)) continue;
          const ask = { action, resource: another, context: context({ 'aws:RequestedRegion': regionFor(action) }) };
          expect({ action, another, may: allows(statements, ask) }).toEqual({ action, another, may: false });
        }
      }
    }
  });

  it('may do nothing in another region, and hand nothing over to another service', () => {
    const elsewhere = context({ 'aws:RequestedRegion': 'eu-west-3', 'iam:PassedToService': 'ec2.amazonaws.com' });
    for (const action of actions) {
      for (const resource of resources) {
        expect(allows(statements, { action, resource, context: elsewhere })).toBe(false);
        expect(allows(statements, { action, resource, context: {} })).toBe(false);
      }
    }
  });
});

describe('threat 6: the session of isolate-instance, beyond its own groups', () => {
  const ids = ['ec2:CreateTags', 'ec2:DeleteSecurityGroup'];
  const arn = `arn:aws:ec2:${region}:${accountId}:security-group/sg-1`;
  const narrowed = sessionPolicyOf({ accountId, region, actions: ids, resources: [arn] });
  const role = remediateStatements([{ read: [], act: ids }], { accountId, ownRoles: [] });

  it.each([
    ['tags nothing that is there already', 'ec2:CreateTags', { 'ec2:CreateAction': 'CreateSecurityGroup' }],
    ['deletes no group but the open one that it made', 'ec2:DeleteSecurityGroup', tagged('noroshi-untracked')],
  ])('%s', (_, action, own) => {
    for (const statements of [parsePolicy(JSON.stringify(narrowed)), role]) {
      const may = (context: Record<string, string>) =>
        allows(statements, { action, resource: arn, context: { 'aws:RequestedRegion': region, ...context } });

      expect(may(own)).toBe(true);
      expect(may({})).toBe(false);
      expect(may(tagged('noroshi-isolation'))).toBe(false);
    }
  });
});

function tagged(purpose: string): Record<string, string> {
  return { 'ec2:ResourceTag/noroshi:purpose': purpose };
}

describe('threat 6: a session stronger than the action', () => {
  let playground: Playground;
  const before = { ...process.env };
  beforeAll(async () => {
    playground = await startPlayground();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: playground.aws.endpoint,
      AWS_ACCESS_KEY_ID: playground.aws.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: playground.aws.credentials.secretAccessKey,
    });
  });
  afterAll(async () => {
    process.env = before;
    await playground?.aws.close();
  });

  it('can start remediations in the one region, and neither look, stop an instance, nor go on', async () => {
    const clients = createClients({ region, now: Date.now });
    const members = createMembers({ clients, settings: playground.settings });
    const rule = playground.aws.world.findRule({ accountId, region }, 'restricted-ssh');
    const arn = rule?.remediation?.arn ?? '';
    const calls: CallMade[] = [];
    const session = await members.remediate(
      { accountId, region },
      {
        ...{ userId: 'U0ALICE', requestId: 'r', actions: ['config:StartRemediationExecution'], resources: [arn] },
        declared: ['config:StartRemediationExecution'],
        onCall: (call) => void calls.push(call),
      },
    );
    const keys = [{ resourceType: 'AWS::EC2::SecurityGroup', resourceId: 'sg-00000000000000000' }] as const;
    const start = new StartRemediationExecutionCommand({ ConfigRuleName: 'restricted-ssh', ResourceKeys: [...keys] });
    const look = new DescribeRemediationConfigurationsCommand({ ConfigRuleNames: ['restricted-ssh'] });
    const denied = { name: expect.stringMatching(/AccessDenied|UnauthorizedOperation/) };

    expect(arn).toContain(':remediation-configuration/');
    expect((await (await session.config()).send(start)).FailedItems).toHaveLength(1);
    expect(calls).toEqual([
      {
        ...{ service: 'config', operation: 'StartRemediationExecution', awsRequestId: expect.any(String) },
        at: expect.any(Number),
      },
    ]);
    await expect((await session.config()).send(look)).rejects.toMatchObject(denied);
    expect(calls.map(({ error }) => error?.slice(0, 13))).toEqual([undefined, 'access denied']);
    await expect((await session.inRegion('us-east-1').config()).send(start)).rejects.toMatchObject(denied);
    await expect(
      (await session.ec2()).send(new StopInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] })),
    ).rejects.toMatchObject(denied);
    await expect(
      session.assume({ roleArn: `arn:aws:iam::${accountId}:role/noroshi-read`, sessionName: 'on' }),
    ).rejects.toMatchObject(denied);
  });

  it('opens no session for an action that the remediation did not declare', async () => {
    const members = createMembers({ clients: createClients({ region, now: Date.now }), settings: playground.settings });
    const resources = [`arn:aws:ec2:${region}:${accountId}:instance/i-1`];
    const deed = { userId: 'U0ALICE', requestId: 'r', resources, declared: ['ec2:StopInstances'] };

    await expect(
      members.remediate({ accountId, region }, { ...deed, actions: ['ec2:StopInstances', 'ec2:StartInstances'] }),
    ).rejects.toThrow('does not declare ec2:StartInstances');
  });

  it('ends after a quarter of an hour', async () => {
    const { Credentials } = await new STSClient(playground.clientOptions()).send(
      new AssumeRoleCommand({
        ...{ RoleArn: `arn:aws:iam::${accountId}:role/noroshi-remediate`, RoleSessionName: 'test' },
        ...{ ExternalId: `noroshi-${accountId}`, SourceIdentity: 'slack-U0ALICE', DurationSeconds: 900 },
      }),
    );

    expect(Math.round(((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 60_000)).toBe(15);
  });
});
