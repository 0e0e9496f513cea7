import { scene } from '../../../src/playground/seed-scene.ts';
import type { Stage } from '../stage.ts';
import { changeItem, nowOf } from '../watched.ts';

/** An instance that a document of the account's own isolates. */
export const stage: Stage = {
  id: 'ssm-automation',
  set(aws) {
    const instance = { type: 'AWS::EC2::Instance', id: scene.instance.id };
    const { resource } = changeItem(aws, instance, { networkInterfaces: undefined });
    const input = { document: 'Example-IsolateInstance', 'parameter.InstanceId': resource.id };
    return { resource, input, startedAt: nowOf(aws.world, resource) };
  },
  takesMs: 4000,
};
