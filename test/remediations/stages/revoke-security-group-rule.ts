import { putRules } from '../../../src/playground/aws/ec2-rules.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import type { WorldItem } from '../../../src/playground/world-item.ts';
import type { Stage } from '../stage.ts';

const type = 'AWS::EC2::SecurityGroup';

/** A group with rules in both directions that somebody opened, with words and tags, beside rules that are none of our business. */
export const stage: Stage = {
  id: 'revoke-security-group-rule',
  set(aws) {
    const all = aws.world.listItems().filter(({ resource }) => resource.type === type);
    const id = `sg-0${String(all.length).padStart(16, '0')}`;
    const place = { accountId: scene.prod, region: scene.region };
    const group: WorldItem = {
      resource: { type, id, ...place, arn: `arn:aws:ec2:${place.region}:${place.accountId}:security-group/${id}` },
      ...{ status: 'OK', stateId: '1', createdAt: 0, capturedAt: 0, availabilityZone: 'Not Applicable' },
      ...{ tags: {}, relationships: [], configuration: { groupId: id, groupName: 'bastion', description: 'Bastion' } },
    };
    aws.world.add(group);
    const rule = (n: number) => `sgr-${id.slice(-5)}${String(n).padStart(12, '0')}`;
    const ssh = { isEgress: false, protocol: 'tcp', from: 22, to: 22 };
    const world = { kind: 'ipv4', value: '0.0.0.0/0', description: 'for now' } as const;
    const office = { kind: 'ipv4', value: '198.51.100.0/24' } as const;
    putRules(aws.world, group, [
      { ...ssh, id: rule(1), peer: world, tags: { ticket: 'OPS-1' } },
      { ...ssh, id: rule(2), peer: office, tags: {} },
      { id: rule(3), isEgress: true, protocol: '-1', peer: { kind: 'ipv6', value: '::/0' }, tags: {} },
      { id: rule(4), isEgress: true, protocol: 'tcp', from: 443, to: 443, peer: office, tags: {} },
    ]);
    return {
      resource: group.resource,
      input: { rules: `${rule(1)},${rule(3)}`, opens: 'tcp 22 0.0.0.0/0,all ::/0' },
    };
  },
  remove: (aws, { resource }) => aws.world.remove(resource),
};
