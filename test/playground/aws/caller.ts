import type { BridgeEvent } from '../../../src/playground/aws/event-shapes.ts';
import type { Caller } from '../../../src/playground/aws/identity.ts';
import { makeRandom } from '../../../src/playground/random.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { makeWorld } from '../../../src/playground/world.ts';
import type { WorldItem } from '../../../src/playground/world-item.ts';
import { loadPlaygroundSettings } from './settings.ts';

/** A session of the remediating role in the story's account, which may do `actions` on everything. */
export function callerWith(actions: readonly string[], region: string = scene.region): Caller {
  return {
    ...{ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 's', accountId: scene.prod, region },
    ...{
      roleArn: `arn:aws:iam::${scene.prod}:role/noroshi-remediate`,
      roleId: 'AROAEXAMPLE',
      sessionName: 'noroshi-1',
    },
    ...{ sourceIdentity: 'slack-U0ALICE', tags: {} },
    policy: [{ Effect: 'Allow', Action: actions, Resource: ['*'] }],
  };
}

/** The playground's world and what its models need beside it; `told` collects the events that they emit. */
export async function setUpWorld() {
  const now = () => Date.parse('2026-03-04T05:06:07Z');
  const world = makeWorld({ settings: await loadPlaygroundSettings(), seed: 7, now });
  const told: BridgeEvent[] = [];
  const parts = { world, now, random: makeRandom(7, 'test'), emit: (event: BridgeEvent) => told.push(event) };
  const add = (item: Pick<WorldItem, 'resource' | 'configuration' | 'supplementary' | 'unrecorded'>): void =>
    world.add({
      ...{ status: 'ResourceDiscovered', stateId: '1', createdAt: now(), capturedAt: now() },
      ...{ availabilityZone: 'Regional', tags: {}, relationships: [] },
      ...item,
    });
  return { world, parts, told, add };
}
