import type { Installation, Workspace } from '../../src/playground/slack/workspace.ts';

/** A small workspace for tests of the Slack stand-in. */
export const workspace: Workspace = {
  team: { id: 'T0NOROSHI1', name: 'Example', domain: 'example' },
  people: [
    { id: 'U0ALICE', name: 'alice', realName: 'Alice' },
    { id: 'U0BOB', name: 'bob', realName: 'Bob' },
    { id: 'U0STRANGER', name: 'stranger', realName: 'Stranger', teamId: 'T0ELSEWHERE' },
  ],
  channels: [
    { id: 'C0SECURITY', name: 'security' },
    { id: 'C0PRIVATE', name: 'private', private: true },
  ],
  userGroups: [{ id: 'S0SECURITY', handle: 'security', users: ['U0ALICE'] }],
  app: { id: 'A0NOROSHI', name: 'Noroshi', botId: 'B0NOROSHI', botUserId: 'U0NOROSHI' },
};

export const installation: Installation = {
  botToken: 'xoxb-test',
  signingSecret: 'a signing secret of a test',
  homeTab: true,
  botEvents: ['app_home_opened'],
  scopes: [
    'chat:write',
    'channels:read',
    'channels:history',
    'groups:read',
    'groups:history',
    'users:read',
    'files:read',
    'files:write',
    'im:write',
    'usergroups:read',
  ],
};
