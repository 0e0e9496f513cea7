import type { Plan } from '../../src/core/remediation.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import type { Planned, Remediation, Task } from '../../src/remediations/define.ts';
import type { Theatre } from './actors.ts';

/** The plan that has something to do, or is done already. Throws where there is none. */
export function planOf(planned: Planned): Plan {
  if ('outcome' in planned) throw new Error(planned.reason);
  return planned;
}

/** A task as it is when it is started now, by the playground's clock. */
export async function begin(theatre: Theatre, remediation: Remediation, task: Task) {
  const first = theatre.contextOf(remediation, task);
  const started = { ...task, startedAt: first.now() };
  const ctx = { ...theatre.contextOf(remediation, started), token: first.token };
  const { before } = planOf(await remediation.plan(started, ctx));
  return { ctx, task: started, before };
}

/** It cannot be stopped. */
export const protectedInstance = {
  type: 'AWS::EC2::Instance',
  id: scene.protectedInstance.id,
  accountId: scene.dev,
  region: scene.region,
};
