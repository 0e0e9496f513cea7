import type { Scene } from './define.ts';
import { dev, noLongerCompliant, prod, signIn } from './events.ts';

const instances = 60;
const signIns = 8;

/** A rule goes live and finds fault with everything, while somebody is in as root: one message, and the fires alone. */
export const storm: Scene = {
  id: 'storm',
  title: 'Sixty broken instances, eight root sign-ins',
  shows: 'A storm: one message counts sixty alerts, and of eight critical ones five come alone.',
  events: (at) => [
    ...Array.from({ length: instances }, (_, n) =>
      noLongerCompliant(
        {
          ...(n % 3 === 0 ? dev : prod),
          rule: n % 4 === 0 ? 'desired-instance-type' : 'approved-amis-by-id',
          ...{ type: 'AWS::EC2::Instance', id: `i-0${(0x57_0f_00 + n).toString(16).padStart(16, '0')}` },
        },
        at - 1000 * (instances - n),
      ),
    ),
    ...Array.from({ length: signIns }, (_, n) =>
      signIn(
        { ...prod, identity: { type: 'Root' }, outcome: 'Success', mfa: false, address: `198.51.100.${n + 7}` },
        at - 100 * (signIns - n),
      ),
    ),
  ],
};
