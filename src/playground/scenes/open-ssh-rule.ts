import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { noLongerCompliant, prod } from './events.ts';

/** The same open group as AWS Config sees it. */
export const openSshRule: Scene = {
  id: 'open-ssh-rule',
  title: 'A Config rule finds SSH open',
  shows: 'restricted-ssh finds the bastion; Remediate closes the port, and the alert resolves itself.',
  events: (at) => [
    noLongerCompliant(
      { ...prod, rule: 'restricted-ssh', type: 'AWS::EC2::SecurityGroup', id: scene.securityGroup.id },
      at,
    ),
  ],
};
