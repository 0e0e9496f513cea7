import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Planned, Remediation, RemediationContext, Task } from '../../src/remediations/define.ts';
import { remediations } from '../../src/remediations/index.ts';
import { type Direction, openTheatre, type Theatre } from '../remediations/actors.ts';
import type { Stage } from '../remediations/stage.ts';

const folder = new URL('../remediations/stages/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
const stages = await Promise.all(
  files.map(async (file): Promise<Stage> => (await import(new URL(file, folder).href)).stage),
);

/** The rights that a remediation was seen to need, over all its stages. */
const needed = new Map<string, Set<string>>();

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre.close());

describe('the remediations', () => {
  it('have a stage each, on which they are tried', () => {
    const ids = remediations.map(({ id }) => id);

    expect([...new Set(stages.map(({ id }) => id))].toSorted()).toEqual(ids.toSorted());
  });
});

describe.each(remediations)('the remediation $id', ({ title, effect, permissions, undo }) => {
  it('is named and explained within what Slack shows', () => {
    expect(title.length).toBeLessThanOrEqual(30);
    expect(effect.length).toBeLessThanOrEqual(220);
    expect(effect).toMatch(/\.$/);
  });

  it('declares as reads only what reads, and no wildcard', () => {
    const reading = /^[a-z0-9-]+:(?:Describe|Get|List|BatchGet)\w*$/;

    expect(permissions.read.filter((action) => !reading.test(action))).toEqual([]);
    expect(
      [...permissions.act, ...(permissions.undo ?? [])].filter((action) => !/^[a-z0-9-]+:\w+$/.test(action)),
    ).toEqual([]);
    expect(permissions.act.length).toBeGreaterThan(0);
    expect(permissions.undo === undefined).toBe(undo === undefined);
  });
});

describe.each(stages.map((stage) => ({ ...stage, label: stage.name ?? stage.id })))('on its stage, $label', (stage) => {
  let remediation: Remediation;
  let task: Task;
  let requests: Partial<Record<Direction, RemediationContext>> = {};

  beforeAll(() => {
    const found = remediations.find(({ id }) => id === stage.id);
    if (!found) throw new Error(`There is no remediation ${stage.id}`);
    remediation = found;
  });
  beforeEach(async () => {
    task = await stage.set(theatre.aws);
    requests = {};
    theatre.forget();
  });

  /** As the flow has it: one request has one token, in whichever run of it. */
  const contextOf = (direction: Direction): RemediationContext => {
    requests[direction] ??= theatre.contextOf(remediation, task, direction);
    return requests[direction];
  };

  const planNow = (direction: Direction = 'act') => remediation.plan(task, contextOf(direction));

  /** Its plan, which must be one. */
  async function plan(): Promise<{ steps: readonly object[]; back: readonly object[]; before: Json }> {
    const planned: Planned = await planNow();
    if (!('steps' in planned)) throw new Error(`It planned nothing: ${planned.outcome}, ${planned.reason}`);
    return { ...planned, before: JSON.parse(JSON.stringify(planned.before)) };
  }

  function remember(role: 'read' | Direction, asked: Theatre['asked']['read']): void {
    const key = `${remediation.id} ${role}`;
    needed.set(key, new Set([...(needed.get(key) ?? []), ...actionsOf(asked)]));
  }

  /** Carries it out to its end, and says what is seen then. */
  async function carryOut(direction: Direction, before: Json) {
    const ctx = contextOf(direction);
    const work = direction === 'act' ? remediation.apply : remediation.undo;
    const begun = { ...task, startedAt: ctx.now() };
    const applied = await work?.(begun, before, ctx);
    theatre.pass(stage.takesMs ?? 0);
    if (applied?.state === 'running' && direction === 'act') {
      const followed = await remediation.follow?.(begun, before, ctx);
      expect(followed).toMatchObject({ state: 'applied' });
    }
    return applied;
  }

  /** As the flow proves it: its own way, else by planning once more. */
  async function prove(direction: Direction, before: Json): Promise<string> {
    const ctx = contextOf(direction);
    const verify = direction === 'act' ? remediation.verify : remediation.verifyUndo;
    if (verify) return (await verify({ ...task, startedAt: ctx.now() - 60_000 }, before, ctx)).state;
    const planned = await planNow(direction);
    if (!('steps' in planned)) return planned.outcome === 'already-compliant' ? 'reached' : planned.outcome;
    const isThere = direction === 'act' ? planned.steps.length === 0 : same(planned.before, before);
    return isThere ? 'reached' : 'not-reached';
  }

  it('plans what it will do, and asks for no right but the reads that it declares', async () => {
    const { steps } = await plan();

    expect(steps.length).toBeGreaterThan(0);
    expect(theatre.asked.act).toEqual([]);
    expect(remediation.permissions.read).toEqual(expect.arrayContaining([...actionsOf(theatre.asked.read)]));
  });

  it('does what it planned, and the same once more changes nothing', async () => {
    const { before } = await plan();
    expect(await carryOut('act', before)).toMatchObject({ state: expect.stringMatching(/^(applied|running)$/) });
    expect(await prove('act', before)).toBe('reached');
    const after = await planNow();

    const again = await carryOut('act', before).catch((error: unknown) => error);

    expect(again).toMatchObject({ state: expect.stringMatching(/^(applied|running|already-compliant|failed)$/) });
    expect(await prove('act', before)).toBe('reached');
    expect(same(await planNow(), after)).toBe(true);
  });

  it('needs no right but those that it declares, and none of them for everything', async () => {
    const { before } = await plan();
    await carryOut('act', before);
    await prove('act', before);
    const acted = theatre.asked.act;
    theatre.forget();

    expect(acted.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
    expect(beyond(acted, remediation.permissions.act)).toEqual([]);
    remember('act', acted);
    if (!remediation.undo) return;

    await carryOut('undo', before);
    await prove('undo', before);
    expect(theatre.asked.act.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
    expect(beyond(theatre.asked.act, remediation.permissions.undo ?? [])).toEqual([]);
    remember('undo', theatre.asked.act);
  });

  it('reads nothing that it does not declare', async () => {
    const { before } = await plan();
    await carryOut('act', before);
    await prove('act', before);
    if (remediation.undo) {
      await carryOut('undo', before);
      await prove('undo', before);
    }

    expect(theatre.asked.read.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
    expect(beyond(theatre.asked.read, remediation.permissions.read)).toEqual([]);
    remember('read', theatre.asked.read);
  });

  it('says how it is taken back, and puts back what the plan saw, also when it is taken back twice', async () => {
    const { before, back } = await plan();
    expect(back.length > 0).toBe(remediation.undo !== undefined);
    if (!remediation.undo) return;
    await carryOut('act', before);

    expect(await carryOut('undo', before)).toMatchObject({ state: expect.stringMatching(/^(applied|running)$/) });
    expect(await prove('undo', before)).toBe('reached');
    expect(await carryOut('undo', before)).toMatchObject({
      state: expect.stringMatching(/^(applied|running|already-compliant)$/),
    });
    expect(await prove('undo', before)).toBe('reached');
  });

  it('takes a resource that is gone as an outcome, before the plan and after it', async () => {
    if (!stage.remove) return;
    const { before } = await plan();
    await stage.remove(theatre.aws, task);

    const planned = await planNow();
    expect(planned).toMatchObject({
      outcome: expect.stringMatching(/^(resource-gone|failed)$/),
      reason: expect.any(String),
    });
    const applied = await remediation.apply(task, before, contextOf('act'));
    expect(applied).toMatchObject({
      state: expect.stringMatching(/^(resource-gone|failed)$/),
      reason: expect.any(String),
    });
  });
});

describe.each(remediations)('on all its stages together, $id', ({ id, permissions }) => {
  it.each(['read', 'act', 'undo'] as const)('needs every right that it declares: %s', (role) => {
    const seen = needed.get(`${id} ${role}`);

    if (seen) expect([...seen].toSorted()).toEqual(permissions[role]?.toSorted());
  });
});

function beyond(asked: Theatre['asked']['read'], declared: readonly string[]): readonly string[] {
  return actionsOf(asked).filter((action) => !declared.includes(action));
}

function actionsOf(asked: Theatre['asked']['read']): readonly string[] {
  return [...new Set(asked.map(({ action }) => action))].toSorted();
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
