import { describe, expect, it } from 'vitest';
import { executionNote, stateNote } from '../../../src/core/own-actor.ts';
import { act } from '../../../src/flows/act.ts';
import type { Remediation } from '../../../src/remediations/define.ts';
import { setUpActing } from './acting.ts';

const execution = '11111111-2222-4333-8444-555555555555';

/** A remediation that runs on by itself, with what it answers about its execution. */
function setUp(change: (remediation: Remediation) => Partial<Remediation> = () => ({}), document = 'Own-Document') {
  const remediation = { document, resourceParameter: 'InstanceId' };
  const configRules = [{ name: 'approved-amis-by-id', parameters: {}, remediation }];
  const acting = setUpActing({ kind: 'followed', settings: { configRules } });
  const known = acting.world.findRemediation('config-remediation')!;
  const world = { ...acting.world, findRemediation: () => ({ ...known, ...change(known) }) };
  const noted = () => acting.store.listNoted(executionNote(acting.resource.accountId, execution));
  return { ...acting, world, noted };
}

describe('the execution of a request', () => {
  it('is written down with who asked as soon as AWS has answered', async () => {
    const { open, click, world, latest, noted, store } = setUp(({ apply }) => ({
      apply: async (...args) => ({ ...(await apply(...args)), state: 'running', execution }),
    }));
    await open();

    await act(click('U0DORA'), world);

    expect([...(await noted()).keys()]).toEqual(['U0DORA']);
    expect(await latest()).toMatchObject({ state: 'running', execution, requestedBy: 'U0DORA' });
    expect((await store.listNoted(executionNote('444455556666', execution))).size).toBe(0);
  });

  it('is written down at the first look that tells it, where the start does not', async () => {
    const { open, click, world, latest, noted, queue, run } = setUp(({ follow }) => ({
      follow: async (...args) => ({ ...(await follow!(...args)), execution }) as never,
    }));
    await open();
    await act(click('U0DORA'), world);
    expect((await noted()).size).toBe(0);

    await run(queue.at(-1)!.body, world);

    expect([...(await noted()).keys()]).toEqual(['U0DORA']);
    expect(await latest()).toMatchObject({ execution });
  });
});

describe('the states that follow on an instance', () => {
  const notedOf = async (document: string, fails?: Error) => {
    const { open, click, world, store, resource, aws } = setUp(undefined, document);
    await open();
    if (fails) aws.fails = fails;
    await act(click('U0DORA'), world).catch(() => undefined);
    const states = ['stopping', 'stopped', 'pending', 'running', 'terminated'];
    const found = await Promise.all(states.map((state) => store.listNoted(stateNote(resource, state))));
    return states.filter((_, n) => [...(found[n]?.keys() ?? [])].join() === 'U0DORA');
  };

  it('are written down once it has begun, where the document is known', async () => {
    expect(await notedOf('AWS-StopEC2Instance')).toEqual(['stopping', 'stopped']);
    expect(await notedOf('AWS-ResizeInstance')).toEqual(['stopping', 'stopped', 'pending', 'running']);
  });

  it('are not where nobody knows what the document does, or nothing has begun', async () => {
    expect(await notedOf('Own-Document')).toEqual([]);
    expect(await notedOf('AWS-StopEC2Instance', new Error('no answer'))).toEqual([]);
  });
});
