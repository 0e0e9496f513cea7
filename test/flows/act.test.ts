import {
  DescribeRemediationConfigurationsCommand,
  StartRemediationExecutionCommand,
} from '@aws-sdk/client-config-service';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { act } from '../../src/flows/act.ts';
import { awsError } from '../aws/responses.ts';
import { config, configured, shareClicks, started, sts, verdict } from './act-world.ts';

const setUp = shareClicks();

describe('a click on Remediate', () => {
  it('starts the remediation in the resource’s own account and region, in the name of whoever clicked', async () => {
    const { world, press, request, status, looks, told, alert } = await setUp();

    await act(press({ userId: 'U0BOB' }), world);

    expect(started().map(({ args }) => args[0].input)).toEqual([
      {
        ConfigRuleName: 'approved-amis-by-id',
        ResourceKeys: [{ resourceType: 'AWS::EC2::Instance', resourceId: alert.resources[0]?.id }],
      },
    ]);
    const acting = sts.commandCalls(AssumeRoleCommand).at(-1)!.args[0].input;
    expect(acting).toMatchObject({
      RoleArn: 'arn:aws:iam::111122223333:role/noroshi-remediate',
      SourceIdentity: 'slack-U0BOB',
    });
    expect(acting.Policy).toContain('"config:StartRemediationExecution"');
    expect(await request()).toMatchObject({ state: 'running', requestedBy: 'U0BOB', attempt: 1, rule: alert.rule });
    expect(await status()).toMatchObject({
      channel: 'C0SECURITY',
      name: 'status',
      want: (await request())?.rev,
      thread: { owner: `ALERT#${alert.id}`, name: 'root' },
    });
    expect(looks()).toEqual([{ queue: 'remediations', body: { request: (await request())?.id, n: 0 }, delay: 2 }]);
    expect(told).toEqual([]);
  });

  it('does nothing when the resource is compliant by now', async () => {
    verdict('COMPLIANT');
    const { world, press, request } = await setUp();

    await act(press(), world);

    expect(await request()).toMatchObject({ state: 'already-compliant' });
    expect(started()).toHaveLength(0);
  });

  it('does nothing when the resource is gone', async () => {
    verdict(undefined);
    const { world, press, request } = await setUp();

    await act(press(), world);

    expect(await request()).toMatchObject({ state: 'resource-gone' });
    expect(started()).toHaveLength(0);
  });

  it('reads HTTP 200 with failed items as a failure', async () => {
    config.on(StartRemediationExecutionCommand).resolves({
      FailureMessage: 'The resource is already in progress.',
      FailedItems: [{ resourceType: 'AWS::EC2::Instance', resourceId: 'i' }],
    });
    const { world, press, request } = await setUp();

    await act(press(), world);

    expect(await request()).toMatchObject({ state: 'failed', reason: 'The resource is already in progress.' });
  });

  it('says why when STS or AWS Config refuse', async () => {
    sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 403, 'not authorized to perform sts:AssumeRole'));
    const { world, press, request, told } = await setUp();

    await act(press(), world);

    expect(await request()).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('access denied: not authorized to perform sts:AssumeRole'),
    });
    expect(told).toEqual([]);
  });

  it('looks for its execution when the answer to the start was lost, and never starts twice', async () => {
    config.on(StartRemediationExecutionCommand).rejects(Object.assign(new Error('x'), { name: 'TimeoutError' }));
    const { world, press, request, look } = await setUp();
    const click = press();

    await act(click, world);
    expect(await request()).toMatchObject({ state: 'starting' });
    await look({ State: 'IN_PROGRESS' });

    expect(await request()).toMatchObject({ state: 'running' });
    expect(started()).toHaveLength(1);
  });

  it('goes on after a crash where it was', async () => {
    const { world, press, request, clock, looks } = await setUp();
    const click = press();
    config.on(DescribeRemediationConfigurationsCommand).rejects(new TypeError('a bug'));
    await expect(act(click, world)).rejects.toThrow(TypeError);
    configured();
    expect(await request()).toMatchObject({ state: 'requested' });

    clock.pass(31_000);
    await act(click, world);

    expect(await request()).toMatchObject({ state: 'running', attempt: 1 });
    expect(started()).toHaveLength(1);
    expect(looks()).toHaveLength(1);
  });
});

describe('another attempt', () => {
  it('is made after a failure', async () => {
    const { world, press, request, look } = await setUp();
    await act(press(), world);
    await look({ State: 'FAILED' });

    await act(press(), world);

    expect(await request()).toMatchObject({ attempt: 2, state: 'running' });
  });

  it('is made after a success only when AWS found the problem again', async () => {
    const { world, press, request, look, store, alert, clock, told } = await setUp();
    await act(press(), world);
    verdict('COMPLIANT');
    await look({ State: 'SUCCEEDED' });

    await act(press(), world);
    expect(told).toHaveLength(1);
    expect(await request()).toMatchObject({ attempt: 1 });
    verdict('NON_COMPLIANT');
    await store.advanceAlert({ ...alert, sourceAt: clock.now() + 1000, eventKey: 'again' });
    await act(press(), world);

    expect(await request()).toMatchObject({ attempt: 2, state: 'running' });
  });
});
