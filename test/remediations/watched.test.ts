import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../src/remediations/define.ts';
import { findRemediation } from '../../src/remediations/index.ts';
import { openTheatre, type Theatre } from './actors.ts';
import type { Stage } from './stage.ts';
import { stage as archive } from './stages/archive-guardduty-finding.ts';
import { stage as enable } from './stages/enable-guardduty-detector.ts';
import { stage as record } from './stages/start-config-recorder.ts';
import { stage as log } from './stages/start-trail-logging.ts';
import { changeItem, place } from './watched.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre?.close());
beforeEach(() => theatre.forget());

function remediationOf({ id }: Stage) {
  const found = findRemediation(id);
  if (!found) throw new Error(`${id} is not listed`);
  return found;
}

async function play(stage: Stage, change?: (task: Task) => Task) {
  const remediation = remediationOf(stage);
  const set = await stage.set(theatre.aws);
  const task = change?.(set) ?? set;
  const ctx = theatre.contextOf(remediation, task);
  const plan = await remediation.plan(task, ctx);
  return { remediation, task, ctx, plan };
}

/** Plans and applies; the plan must have something to do. */
async function perform(stage: Stage) {
  const played = await play(stage);
  if ('outcome' in played.plan) throw new Error(played.plan.reason);
  const { before } = played.plan;
  return { ...played, before, applied: await played.remediation.apply(played.task, before, played.ctx) };
}

describe('starting a trail again', () => {
  it('starts it, and the plan then finds nothing left to do', async () => {
    const { applied, remediation, task, ctx } = await perform(log);

    expect(applied).toEqual({ state: 'applied' });
    expect(theatre.aws.world.findItem(task.resource)?.configuration).toMatchObject({ isLogging: true });
    expect(await remediation.plan(task, ctx)).toMatchObject({ steps: [] });
  });

  it('asks for nothing but to start this trail', async () => {
    await perform(log);

    const arn = 'arn:aws:cloudtrail:ap-northeast-1:111122223333:trail/noroshi';
    expect(theatre.asked.act.map(({ action, resource }) => [action, resource])).toEqual([
      ['cloudtrail:StartLogging', arn],
    ]);
  });

  it('cannot be taken back, and says what stays lost', async () => {
    const { plan, remediation } = await play(log);

    expect(remediation.undo).toBeUndefined();
    expect(plan).toMatchObject({ back: [], steps: [{ what: 'start the logging of the trail', on: 'noroshi' }] });
    expect('caveats' in plan && plan.caveats.join(' ')).toMatch(/in no log.*event selectors.*weaken/);
  });

  it("leaves an organization's trail to the account that owns it", async () => {
    const arn = 'arn:aws:cloudtrail:ap-northeast-1:999988887777:trail/everything';
    const { world } = theatre.aws;
    const [own] = world.listItems().filter(({ resource }) => resource.type === 'AWS::CloudTrail::Trail');
    if (!own) throw new Error('There is no trail');
    const resource = { ...own.resource, ...place, id: 'everything', arn };
    world.add({
      ...own,
      resource,
      configuration: { ...own.configuration, isOrganizationTrail: true, isLogging: false },
    });

    const { plan } = await play(log, (task) => ({ ...task, resource }));

    expect(plan).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('999988887777') });
  });

  it('is refused outside the home region of the trail', async () => {
    const { plan } = await play(log, (task) => ({ ...task, resource: { ...task.resource, region: 'us-east-1' } }));

    expect(plan).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('ap-northeast-1') });
  });

  it('finds a trail that was deleted since the plan gone', async () => {
    const { remediation, task, ctx, plan } = await play(log);
    if ('outcome' in plan) throw new Error(plan.reason);
    theatre.aws.world.remove(task.resource);

    const applied = await remediation.apply(task, plan.before, ctx);
    theatre.aws.world.add({ ...theatreTrail(task), status: 'OK' });

    expect(applied).toMatchObject({ state: 'resource-gone' });
  });

  function theatreTrail({ resource }: Task) {
    const [, last] = theatre.aws.world.listHistory(resource);
    if (!last) throw new Error('There never was a trail');
    return last;
  }
});

describe('starting a recorder again', () => {
  it('starts it', async () => {
    const { applied, task } = await perform(record);

    expect(applied).toEqual({ state: 'applied' });
    expect(theatre.aws.world.findItem(task.resource)?.configuration).toMatchObject({ recording: true });
  });

  it('says what to do where there is no delivery channel', async () => {
    const task = await record.set(theatre.aws);
    changeItem(theatre.aws, task.resource, { deliveryChannel: undefined });
    const { plan } = await play(record);
    changeItem(theatre.aws, task.resource, { deliveryChannel: 'default' });

    expect(plan).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('delivery channel') });
  });

  it('leaves a recorder alone that a service of AWS holds', async () => {
    const task = await record.set(theatre.aws);
    changeItem(theatre.aws, task.resource, { servicePrincipal: 'securityhub.amazonaws.com' });
    const { plan } = await play(record);
    changeItem(theatre.aws, task.resource, { servicePrincipal: undefined });

    expect(plan).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('securityhub.amazonaws.com') });
  });
});

describe('switching a detector on again', () => {
  it('switches it on', async () => {
    const { applied, task } = await perform(enable);

    expect(applied).toEqual({ state: 'applied' });
    expect(theatre.aws.world.findItem(task.resource)?.configuration).toMatchObject({ status: 'ENABLED' });
  });

  it('does nothing about one that was deleted but say what to do', async () => {
    const id = 'ffffffffffffffffffffffffffffffff';
    const { plan } = await play(enable, (task) => ({ ...task, resource: { ...task.resource, id } }));

    expect(plan).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/was deleted.*instead.*rollout/) });
  });
});

describe('archiving a finding', () => {
  it('archives it, and can take it out again', async () => {
    const { applied, remediation, task, before } = await perform(archive);
    expect(applied).toEqual({ state: 'applied' });
    expect(isArchived(task)).toBe(true);

    const undone = await remediation.undo?.(task, before, theatre.contextOf(remediation, task, 'undo'));

    expect(undone).toEqual({ state: 'applied' });
    expect(isArchived(task)).toBe(false);
  });

  it('is for the administrator account where there is one', async () => {
    const detector = { type: 'AWS::GuardDuty::Detector', id: '12abc34d567e8fa901bc2d34e56789f0' };
    changeItem(theatre.aws, detector, { administrator: '999988887777' });
    const { plan } = await play(archive);
    changeItem(theatre.aws, detector, { administrator: undefined });

    expect(plan).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('999988887777') });
  });

  function isArchived({ resource }: Task): unknown {
    const service = theatre.aws.world.findItem(resource)?.configuration['service'];
    return typeof service === 'object' && service !== null && 'archived' in service && service.archived;
  }
});

describe('what watches the accounts', () => {
  it.each([log, record, enable, archive])('is written once, however often $id is applied', async (stage) => {
    const { remediation, task, before, ctx } = await perform(stage);
    const { length } = theatre.asked.act;
    theatre.forget();

    expect(await remediation.apply(task, before, ctx)).toEqual({ state: 'applied' });
    expect([length, theatre.asked.act.length]).toEqual([1, 0]);
  });

  it.each([log, record, enable, archive])(
    'is left as it is while $id is planned, and nothing more is declared',
    async (stage) => {
      const { remediation } = await play(stage);
      expect(theatre.asked.act).toEqual([]);
      await perform(stage);

      const used = (asked: typeof theatre.asked.read) => [...new Set(asked.map(({ action }) => action))].sort();
      expect(used(theatre.asked.read)).toEqual([...remediation.permissions.read].sort());
      expect(used(theatre.asked.act)).toEqual([...remediation.permissions.act].sort());
    },
  );
});
