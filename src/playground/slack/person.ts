import { z } from 'zod';
import { clickHome, type HomeClick, openHome } from './home-visit.ts';
import { type SlackMessage, slackMessage } from './message.ts';
import { loadButton, MessageGone } from './pressed.ts';
import { type DoorAnswer, identityFields, type PeopleParts, sendForm, teamFields } from './requests.ts';
import type { SlackStandIn } from './start.ts';
import { loadPerson, type Workspace } from './workspace.ts';

type Command = Readonly<{ user: string; channel: string; command: string; text: string }>;
type Click = Readonly<{
  user: string;
  channel: string;
  ts: string;
  actionId: string;
  /** Which of several buttons of that action. */
  blockId?: string | undefined;
  /** What was chosen, of a select or an overflow menu. */
  option?: Readonly<Record<string, unknown>> | undefined;
}>;
/** A modal's submission; `values` by block id and action id, each the state of the element. */
type Submission = Readonly<{ user: string; viewId: string; values: Readonly<Record<string, unknown>> }>;

/** Acts as the people of the workspace do, with requests that Slack signs. */
export type People = Readonly<{
  sendCommand: (command: Command) => Promise<DoorAnswer>;
  /** Presses a button of a message that is there, also of one that only this person sees; throws MessageGone when there is none. */
  click: (click: Click) => Promise<DoorAnswer>;
  /** Opens the Home tab of the app; undefined where the app did not ask to hear of it. */
  openHome: (user: string) => Promise<DoorAnswer | undefined>;
  /** Presses a button of the Home tab as it is; throws MessageGone when there is none. */
  clickHome: (click: HomeClick) => Promise<DoorAnswer>;
  /** Submits the modal that this person has open; throws when it is another or none. */
  submit: (submission: Submission) => Promise<DoorAnswer>;
}>;

/** Makes the people of a workspace at a front door. */
export function createPeople(parts: PeopleParts): People {
  return {
    sendCommand: (command) => sendCommand(command, parts),
    click: (click) => clickButton(click, parts),
    openHome: (user) => openHome(user, parts),
    clickHome: (click) => clickHome(click, parts),
    submit: (submission) => submitModal(submission, parts),
  };
}

async function sendCommand(command: Command, parts: PeopleParts): Promise<DoorAnswer> {
  const { workspace } = parts.slack;
  const { user, channel } = command;
  const person = loadPerson(workspace, user);
  const answer = await sendForm(
    {
      token: 'deprecated',
      ...teamFields(workspace, person),
      channel_id: channel,
      channel_name: channelName(workspace, channel),
      user_id: user,
      user_name: person.name,
      command: command.command,
      text: command.text,
      api_app_id: workspace.app.id,
      is_enterprise_install: 'false',
      response_url: parts.slack.grantResponseUrl({ channel, user }),
      trigger_id: await parts.slack.grantTriggerId(user),
    },
    parts,
  );
  if (answer.status === 200) await parts.slack.showImmediate(answer.body, { channel, user });
  return answer;
}

async function clickButton(click: Click, parts: PeopleParts): Promise<DoorAnswer> {
  const { slack } = parts;
  const { user, channel, ts } = click;
  const { message, ephemeral } = await loadMessage(click, slack);
  const { element, blockId } = loadButton(message.blocks ?? [], click);
  const target = { channel, user, messageTs: ts, ...(ephemeral && { ephemeral }) };
  const payload = {
    type: 'block_actions',
    ...identityFields(slack.workspace, user),
    channel: { id: channel, name: channelName(slack.workspace, channel) },
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: ephemeral ?? false,
      ...(message.thread_ts && { thread_ts: message.thread_ts }),
    },
    ...(!ephemeral && { message }),
    state: { values: {} },
    response_url: slack.grantResponseUrl(target),
    trigger_id: await slack.grantTriggerId(user),
    actions: [
      {
        ...element,
        ...(click.option && { selected_option: click.option }),
        block_id: blockId,
        action_ts: (parts.now() / 1_000).toFixed(6),
      },
    ],
  };
  return sendForm({ payload: JSON.stringify(payload) }, parts);
}

async function submitModal({ user, viewId, values }: Submission, parts: PeopleParts): Promise<DoorAnswer> {
  const { slack } = parts;
  const modal = slack.modalOf(user);
  if (modal?.id !== viewId) throw new Error(`${user} has no modal ${viewId} open.`);
  const { workspace } = slack;
  const payload = {
    type: 'view_submission',
    ...identityFields(workspace, user),
    trigger_id: await slack.grantTriggerId(user),
    view: {
      id: modal.id,
      team_id: workspace.team.id,
      type: 'modal',
      blocks: modal.blocks,
      private_metadata: modal.privateMetadata,
      callback_id: modal.callbackId,
      state: { values },
      hash: modal.hash,
      app_id: workspace.app.id,
      bot_id: workspace.app.botId,
    },
    response_urls: [],
  };
  return sendForm({ payload: JSON.stringify(payload) }, parts);
}

async function loadMessage(
  { channel, ts, user }: Click,
  slack: SlackStandIn,
): Promise<{ message: SlackMessage; ephemeral?: true }> {
  const seen = slack.ephemerals().find((each) => each.ts === ts && each.channel === channel && each.user === user);
  if (seen) return { message: slackMessage.parse({ ...seen.message, ts }), ephemeral: true };
  const answer = await slack.call('conversations.replies', { channel, ts, include_all_metadata: true });
  const messages = z.array(slackMessage).parse(answer['messages'] ?? []);
  const message = messages.find((each) => each.ts === ts);
  if (!message) throw new MessageGone(`There is no message ${ts} in ${channel}.`);
  return { message };
}

function channelName({ channels }: Workspace, channel: string): string {
  return channels.find(({ id }) => id === channel)?.name ?? (channel.startsWith('D') ? 'directmessage' : 'unknown');
}
