import type { Workspace } from './workspace.ts';

/** The workspace of the playground. Settings, scenes and scripts name these ids. */
export const cast: Workspace = {
  team: { id: 'T0NOROSHI1', name: 'Noroshi playground', domain: 'noroshi-playground' },
  people: [
    { id: 'U0ALICE', name: 'alice', realName: 'Alice Aoki', email: 'alice@example.com' },
    { id: 'U0BOB', name: 'bob', realName: 'Bob Berger', email: 'bob@example.com' },
    { id: 'U0CAROL', name: 'carol', realName: 'Carol Castro', email: 'carol@example.com' },
    // Alice once more: an approver by her group, but not for what Alice asked for.
    { id: 'U0ALICE2', name: 'alice2', realName: 'Alice Aoki (second user)', email: 'alice@example.com' },
    { id: 'U0GUEST', name: 'guest', realName: 'Gwen Guest', email: 'gwen@example.net', guest: true },
    { id: 'U0STRANGER', name: 'stranger', realName: 'Sam Stranger', teamId: 'T0ELSEWHERE' },
  ],
  channels: [
    { id: 'C0SECURITY', name: 'security', topic: 'What a person should look at' },
    { id: 'C0CRITICAL', name: 'security-critical', topic: 'What a person should look at now' },
    { id: 'C0OPERATIONS', name: 'noroshi-operations', topic: 'How Noroshi itself is doing' },
    { id: 'C0DEVNOISE', name: 'dev-noise', topic: 'What happens in development' },
    { id: 'C0INCIDENT', name: 'incident-room', private: true, topic: 'Where search results may be shared' },
  ],
  userGroups: [
    { id: 'S0SECURITY', handle: 'security', users: ['U0ALICE', 'U0BOB'] },
    { id: 'S0SECLEADS', handle: 'security-leads', users: ['U0BOB', 'U0ALICE2'] },
    { id: 'S0ONCALL', handle: 'on-call', users: ['U0CAROL'] },
  ],
  app: { id: 'A0NOROSHI', name: 'Noroshi', botId: 'B0NOROSHI', botUserId: 'U0NOROSHI' },
};
