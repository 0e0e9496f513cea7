import type { SlackAnswer } from './emulator.ts';
import { type Fields, textOf } from './fields.ts';
import type { Installation, Person, Workspace } from './workspace.ts';

type Parts = Readonly<{ workspace: Workspace; installation: Installation }>;

/**
 * docs.slack.dev/reference/methods/users.info: the e-mail address is shown only with `users:read.email`, and never that of
 * somebody of another workspace, who is a stranger.
 */
export async function showUser(fields: Fields, { workspace, installation }: Parts): Promise<SlackAnswer> {
  const missing = missingScope('users:read', installation);
  if (missing) return missing;
  const id = textOf(fields, 'user');
  const person = workspace.people.find((one) => one.id === id);
  if (person) return { ok: true, user: userOf(person, { workspace, installation }) };
  if (id !== workspace.app.botUserId) return { ok: false, error: 'user_not_found' };
  const app: Person = { id, name: workspace.app.name.toLowerCase(), realName: workspace.app.name };
  return { ok: true, user: { ...userOf(app, { workspace, installation }), is_bot: true } };
}

/** docs.slack.dev/reference/methods/usergroups.users.list */
export async function listGroupUsers(fields: Fields, { workspace, installation }: Parts): Promise<SlackAnswer> {
  const missing = missingScope('usergroups:read', installation);
  if (missing) return missing;
  const group = workspace.userGroups.find(({ id }) => id === fields['usergroup']);
  return group ? { ok: true, users: group.users } : { ok: false, error: 'no_such_subteam' };
}

function missingScope(needed: string, { scopes }: Installation): SlackAnswer | undefined {
  if (scopes.includes(needed)) return undefined;
  return { ok: false, error: 'missing_scope', needed, provided: scopes.join(',') };
}

function userOf(person: Person, { workspace, installation }: Parts): Readonly<Record<string, unknown>> {
  const { id, name, realName, guest = false, gone = false, teamId, email } = person;
  const mayRead = installation.scopes.includes('users:read.email') && !teamId;
  const team = teamId ?? workspace.team.id;
  return {
    ...{ id, team_id: team, name, real_name: realName, deleted: gone },
    profile: { team, real_name: realName, display_name: name, ...(mayRead && email && { email }) },
    ...{ is_admin: false, is_owner: false, is_bot: false, is_app_user: false },
    ...{ is_restricted: guest, is_ultra_restricted: false, is_email_confirmed: true },
    ...(teamId && { is_stranger: true }),
  };
}
