import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUpActing } from '../flows/act/acting.ts';
import { startTable } from '../store/table.ts';

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

describe('G9 double click, two people, Slack’s retries: one execution', () => {
  it('of fifty clicks at once one executes, and the others are told who was first', async () => {
    const { world, open, click, aws, told, latest, entries } = setUpActing({ client: table.client });
    await open();

    const { act } = await import('../../src/flows/act.ts');
    const clicks = Array.from({ length: 50 }, (_, n) => click(n % 2 === 0 ? 'U0ALICE' : 'U0DORA'));
    await Promise.all(clicks.map((one) => act(one, world)));

    expect(aws.applied).toHaveLength(1);
    expect(told).toHaveLength(49);
    expect(told.every(({ text }) => text.includes('already started by'))).toBe(true);
    expect(await latest()).toMatchObject({ state: 'applied', attempt: 1 });
    expect(entries.filter(({ kind }) => kind === 'intent')).toHaveLength(1);
  }, 30_000);

  it('of two approvals at once one counts', async () => {
    const { world, open, run, click, decision, aws, latest } = setUpActing({ client: table.client, mode: 'approve' });
    await open();
    await run(click());
    const request = await latest();

    const { act } = await import('../../src/flows/act.ts');
    const presses = await Promise.all(['U0BOB', 'U0CAROL'].map((user) => decision('approve', user, request)));
    await Promise.all(presses.map((press) => act(press, world)));

    expect(aws.applied).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'applied', approval: { state: 'approved' } });
  });

  it('of an approval and a no at once one counts', async () => {
    const { world, open, run, click, decision, aws, latest } = setUpActing({ client: table.client, mode: 'approve' });
    await open();
    await run(click());
    const request = await latest();

    const { act } = await import('../../src/flows/act.ts');
    const presses = [await decision('deny', 'U0BOB', request), await decision('approve', 'U0CAROL', request)];
    await Promise.all(presses.map((press) => act(press, world)));

    const { state } = (await latest()) ?? {};
    expect(['denied', 'applied']).toContain(state);
    expect(aws.applied).toHaveLength(state === 'applied' ? 1 : 0);
  });

  it('a job that is delivered again and again is one job', async () => {
    const { open, run, click, aws, clock, latest, deliver } = setUpActing({ kind: 'followed' });
    await open();
    const one = click();

    for (let time = 0; time < 5; time += 1) {
      await run(one);
      clock.pass(45_000);
    }
    await deliver(120_000);

    expect(aws.applied).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'applied', attempt: 1 });
  });

  it('a look that is delivered twice does nothing twice', async () => {
    const { open, run, click, aws, queue, deliver, latest } = setUpActing({ kind: 'followed' });
    await open();
    await run(click());

    queue.push(...queue.map((one) => ({ ...one })));
    await deliver(120_000);

    expect(aws.applied).toHaveLength(1);
    expect(aws.evaluated).toBe(1);
    expect(await latest()).toMatchObject({ state: 'applied' });
  });
});
