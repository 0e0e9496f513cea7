import { DescribeRemediationExecutionStatusCommand } from '@aws-sdk/client-config-service';
import { describe, expect, it } from 'vitest';
import { follow } from '../../../src/flows/act/follow.ts';
import { act } from '../../../src/flows/act.ts';
import { awsError } from '../../aws/responses.ts';
import { config, shareClicks, verdict } from '../act-world.ts';

const setUp = shareClicks();

describe('a remediation under way', () => {
  it('is followed step by step to its end', async () => {
    const { world, press, request, status, look, looks } = await setUp();
    await act(press(), world);

    await look({ State: 'IN_PROGRESS', StepDetails: [{ Name: 'stop', State: 'IN_PROGRESS' }] });
    expect(await request()).toMatchObject({ state: 'running', steps: [{ name: 'stop', state: 'running' }] });
    const shown = (await status())?.want;
    await look({ State: 'IN_PROGRESS', StepDetails: [{ Name: 'stop', State: 'IN_PROGRESS' }] });
    expect((await status())?.want).toBe(shown);
    verdict('COMPLIANT');
    await look({ State: 'SUCCEEDED', StepDetails: [{ Name: 'stop', State: 'SUCCEEDED' }] });

    expect(await request()).toMatchObject({ state: 'applied', steps: [{ name: 'stop', state: 'done' }] });
    expect((await status())?.want).toBe((await request())?.rev);
    expect(looks().map(({ delay }) => delay)).toEqual([2, 3, 5]);
  });

  it('tells the failed step and its reason', async () => {
    const { world, press, request, look } = await setUp();
    await act(press(), world);

    await look({ State: 'FAILED', StepDetails: [{ Name: 'stop', State: 'FAILED', ErrorMessage: 'no permission' }] });

    expect(await request()).toMatchObject({ state: 'failed', reason: 'step stop: no permission' });
  });

  it('never takes an older run for its own, and says so when there is none after two minutes', async () => {
    const { world, press, request, look, clock } = await setUp();
    await act(press(), world);
    const older = { State: 'SUCCEEDED', InvocationTime: new Date(clock.now() - 1000) };

    await look(older);
    expect(await request()).toMatchObject({ state: 'running' });
    await look(older, 120_000);

    expect(await request()).toMatchObject({ state: 'unconfirmed', reason: expect.stringContaining('no execution') });
  });

  it('gives up after an hour, and goes on while AWS cannot be asked', async () => {
    const { world, press, request, looks, clock } = await setUp();
    await act(press(), world);
    config.on(DescribeRemediationExecutionStatusCommand).rejects(awsError('ThrottlingException'));
    const next = () => follow(looks().at(-1)?.body as { request: string; n: number }, world);

    clock.pass(150_000);
    await next();
    expect(await request()).toMatchObject({ state: 'running', looks: 1 });
    clock.pass(3_600_000);
    await next();

    expect(await request()).toMatchObject({ state: 'unconfirmed', reason: 'it has not ended within an hour' });
  });

  it('drops a look that is not the next one', async () => {
    const { world, press, looks, request } = await setUp();
    await act(press(), world);

    await follow({ request: (await request())?.id ?? '', n: 3 }, world);

    expect(looks()).toHaveLength(1);
    expect(config.commandCalls(DescribeRemediationExecutionStatusCommand)).toHaveLength(1);
  });
});
