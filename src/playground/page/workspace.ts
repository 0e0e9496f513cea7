import { z } from 'zod';
import { mayApprove, mayInvestigate, mayRemediate } from '../../core/access.ts';
import type { People } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import type { Scene } from '../scenes/define.ts';
import type { SlackStandIn } from '../slack/start.ts';
import type { Person as SlackPerson, Workspace as SlackWorkspace } from '../slack/workspace.ts';
import type { Channel, Command, Person, Workspace } from './wire.ts';

type Parts = Readonly<{
  slack: SlackStandIn;
  settings: Settings;
  commands: readonly Command[];
  scenes: readonly Scene[];
  guided: boolean;
  now: () => number;
}>;

const opened = z.looseObject({ channel: z.looseObject({ id: z.string() }) });

/** What does not change while the page is open: people, channels with everybody's direct messages, commands, scenes. */
export async function describeWorkspace(parts: Parts): Promise<Workspace> {
  const { slack, commands, scenes, guided, now } = parts;
  const { team, app, people, channels, userGroups } = slack.workspace;
  const direct = await Promise.all(people.filter(({ teamId }) => !teamId).map((person) => openDirect(person, slack)));
  return {
    team: { id: team.id, name: team.name },
    app: { id: app.botUserId, name: app.name },
    people: await Promise.all(people.map((person) => describePerson(person, parts))),
    channels: [
      ...channels.map(({ id, name, topic = '', private: isPrivate }): Channel => {
        return { id, name, topic, ...(isPrivate && { private: true }) };
      }),
      ...direct,
    ],
    groups: userGroups.map(({ id, handle }) => ({ id, handle })),
    commands: [...commands],
    scenes: scenes.map(({ id, title, shows, events }) => {
      return { id, title, shows, json: JSON.stringify(events(now()), null, 2) };
    }),
    guided,
  };
}

async function openDirect({ id, realName }: SlackPerson, slack: SlackStandIn): Promise<Channel> {
  const { channel } = opened.parse(await slack.call('conversations.open', { users: id }));
  const topic = `Direct messages between ${realName} and ${slack.workspace.app.name}`;
  return { id: channel.id, name: slack.workspace.app.name, topic, dm: id };
}

async function describePerson(person: SlackPerson, { slack, settings }: Parts): Promise<Person> {
  const { id, name, realName, guest, teamId } = person;
  const may = await rightsOf(id, settings, peopleOf(slack.workspace));
  const rights = may.length > 0 ? `may ${may.join(', ')}` : 'has no rights here';
  const role = teamId ? 'of another workspace' : guest ? `guest, ${rights}` : rights;
  return { id, name, realName, role, ...(teamId && { elsewhere: true }) };
}

/** What somebody may do at all, somewhere. */
async function rightsOf(userId: string, settings: Settings, people: People): Promise<readonly string[]> {
  const deeds = settings.accounts.flatMap(({ id: accountId }) =>
    settings.remediations.map(({ use: remediation }) => ({ accountId, remediation })),
  );
  const changes = await Promise.all(deeds.map((deed) => mayRemediate(settings, { userId, ...deed }, people)));
  const approvals = await Promise.all(
    deeds.map((deed) => mayApprove(settings, { approverId: userId, requesterId: 'auto', ...deed }, people)),
  );
  return [
    ...((await mayInvestigate(settings, { userId }, people)) ? ['look up'] : []),
    ...(changes.includes(true) ? ['remediate'] : []),
    ...(approvals.includes('yes') ? ['approve'] : []),
  ];
}

/** The people of the playground as the bot sees them. */
function peopleOf({ people, userGroups, team }: SlackWorkspace): People {
  const asked: People = {
    async findPerson(userId) {
      const person = people.find(({ id }) => id === userId);
      if (!person) return undefined;
      const { id, email, teamId = team.id, guest = false, gone = false } = person;
      return { id, teamId, ...(email && { email: email.toLowerCase() }), isGuest: guest, isBot: false, isGone: gone };
    },
    listMembers: async (groupId) => userGroups.find(({ id }) => id === groupId)?.users ?? [],
    afresh: () => asked,
  };
  return asked;
}
