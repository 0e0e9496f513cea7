import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import type { Alert } from '../../src/core/alert.ts';
import { openEnvelope } from '../../src/core/events/envelope.ts';
import { type MarkedRule, putRules, rulesOf } from '../../src/playground/aws/ec2-rules.ts';
import { groupOpened } from '../../src/playground/scenes/group-opened.ts';
import type { Task } from '../../src/remediations/define.ts';
import { choicesFor } from '../../src/remediations/index.ts';
import { revokeSecurityGroupRule as remediation } from '../../src/remediations/revoke-security-group-rule.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';
import { openTheatre, type Theatre } from './actors.ts';
import { stage } from './stages/revoke-security-group-rule.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre?.close());
beforeEach(() => theatre.forget());

function groupOf(task: Task) {
  const group = theatre.aws.world.findItem(task.resource);
  if (!group) throw new Error('The group is gone');
  return group;
}

const rulesIn = (task: Task) => rulesOf(theatre.aws.world, groupOf(task));

function change(task: Task, changed: (rules: readonly MarkedRule[]) => readonly MarkedRule[]): void {
  putRules(theatre.aws.world, groupOf(task), changed(rulesIn(task)));
}

async function plan(task: Task) {
  const ctx = theatre.contextOf(remediation, task);
  const made = await remediation.plan(task, ctx);
  if ('outcome' in made) throw new Error(made.reason);
  return { ctx, ...made };
}

describe('closing the rules of an alert', () => {
  it('says each rule in words, and takes away those and no others', async () => {
    const task = await stage.set(theatre.aws);
    const [ssh, kept, out, other] = rulesIn(task);

    const { steps, back, before, ctx } = await plan(task);
    const applied = await remediation.apply(task, before, ctx);

    expect(steps).toEqual([
      {
        what: `close the rule ${ssh?.id}: inbound tcp 22 (SSH) from 0.0.0.0/0 (the whole internet)`,
        on: task.resource.id,
      },
      { what: `close the rule ${out?.id}: outbound all traffic to ::/0 (the whole internet)`, on: task.resource.id },
    ]);
    expect(back).toHaveLength(2);
    expect(applied).toEqual({ state: 'applied' });
    expect(rulesIn(task)).toEqual([kept, other]);
    expect(await remediation.verify?.(task, before, ctx)).toMatchObject({ state: 'reached' });
  });

  it('makes them again with the same words and tags', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await plan(task);
    await remediation.apply(task, before, ctx);
    const undo = theatre.contextOf(remediation, task, 'undo');
    expect(await remediation.verifyUndo?.(task, before, undo)).toMatchObject({ state: 'not-yet' });

    expect(await remediation.undo?.(task, before, undo)).toEqual({ state: 'applied' });
    expect(await remediation.undo?.(task, before, undo)).toEqual({ state: 'applied' });

    expect(await remediation.verifyUndo?.(task, before, undo)).toMatchObject({ state: 'reached' });
    const made = rulesIn(task).find(({ tags }) => tags['ticket'] === 'OPS-1');
    expect(made).toMatchObject({ from: 22, peer: { value: '0.0.0.0/0', description: 'for now' } });
    expect(rulesIn(task)).toHaveLength(4);
  });

  it('leaves a rule alone that was changed since, and says what it is now', async () => {
    const task = await stage.set(theatre.aws);
    change(task, ([ssh, ...rest]) => [
      { ...ssh, peer: { kind: 'ipv4', value: '198.51.100.7/32' } } as MarkedRule,
      ...rest,
    ]);

    const { steps, caveats } = await plan(task);

    expect(steps).toHaveLength(1);
    expect(caveats.join(' ')).toMatch(
      /was changed since.*it was tcp 22 0\.0\.0\.0\/0, and is inbound tcp 22 .*198\.51\.100\.7/,
    );
  });

  it('has nothing to do when the rules are gone', async () => {
    const task = await stage.set(theatre.aws);
    change(task, () => []);

    const { steps, caveats } = await plan(task);

    expect(steps).toEqual([]);
    expect(caveats.join(' ')).toMatch(/sgr-\w+ is gone already\. sgr-\w+ is gone already\./);
  });

  it('goes on when one of the rules went away after the plan', async () => {
    const task = await stage.set(theatre.aws);
    change(task, ([ssh, ...rest]) =>
      ssh ? [ssh, { ...ssh, id: 'sgr-0aaaabbbbcccc0000', from: 3389, to: 3389 }, ...rest] : rest,
    );
    const both = { ...task, input: { rules: `sgr-0aaaabbbbcccc0000,${task.input['rules']}` } };
    const { before, ctx } = await plan(both);
    change(task, (rules) => rules.filter(({ from }) => from !== 3389));

    expect(await remediation.apply(both, before, ctx)).toEqual({ state: 'applied' });
    expect(rulesIn(task)).toHaveLength(2);
  });

  it('finds the group gone', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await plan(task);
    theatre.aws.world.remove(task.resource);

    expect(await remediation.plan(task, ctx)).toMatchObject({ outcome: 'resource-gone' });
    expect(await remediation.apply(task, before, ctx)).toMatchObject({ state: 'resource-gone' });
  });

  it('finds what a Config rule means: whatever lets the internet in on its ports', async () => {
    const task = await stage.set(theatre.aws);

    const { steps } = await plan({ ...task, input: { ports: '22' } });
    const none = await plan({ ...task, input: { ports: '3389' } });

    expect(steps.map(({ what }) => what)).toEqual([expect.stringContaining('inbound tcp 22 (SSH) from 0.0.0.0/0')]);
    expect(none.steps).toEqual([]);
  });
});

describe('the scene of an opened bastion', () => {
  it('offers the button, and the rule of the event is there to be closed', async () => {
    const settings = await loadPlaygroundSettings();
    const [event] = openEnvelope([...groupOpened.events(Date.parse('2026-11-20T03:00:00Z'))]).events;
    if (!event) throw new Error('The scene has no event');
    theatre.aws.deliver(groupOpened.events(Date.parse('2026-11-20T03:00:00Z')));

    const offered = choicesFor(readAlert(event, settings, 0).alert, settings);
    const choice = offered.find((one) => one.remediation.id === remediation.id);
    if (!choice) throw new Error('It is not offered');
    const { steps, before, ctx } = await plan(choice.subject);

    expect(steps).toHaveLength(1);
    expect(await remediation.apply(choice.subject, before, ctx)).toEqual({ state: 'applied' });
  });
});

describe('what of an alert it is for', () => {
  const group = { type: 'AWS::EC2::SecurityGroup', id: 'sg-1', accountId: '111122223333', region: 'eu-west-1' };
  const policy = { when: {}, use: 'revoke-security-group-rule', mode: 'click', dryRun: false, parameters: {} } as const;
  const alert: Alert = { ...complianceAlert, kind: 'security-group-change', resources: [group] };
  const subjectOf = (change: Partial<Alert>) => {
    const { rule: _, ...rest } = alert;
    return remediation.subjectOf?.({ ...rest, ...change }, policy);
  };

  it('is the rules that the alert names, with what it said of them', () => {
    const ids = { rules: 'sgr-0a', opens: 'tcp 22 0.0.0.0/0' };

    expect(subjectOf({ ids })).toEqual({ resource: group, input: ids });
    expect(subjectOf({ ids, attempted: true })).toBeUndefined();
  });

  it('is a port where a rule of AWS Config is known, and nothing where it is not', () => {
    expect(subjectOf({ rule: 'restricted-ssh' })).toEqual({ resource: group, input: { ports: '22' } });
    expect(subjectOf({ rule: 'ec2-security-group-attached-to-eni' })).toBeUndefined();
    expect(subjectOf({})).toBeUndefined();
  });
});
