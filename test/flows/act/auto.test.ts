import { describe, expect, it } from 'vitest';
import type { ConfigurationItem } from '../../../src/core/ports.ts';
import { readTransition } from '../../../src/flows/act/auto.ts';
import { createFakePeople } from '../../core/people.ts';
import { setUpAlone } from './alone.ts';

describe('a policy in mode auto', () => {
  it('remediates once per transition, however often it is told', async () => {
    const { breaks, tell, deliver, aws, latest, entries, opened } = setUpAlone();
    const transition = await breaks();

    await tell(transition);
    await tell(transition);
    await deliver(120_000);
    await tell(transition);

    expect(aws.applied).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'applied', attempt: 1, requestedBy: 'auto', mode: 'auto' });
    expect(entries[0]).toMatchObject({ kind: 'request', by: 'auto' });
    expect(opened).toEqual(['auto']);
  });

  it('acts again at the next transition', async () => {
    const { breaksAndRuns, aws } = setUpAlone();

    await breaksAndRuns();
    expect(await breaksAndRuns()).toMatchObject({ state: 'applied', attempt: 2 });

    expect(aws.applied).toHaveLength(2);
  });

  it('leaves a transition alone that is over: resolved, or a newer one came', async () => {
    const { breaks, tell, resolve, latest } = setUpAlone();
    const first = await breaks();
    await breaks();
    await tell(first);
    const second = await breaks();
    await resolve();
    await tell(second);

    expect(await latest()).toBeUndefined();
  });

  it('leaves alone what the rule does not call non-compliant', async () => {
    const cannotTell = [{ field: 'Compliance', before: null, after: 'INSUFFICIENT_DATA' }];
    const { breaksAndRuns, aws } = setUpAlone();

    expect(await breaksAndRuns({ changes: cannotTell })).toBeUndefined();
    aws.verdict = 'COMPLIANT';
    expect(await breaksAndRuns()).toMatchObject({ state: 'already-compliant' });
    expect(aws.applied).toHaveLength(0);
  });

  it('reads the policy again: what is a click by now waits for it', async () => {
    const { breaks, tell, settings, world, latest } = setUpAlone();
    const transition = await breaks();
    Object.assign(world, {
      settings: { ...settings, remediations: settings.remediations.map((one) => ({ ...one, mode: 'click' as const })) },
    });

    await tell(transition);

    expect(await latest()).toBeUndefined();
  });

  it('says only what it would do where the policy is a dry run', async () => {
    const { breaksAndRuns, aws, opened } = setUpAlone({ dryRun: true });

    expect(await breaksAndRuns()).toMatchObject({ state: 'dry-run', plan: { steps: [{ what: 'fix' }] } });
    expect(aws.applied).toHaveLength(0);
    expect(opened).toEqual([]);
  });

  it('is refused while everything is switched off, also what waited in the queue then', async () => {
    const { breaks, tell, switchTo, latest, aws, store } = setUpAlone();
    const queued = await breaks();

    await switchTo('off');
    await tell(queued);

    const request = await latest();
    expect(request).toMatchObject({ state: 'refused', reason: expect.stringContaining('switched off') });
    expect(await store.listSlots(`REQ#${request?.id}`)).toMatchObject([{ channel: 'C0SECURITY', name: 'status' }]);
    expect(aws.applied).toHaveLength(0);
  });

  it('is stopped by the switch between its plan and its start', async () => {
    const acting = setUpAlone();
    const transition = await acting.breaks();
    const { plan } = acting.world.findRemediation('config-remediation')!;
    const world = acting.world as { findRemediation: (id: string) => unknown };
    const real = acting.world.findRemediation('config-remediation')!;
    world.findRemediation = () => ({
      ...real,
      plan: async (...asked: Parameters<typeof plan>) => {
        await acting.switchTo('off');
        return real.plan(...asked);
      },
    });

    await acting.tell(transition);

    expect(await acting.latest()).toMatchObject({ state: 'refused', reason: expect.stringContaining('switched off') });
    expect(acting.aws.applied).toHaveLength(0);
  });

  it('asks Slack nothing: nobody pressed', async () => {
    const { people, asked } = createFakePeople();
    const { breaksAndRuns } = setUpAlone({ people });

    expect(await breaksAndRuns()).toMatchObject({ state: 'applied' });
    expect(asked).toEqual([]);
  });
});

describe('what a policy in mode auto leaves to people', () => {
  const byTag = { exempt: [{ tag: { noroshi: 'exempt' }, because: 'managed elsewhere' }] };
  const item = (tags: Record<string, string>) => [{ tags } as unknown as ConfigurationItem];

  it('is what its tags exempt, read where the resource is', async () => {
    const exempt = setUpAlone({ settings: byTag });
    Object.assign(exempt.world, { loadHistory: async () => item({ noroshi: 'exempt' }) });
    const free = setUpAlone({ settings: { ...byTag, remediations: exempt.settings.remediations } });
    Object.assign(free.world, { loadHistory: async () => item({ team: 'web' }) });

    expect(await exempt.breaksAndRuns()).toMatchObject({
      state: 'refused',
      reason: 'the settings exempt it: managed elsewhere',
    });
    expect(await free.breaksAndRuns()).toMatchObject({ state: 'applied' });
  });

  it('is what may be exempt by tags that cannot be read', async () => {
    const { breaksAndRuns, aws } = setUpAlone({ settings: byTag });

    expect(await breaksAndRuns()).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('tags could not be read'),
    });
    expect(aws.applied).toHaveLength(0);
  });

  it('is what is muted', async () => {
    const { breaksAndRuns, store, clock, aws } = setUpAlone();
    const until = clock.now() + 3_600_000;
    await store.putMute({
      id: 'm1',
      when: { rule: 'approved-amis-by-id' },
      because: 'migration',
      by: 'U0BOB',
      at: clock.now(),
      until,
    });

    expect(await breaksAndRuns()).toMatchObject({ state: 'refused', reason: 'the alert is muted: migration' });
    expect(aws.applied).toHaveLength(0);
  });

  it('is what our own session changed, and nothing that only bears our name', async () => {
    const ours = setUpAlone();
    const actor = {
      type: 'AssumedRole',
      name: 'noroshi-auto',
      arn: 'arn:aws:sts::111122223333:assumed-role/noroshi-remediate/noroshi-abc',
    };
    const foreign = { ...actor, arn: 'arn:aws:sts::111122223333:assumed-role/admin/noroshi-remediate' };
    const mimic = setUpAlone();

    expect(await ours.breaksAndRuns({ actor })).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('Noroshi itself'),
    });
    expect(await mimic.breaksAndRuns({ actor: foreign })).toMatchObject({ state: 'applied' });
  });

  it('is what the call that CloudTrail tells of shows to be ours', async () => {
    const { breaks, tell, store, alert, clock, latest } = setUpAlone();
    const transition = await breaks({ occurredAt: new Date(clock.now() + 1_000).toISOString() });
    const actor = {
      type: 'AssumedRole',
      name: 'slack-U0ALICE',
      arn: 'arn:aws:sts::111122223333:assumed-role/noroshi-remediate/noroshi-abc',
    };
    await store.addEvidence(alert.id, {
      actor,
      call: 'ec2:X',
      at: clock.now(),
      accountId: '111122223333',
      region: 'us-east-1',
    });

    await tell(transition);

    expect(await latest()).toMatchObject({ state: 'refused', reason: expect.stringContaining('Noroshi itself') });
  });

  it('is what another remediation has just changed', async () => {
    const { breaksAndRuns, store, resource, clock, alert } = setUpAlone();
    const stop = {
      remediation: 'stop-instance',
      attempt: 1,
      state: 'applied',
      mode: 'click',
      resource,
      input: {},
      requestedBy: 'U0ALICE',
    } as const;
    const id = `${resource.accountId}/${resource.region}/${resource.type}/${resource.id}|stop-instance|1`;
    const times = { requestedAt: clock.now(), startedAt: clock.now(), endedAt: clock.now() };
    await store.putRequest({
      ...stop,
      ...times,
      id,
      alertId: `other-${alert.id}`,
      click: 'another',
      steps: [],
      rev: 1,
    });

    expect(await breaksAndRuns()).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('stop-instance has just changed'),
    });
    clock.pass(20 * 60_000);
    expect(await breaksAndRuns()).toMatchObject({ state: 'applied' });
  });
});

describe('a message of the queue', () => {
  it.each([{ auto: 'a-1', sourceAt: 1 }])('is a transition: %j', (body) => {
    expect(readTransition(body)).toEqual(body);
  });

  it.each([{ request: 'a', n: 1 }, { auto: 'a b', sourceAt: 1 }, { auto: 'a' }, 'a', null])('is none: %j', (body) => {
    expect(readTransition(body)).toBeUndefined();
  });
});
