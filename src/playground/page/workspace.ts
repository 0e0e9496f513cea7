import { z } from 'zod';
import { mayInvestigate } from '../../core/access.ts';
import type { Settings } from '../../core/settings.ts';
import type { Scene } from '../scenes/define.ts';
import type { SlackStandIn } from '../slack/start.ts';
import type { Person as SlackPerson } from '../slack/workspace.ts';
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
  const { slack, settings, commands, scenes, guided, now } = parts;
  const { team, app, people, channels, userGroups } = slack.workspace;
  const direct = await Promise.all(people.filter(({ teamId }) => !teamId).map((person) => openDirect(person, slack)));
  return {
    team: { id: team.id, name: team.name },
    app: { id: app.botUserId, name: app.name },
    people: people.map((person) => describePerson(person, settings)),
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

function describePerson({ id, name, realName, guest, teamId }: SlackPerson, settings: Settings): Person {
  const mayAct = settings.access.remediate.some(({ who }) => who === id);
  const rights = mayAct
    ? 'may look up and remediate'
    : mayInvestigate(settings, id)
      ? 'may look up'
      : 'has no rights here';
  const role = teamId ? 'of another workspace' : guest ? `guest, ${rights}` : rights;
  return { id, name, realName, role, ...(teamId && { elsewhere: true }) };
}
