/** A person of the playground; `teamId` is set for somebody of another workspace, `guest` for a restricted one, `gone` for one who has left. */
export type Person = Readonly<{
  id: string;
  name: string;
  realName: string;
  email?: string;
  teamId?: string;
  guest?: true;
  gone?: true;
}>;

type Channel = Readonly<{ id: string; name: string; private?: true; topic?: string }>;

/** The workspace that the Slack stand-in plays, with the ids that settings and scripts name. */
export type Workspace = Readonly<{
  team: Readonly<{ id: string; name: string; domain: string }>;
  people: readonly Person[];
  channels: readonly Channel[];
  userGroups: readonly Readonly<{ id: string; handle: string; users: readonly string[] }>[];
  app: Readonly<{ id: string; name: string; botId: string; botUserId: string }>;
}>;

/** What the app was installed with; `botEvents` are those that it wants to hear of. */
export type Installation = Readonly<{
  botToken: string;
  signingSecret: string;
  scopes: readonly string[];
  homeTab: boolean;
  botEvents: readonly string[];
}>;

/** The person of that id, or an error: a typo in a scene or a test. */
export function loadPerson(workspace: Workspace, userId: string): Person {
  const person = workspace.people.find(({ id }) => id === userId);
  if (!person) throw new Error(`The playground has no person ${userId}.`);
  return person;
}
