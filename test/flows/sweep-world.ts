import type { ComplianceNow } from '../../src/core/ports.ts';
import { notify } from '../../src/flows/notify.ts';
import type { SweepWorld } from '../../src/flows/sweep/world.ts';
import { sweep } from '../../src/flows/sweep.ts';
import { message, openNotify } from './notify-world.ts';

export const minute = 60_000;

/** The world of the sweep, with AWS as it is told; a table for each, because what is due is due for everybody. */
export async function openSweep(change: Partial<SweepWorld> = {}) {
  const at = openNotify();
  const source: { states: ComplianceNow[]; findings: object[]; asked: (number | string)[] } = {
    states: [],
    findings: [],
    asked: [],
  };
  const dead = { count: 0 };
  const world: SweepWorld = {
    ...at.world,
    tellOnCall: at.posts.tellOnCall,
    sources: {
      listComplianceSince: async (since) => {
        source.asked.push(since);
        return source.states;
      },
      listFindingsSince: async (region) => {
        source.asked.push(region);
        return source.findings;
      },
    },
    deadLetters: {
      count: async () => [
        { queue: 'noroshi-alerts', count: dead.count },
        { queue: 'noroshi-posts', count: 0 },
      ],
      redrive: async () => 0,
    },
    ...change,
  };
  /** What the queue of alerts holds, taken in; how many there were. */
  const takeSent = async () => {
    const bodies = at.sent
      .splice(0)
      .flatMap(({ queue, body, delay }) => (queue === 'alerts' && delay === 0 ? [body] : []));
    await notify(
      bodies.map((body, index) => message(body, `swept-${at.clock.now()}-${index}`)),
      at.world,
    );
    return bodies.length;
  };
  return {
    ...at,
    ...{ source, dead, takeSent },
    sweep: () => sweep(world),
    operations: at.settings.slack.operations,
  };
}
