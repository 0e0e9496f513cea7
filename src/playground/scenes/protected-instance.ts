import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { dev, noLongerCompliant } from './events.ts';

/** What a remediation that fails looks like. */
export const protectedInstance: Scene = {
  id: 'protected-instance',
  title: 'A remediation that fails',
  shows:
    'legacy-ledger is protected against stopping: its remediation fails, and the thread says at which step and why.',
  events: (at) => [
    noLongerCompliant(
      { ...dev, rule: 'approved-amis-by-id', type: 'AWS::EC2::Instance', id: scene.protectedInstance.id },
      at,
    ),
  ],
};
