import { describe, expect, it } from 'vitest';
import { follow } from '../../../src/flows/act/follow.ts';
import { setUpAlone } from './alone.ts';

/** A policy's run that was cut off at its plan, five minutes ago. */
async function cutOff() {
  const acting = setUpAlone();
  const transition = await acting.breaks();
  acting.cut.on = 'plan';
  await expect(acting.tell(transition)).rejects.toThrow();
  Object.assign(acting.cut, { count: 0, isDead: false, on: '' });
  acting.clock.pass(300_000);
  const { id = '', looks = 0 } = (await acting.latest()) ?? {};
  return { ...acting, goOn: (world = acting.world) => follow({ request: id, n: looks }, world) };
}

describe('what a policy began by itself, and goes on later', () => {
  it('goes on', async () => {
    const { goOn, latest } = await cutOff();

    await goOn();

    expect(await latest()).toMatchObject({ state: 'applied' });
  });

  it('stops when the alert is muted by then', async () => {
    const { goOn, latest, clock, store, aws } = await cutOff();
    const [when, at] = [{ rule: 'approved-amis-by-id' }, clock.now()];
    await store.putMute({ id: 'm1', when, because: 'migration', by: 'U0BOB', at, until: at + 3_600_000 });

    await goOn();

    expect(await latest()).toMatchObject({ state: 'refused', reason: 'the alert is muted: migration' });
    expect(aws.applied).toEqual([]);
  });

  it('stops at a mute by tags as long as nobody knows which those of the resource are', async () => {
    const { goOn, latest, clock, store } = await cutOff();
    const [when, at] = [{ tag: { env: 'prod' } }, clock.now()];
    await store.putMute({ id: 'm1', when, because: 'migration', by: 'U0BOB', at, until: at + 3_600_000 });

    await goOn();

    expect(await latest()).toMatchObject({ state: 'refused', reason: 'the alert is muted: migration' });
  });

  it.each([{ mode: 'click' }, { mode: 'approve' }, { dryRun: true }] as const)(
    'stops when the policy says %j by then',
    async (change) => {
      const { goOn, latest, world, settings, aws } = await cutOff();
      const remediations = settings.remediations.map((policy) => ({ ...policy, ...change }));

      await goOn({ ...world, settings: { ...settings, remediations } });

      expect(await latest()).toMatchObject({ state: 'refused', reason: expect.stringContaining('no policy says') });
      expect(aws.applied).toEqual([]);
    },
  );

  it('is done once more when it broke again after it was proven, while the rule was still waited for', async () => {
    const { breaks, tell, clock, aws, latest, queue, world, deliver, store, alert } = setUpAlone();
    aws.verdictWhenFixed = 'NON_COMPLIANT';
    await tell(await breaks());
    expect(await latest()).toMatchObject({ state: 'verifying', proof: { reached: true } });

    clock.pass(5_000);
    await tell(await breaks());
    const [again] = queue.filter(({ body }) => 'auto' in body);
    expect(again).toMatchObject({ body: { auto: alert.id } });
    queue.splice(
      queue.findIndex(({ body }) => 'auto' in body),
      1,
    );
    // The resource was read before it broke again, so its proof stands.
    await deliver(90_000);
    expect(await latest()).toMatchObject({ attempt: 1, state: 'applied' });
    const note = (await store.findAlert(alert.id))?.remediations?.[0];
    expect(note?.at).toBeLessThan((await store.findAlert(alert.id))?.newest.sourceAt ?? 0);

    aws.verdictWhenFixed = 'COMPLIANT';
    await tell(again?.body);
    await deliver(90_000);

    expect(await latest()).toMatchObject({ attempt: 2, state: 'applied', requestedBy: 'auto' });
    expect(aws.applied).toHaveLength(2);
    await tell(again?.body);
    expect(queue.filter(({ body }) => 'auto' in body)).toEqual([]);
    expect(world.settings.remediations).toHaveLength(1);
  });
});
