import { z } from 'zod';
import type { Now } from '../../core/ports.ts';
import { type SlackMessage, slackMessage } from './message.ts';
import { signatureHeaders } from './signature.ts';
import type { SlackStandIn } from './start.ts';
import { loadPerson, type Person, type Workspace } from './workspace.ts';

/**
 * What came back from the front door; status 0 when nothing came, with what Slack shows for it as the body:
 * `operation_timeout` after 3 s, `dispatch_failed` when it could not be reached.
 */
export type DoorAnswer = Readonly<{ status: number; body: string }>;

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

/** What was pressed is not there any more: the message was edited or deleted meanwhile. */
export class MessageGone extends Error {}

/** Acts as the people of the workspace do, with requests that Slack signs. */
export type People = Readonly<{
  sendCommand: (command: Command) => Promise<DoorAnswer>;
  /** Presses a button of a message that is there, also of one that only this person sees; throws MessageGone when there is none. */
  click: (click: Click) => Promise<DoorAnswer>;
  /** Submits the modal that this person has open; throws when it is another or none. */
  submit: (submission: Submission) => Promise<DoorAnswer>;
}>;

export type PeopleParts = Readonly<{ slack: SlackStandIn; frontDoor: string; now: Now }>;

const timeoutMs = 3_000;

/** Makes the people of a workspace at a front door. */
export function createPeople(parts: PeopleParts): People {
  return {
    sendCommand: (command) => sendCommand(command, parts),
    click: (click) => clickButton(click, parts),
    submit: (submission) => submitModal(submission, parts),
  };
}

async function sendCommand(command: Command, parts: PeopleParts): Promise<DoorAnswer> {
  const { workspace } = parts.slack;
  const { user, channel } = command;
  const person = loadPerson(workspace, user);
  const answer = await send(
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
  const { element, blockId } = loadButton(message, click);
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
  return send({ payload: JSON.stringify(payload) }, parts);
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
  return send({ payload: JSON.stringify(payload) }, parts);
}

async function send(
  fields: Readonly<Record<string, string>>,
  { slack, frontDoor, now }: PeopleParts,
): Promise<DoorAnswer> {
  const body = new URLSearchParams(fields).toString();
  const { signingSecret } = slack.installation;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(frontDoor, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...signatureHeaders(body, { signingSecret, seconds: Math.floor(now() / 1_000) }),
      },
      body,
      signal,
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    if (signal.aborted) return { status: 0, body: 'operation_timeout' };
    if (error instanceof TypeError) return { status: 0, body: 'dispatch_failed' };
    throw error;
  }
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

const button = z.looseObject({ type: z.string(), action_id: z.string() });
const holder = z.looseObject({ elements: z.array(z.unknown()).optional(), accessory: z.unknown().optional() });

function loadButton({ blocks = [], ts }: SlackMessage, { actionId, blockId }: Pick<Click, 'actionId' | 'blockId'>) {
  for (const block of blocks.filter(({ block_id }) => blockId === undefined || block_id === blockId)) {
    const { elements = [], accessory } = holder.parse(block);
    for (const candidate of [...elements, accessory]) {
      const parsed = button.safeParse(candidate);
      if (parsed.success && parsed.data.action_id === actionId) {
        return { element: parsed.data, blockId: block.block_id ?? '' };
      }
    }
  }
  throw new MessageGone(`The message ${ts} has no button ${actionId}.`);
}

function identityFields(workspace: Workspace, user: string): Readonly<Record<string, unknown>> {
  const person = loadPerson(workspace, user);
  const { team_id: id, team_domain: domain } = teamFields(workspace, person);
  return {
    token: 'deprecated',
    api_app_id: workspace.app.id,
    team: { id, domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: user, username: person.name, name: person.name, team_id: id },
  };
}

function teamFields({ team }: Workspace, person: Person): { team_id: string; team_domain: string } {
  return person.teamId
    ? { team_id: person.teamId, team_domain: 'elsewhere' }
    : { team_id: team.id, team_domain: team.domain };
}

function channelName({ channels }: Workspace, channel: string): string {
  return channels.find(({ id }) => id === channel)?.name ?? (channel.startsWith('D') ? 'directmessage' : 'unknown');
}
