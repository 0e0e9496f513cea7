import { groupActions } from './ec2-groups.ts';
import { imageActions } from './ec2-images.ts';
import { instanceActions, settleInstances } from './ec2-instances.ts';
import { interfaceActions } from './ec2-interfaces.ts';
import type { Ec2Parts } from './ec2-parts.ts';
import { ruleActions } from './ec2-rule-actions.ts';
import { volumeActions } from './ec2-volumes.ts';
import { defineModel, type Model } from './model.ts';

/** EC2 over the playground's world. `settle` lets instances that were stopping be stopped, and so on. */
export function makeEc2(parts: Ec2Parts): Model & Readonly<{ settle(): void }> {
  const settle = () => settleInstances(parts);
  const model = defineModel(
    {
      ...instanceActions(parts),
      ...groupActions(parts),
      ...ruleActions(parts),
      ...interfaceActions(parts),
      ...volumeActions(parts),
      ...imageActions(parts),
    },
    { invalid: 'InvalidParameterValue', unknownAction: 'InvalidAction' },
  );
  return {
    settle,
    call(action, input, caller) {
      settle();
      return model.call(action, input, caller);
    },
  };
}
