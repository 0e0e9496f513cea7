import type { Scene } from './define.ts';
import { noLongerCompliant } from './events.ts';

/** An account that nobody told us about. */
export const unlistedAccount: Scene = {
  id: 'unlisted-account',
  title: 'An account that is not in the settings',
  shows: 'The alert is posted and marked so; it has no button, for nothing is ever done in such an account.',
  events: (at) => [
    noLongerCompliant(
      {
        account: '123456789012',
        region: 'eu-west-1',
        rule: 'restricted-ssh',
        type: 'AWS::EC2::SecurityGroup',
        id: 'sg-0123456789abcdef0',
      },
      at,
    ),
  ],
};
