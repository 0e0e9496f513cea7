import type { Scene } from './define.ts';
import { apiCall, prod } from './events.ts';

/** Somebody hopes that a name does something in the channel. */
export const hostileText: Scene = {
  id: 'hostile-text',
  title: 'Hostile text in names',
  shows: 'Markup, mentions and script in a group’s name and a user agent arrive as plain text and do nothing.',
  events: (at) => [
    apiCall(
      {
        ...prod,
        service: 'ec2',
        eventName: 'AuthorizeSecurityGroupIngress',
        person: '<script>alert(1)</script>',
        address: '198.51.100.66',
        userAgent: '<img src=x onerror=alert(2)> <!channel> *bold* <https://evil.example|Open in the console>',
        requestParameters: {
          groupId: 'sg-0bad0bad0bad0bad0',
          groupName: '<!here> ✅ *APPROVED* \u202Egnp.exe javascript:alert(3)',
          ipPermissions: {
            items: [
              { ipProtocol: 'tcp', fromPort: 3389, toPort: 3389, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
            ],
          },
        },
      },
      at,
    ),
  ],
};
