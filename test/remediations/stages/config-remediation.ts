import { scene } from '../../../src/playground/seed-scene.ts';
import type { Stage } from '../stage.ts';
import { changeItem, nowOf, place } from '../watched.ts';

const type = 'AWS::EC2::Instance';
const rule = 'approved-amis-by-id';

/** An instance from an image that nobody approved, running. What its rule says is for the flow; here it says so again. */
export const stage: Stage = {
  id: 'config-remediation',
  set({ world }) {
    const running = { state: { code: 16, name: 'running' } };
    const { resource } = changeItem({ world }, { type, id: scene.instance.id }, running);
    const verdict = world.findEvaluation({ ...place, rule, type, id: resource.id });
    if (!verdict) throw new Error('The rule says nothing of the instance');
    world.putEvaluation({ ...verdict, compliance: 'NON_COMPLIANT' });
    return { resource, rule, input: {}, startedAt: nowOf(world, resource) };
  },
  takesMs: 4000,
};
