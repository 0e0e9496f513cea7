import type { Aws } from '../../src/playground/aws/start.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import type { WorldItem } from '../../src/playground/world-item.ts';
import type { Task } from '../../src/remediations/define.ts';

const place = { accountId: scene.prod, region: scene.region };

/** An instance of its own in the playground, running, with one volume; `more` is what its configuration says besides. */
export function launch({ world }: Aws, more: WorldItem['configuration'] = {}): WorldItem {
  const count = world.listItems().filter(({ resource }) => resource.type === 'AWS::EC2::Instance').length;
  const digits = String(count).padStart(16, '0');
  const instanceId = `i-0${digits}`;
  const volumeId = `vol-0${digits}`;
  const of = (type: string, kind: string, id: string) => ({
    ...{ type, id, ...place, arn: `arn:aws:ec2:${place.region}:${place.accountId}:${kind}/${id}` },
  });
  const common = {
    status: 'OK',
    stateId: '1',
    createdAt: 0,
    capturedAt: 0,
    availabilityZone: `${place.region}a`,
  } as const;
  const instance: WorldItem = {
    ...common,
    resource: of('AWS::EC2::Instance', 'instance', instanceId),
    tags: { Name: 'batch' },
    configuration: {
      ...{ instanceId, state: { code: 16, name: 'running' }, securityGroups: [{ groupId: scene.securityGroup.id }] },
      ...more,
    },
    relationships: [{ type: 'AWS::EC2::Volume', id: volumeId, relation: 'Is attached to Volume' }],
  };
  world.add(instance);
  world.add({
    ...common,
    resource: of('AWS::EC2::Volume', 'volume', volumeId),
    ...{ tags: {}, configuration: { volumeId, size: 8 } },
    relationships: [{ type: 'AWS::EC2::Instance', id: instanceId, relation: 'Is attached to Instance' }],
  });
  return instance;
}

/** An auto scaling group with these instances in it. */
export function group({ world }: Aws, instances: readonly string[], maxSize = 4): WorldItem {
  const name = `batch-${instances.join('-')}`;
  const arn = `arn:aws:autoscaling:${place.region}:${place.accountId}:autoScalingGroup:0a1b2c3d:autoScalingGroupName/${name}`;
  const item: WorldItem = {
    resource: { type: 'AWS::AutoScaling::AutoScalingGroup', id: arn, ...place, arn, name },
    ...{ status: 'OK', stateId: '1', createdAt: 0, capturedAt: 0, availabilityZone: `${place.region}a` },
    ...{ tags: {}, relationships: [] },
    configuration: {
      ...{ autoScalingGroupName: name, minSize: 1, maxSize, desiredCapacity: instances.length },
      instances: instances.map((instanceId) => ({ instanceId })),
    },
  };
  world.add(item);
  return item;
}

/** The security group of that name in the VPC of the task's instance, unless it is gone. */
export function groupBeside({ resource }: Task, name: string, { world }: Aws): WorldItem | undefined {
  const vpcId = world.findItem(resource)?.configuration['vpcId'];
  const groups = world.listItems().filter((item) => item.resource.type === 'AWS::EC2::SecurityGroup');
  return groups.find(
    ({ configuration, status }) =>
      status !== 'ResourceDeleted' && configuration['vpcId'] === vpcId && configuration['groupName'] === name,
  );
}
