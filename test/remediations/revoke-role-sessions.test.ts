import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../src/remediations/define.ts';
import { revokeRoleSessions as remediation } from '../../src/remediations/revoke-role-sessions.ts';
import { openTheatre, type Theatre } from './actors.ts';
import { makeRole } from './exposed.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre?.close());
beforeEach(() => theatre.forget());

const plan = (task: Task) => remediation.plan(task, theatre.contextOf(remediation, task));

describe('revoking the sessions of a role', () => {
  const role = (name: string, path = '/'): Task => {
    const { resource } = makeRole(theatre.aws, { name, path });
    return { resource: { ...resource, id: name }, input: {} };
  };
  const policies = (name: string) => {
    const found = theatre.aws.world
      .listItems()
      .find(({ resource }) => resource.type === 'AWS::IAM::Role' && resource.name === name);
    return JSON.parse(JSON.stringify(found?.configuration['rolePolicyList'] ?? []));
  };

  it('writes the policy that the console writes, marked as ours, with the time of the deed', async () => {
    const task = role('app');
    const ctx = theatre.contextOf(remediation, task);
    const planned = await remediation.plan(task, ctx);
    if ('outcome' in planned) throw new Error(planned.reason);
    const from = Date.now();
    await remediation.apply(task, planned.before, ctx);

    const [{ policyName, policyDocument }] = policies('app');
    expect(policyName).toBe('AWSRevokeOlderSessions');
    const { Statement } = JSON.parse(decodeURIComponent(policyDocument));
    expect(Statement).toEqual([
      {
        ...{ Sid: 'NoroshiRevokedOlderSessions', Effect: 'Deny', Action: ['*'], Resource: ['*'] },
        Condition: { DateLessThan: { 'aws:TokenIssueTime': expect.any(String) } },
      },
    ]);
    const at = Date.parse(Statement[0].Condition.DateLessThan['aws:TokenIssueTime']);
    expect(at).toBeGreaterThanOrEqual(from);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  it('does not cut off the sessions of after the deed when it is run again', async () => {
    const task = role('app');
    const ctx = theatre.contextOf(remediation, task);
    const planned = await remediation.plan(task, ctx);
    if ('outcome' in planned) throw new Error(planned.reason);
    await remediation.apply(task, planned.before, ctx);
    const first = policies('app');
    theatre.pass(60_000);

    expect(await remediation.apply(task, planned.before, ctx)).toEqual({ state: 'applied' });
    expect(policies('app')).toEqual(first);
    expect(await remediation.verify?.(task, planned.before, ctx)).toMatchObject({ state: 'reached' });
  });

  it('does not take back what somebody else revoked since', async () => {
    const task = role('app');
    const ctx = theatre.contextOf(remediation, task);
    const planned = await remediation.plan(task, ctx);
    if ('outcome' in planned) throw new Error(planned.reason);
    await remediation.apply(task, planned.before, ctx);
    makeRole(theatre.aws, { name: 'app', path: '/', revokedUntil: '2036-01-02T03:04:05.678Z' });
    const theirs = policies('app');

    expect(await remediation.undo?.(task, planned.before, theatre.contextOf(remediation, task, 'undo'))).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('somebody else'),
    });
    expect(policies('app')).toEqual(theirs);
    expect(planned.back).toMatchObject([{ what: expect.stringContaining('stolen ones too') }]);
  });

  it('fails with what IAM says where the policies of the role are too long already', async () => {
    const { resource } = makeRole(theatre.aws, { name: 'app', path: '/' });
    const item = theatre.aws.world.findItem(resource);
    const policyDocument = encodeURIComponent(
      JSON.stringify({ Version: '2012-10-17', Statement: ['x'.repeat(10_200)] }),
    );
    const task = { resource: { ...resource, id: 'app' }, input: {} };
    const ctx = theatre.contextOf(remediation, task);
    if (item)
      theatre.aws.world.change(item, {
        ...item.configuration,
        rolePolicyList: [{ policyName: 'Own', policyDocument }],
      });
    const planned = await remediation.plan(task, ctx);

    await expect(remediation.apply(task, 'before' in planned ? planned.before : null, ctx)).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });

  it('plans the same however often it is asked, so that an approval holds', async () => {
    const task = role('app');
    const first = await plan(task);
    theatre.pass(60_000);

    expect(await plan(task)).toEqual(first);
  });

  it.each([
    {
      of: 'AWS itself',
      name: 'AWSServiceRoleForRDS',
      path: '/aws-service-role/rds.amazonaws.com/',
      why: /service-linked/,
    },
    { of: 'AWS itself, by its path', name: 'odd', path: '/aws-service-role/odd.amazonaws.com/', why: /service-linked/ },
    {
      of: 'IAM Identity Center',
      name: 'AWSReservedSSO_A_0a1b',
      path: '/aws-reserved/sso.amazonaws.com/',
      why: /Identity/,
    },
    { of: 'our own', name: 'noroshi-remediate', path: '/', why: /Noroshi/ },
  ])('refuses a role of $of, and says why', async ({ name, path, why }) => {
    const planned = await plan(role(name, path));

    expect(planned).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(why) });
  });
});
