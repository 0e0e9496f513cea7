import { bitcoinFinding } from '../../../src/playground/scenes/bitcoin-finding.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import type { Stage } from '../stage.ts';

const type = 'AWS::GuardDuty::Finding';

/** A finding that GuardDuty told of, not archived. */
export const stage: Stage = {
  id: 'archive-guardduty-finding',
  set(aws) {
    const known = new Set(aws.world.listItems().map(({ resource }) => resource.id));
    aws.deliver(bitcoinFinding.events(1_700_000_000_000 + known.size));
    const finding = aws.world.listItems().find(({ resource }) => resource.type === type && !known.has(resource.id));
    if (!finding) throw new Error('The playground did not take the finding');
    return { resource: finding.resource, input: { detector: scene.detectorId } };
  },
  remove: (aws, { resource }) => aws.world.remove(resource),
};
