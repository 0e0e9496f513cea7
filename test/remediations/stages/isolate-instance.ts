import { scene } from '../../../src/playground/seed-scene.ts';
import { group, launch } from '../instances.ts';
import type { Stage } from '../stage.ts';

/** An instance with two interfaces, in an auto scaling group and in a VPC that has no isolation group yet. */
export const stage: Stage = {
  id: 'isolate-instance',
  set(aws) {
    const { resource, configuration } = launch(aws, {});
    const item = aws.world.findItem(resource);
    if (!item) throw new Error('The instance was not launched');
    const digits = resource.id.slice(2);
    const groups = [scene.securityGroup.id];
    aws.world.change(item, {
      ...configuration,
      vpcId: `vpc-${digits}`,
      networkInterfaces: [
        { networkInterfaceId: `eni-${digits}`, deviceIndex: 0, groups },
        { networkInterfaceId: `eni-1${digits.slice(1)}`, deviceIndex: 1, groups },
      ],
    });
    group(aws, [resource.id]);
    return { resource, input: {} };
  },
  remove: (aws, { resource }) => aws.world.remove(resource),
};
