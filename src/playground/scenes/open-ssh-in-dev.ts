import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { dev, noLongerCompliant } from './events.ts';

/** The policy of the settings says `auto` for this rule in development: nobody has to press anything. */
export const openSshInDev: Scene = {
  id: 'open-ssh-in-dev',
  title: 'SSH open in development',
  shows:
    'restricted-ssh finds payments-sandbox; in payments-dev it is closed without a click, and the thread says why.',
  events: (at) => [
    noLongerCompliant({ ...dev, rule: 'restricted-ssh', type: 'AWS::EC2::SecurityGroup', id: scene.sandbox.id }, at),
  ],
};
