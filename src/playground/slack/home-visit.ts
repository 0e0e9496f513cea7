import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { HomeTab } from './home-tab.ts';
import { loadButton, MessageGone } from './pressed.ts';
import { type DoorAnswer, identityFields, type PeopleParts, sendEvent, sendForm } from './requests.ts';
import type { Workspace } from './workspace.ts';

/** A button of somebody's Home tab. */
export type HomeClick = Readonly<{ user: string; actionId: string; blockId?: string | undefined }>;

const opened = z.looseObject({ channel: z.looseObject({ id: z.string() }) });

/**
 * Somebody opens the Home tab: the app hears of it, with what the tab shows when something was published there before
 * (docs.slack.dev/reference/events/app_home_opened). Undefined where it did not subscribe, or the person is of another workspace.
 */
export async function openHome(user: string, parts: PeopleParts): Promise<DoorAnswer | undefined> {
  const { slack, now } = parts;
  const { workspace, installation } = slack;
  const isOurs = workspace.people.some(({ id, teamId }) => id === user && teamId === undefined);
  if (!isOurs || !installation.botEvents.includes('app_home_opened')) return undefined;
  const { channel } = opened.parse(await slack.call('conversations.open', { users: user }));
  const seconds = now() / 1_000;
  const home = slack.homeOf(user);
  const event = {
    ...{ type: 'app_home_opened', user, channel: channel.id, tab: 'home', event_ts: seconds.toFixed(6) },
    ...(home && { view: viewOf(home, workspace) }),
  };
  const { team, app } = workspace;
  const around = {
    ...{
      token: 'deprecated',
      team_id: team.id,
      api_app_id: app.id,
      type: 'event_callback',
      is_ext_shared_channel: false,
    },
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(seconds),
    authorizations: [{ enterprise_id: null, team_id: team.id, user_id: app.botUserId, is_bot: true }],
  };
  return sendEvent({ ...around, event }, parts);
}

/** Somebody presses a button there: an interaction with a view for its container, without channel, message or response URL. */
export async function clickHome(click: HomeClick, parts: PeopleParts): Promise<DoorAnswer> {
  const { slack, now } = parts;
  const home = slack.homeOf(click.user);
  if (!home) throw new MessageGone(`${click.user} was never shown a Home tab.`);
  const { element, blockId } = loadButton(home.blocks, click);
  const payload = {
    type: 'block_actions',
    ...identityFields(slack.workspace, click.user),
    container: { type: 'view', view_id: home.id },
    trigger_id: await slack.grantTriggerId(click.user),
    view: { ...viewOf(home, slack.workspace), state: { values: {} } },
    actions: [{ ...element, block_id: blockId, action_ts: (now() / 1_000).toFixed(6) }],
  };
  return sendForm({ payload: JSON.stringify(payload) }, parts);
}

function viewOf({ id, hash, blocks }: HomeTab, { team, app }: Workspace): object {
  return {
    ...{ id, team_id: team.id, type: 'home', blocks, private_metadata: '', callback_id: '', hash },
    ...{ clear_on_close: false, notify_on_close: false, root_view_id: id, external_id: '' },
    ...{ app_id: app.id, app_installed_team_id: team.id, bot_id: app.botId },
  };
}
