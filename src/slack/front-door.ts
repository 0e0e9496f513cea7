import { App, LogLevel, type Receiver } from '@slack/bolt';
import * as z from 'zod/mini';
import { type UserError, userError } from '../core/errors.ts';
import { type Asker, commandKinds, type Job } from '../core/job.ts';
import { isSearch, type LookKind, lookKinds } from '../core/look.ts';
import type { Message } from '../core/message.ts';
import type { Log, Now } from '../core/ports.ts';
import { type Decision, decisions } from '../core/remediation.ts';
import { createAllowance, type Take } from './allowance.ts';
import { quietLogger } from './quiet-logger.ts';
import { createReceiver, type HandleRequest, type RequestFacts } from './receiver.ts';
import { decisionAction } from './render/buttons.ts';
import { renderError, renderNotAccepted } from './render/error.ts';
import { renderHeard } from './render/progress.ts';
import { answerByUrl, ephemeral, isResponseUrl } from './response-url.ts';

type FrontDoorOptions = DoorOptions &
  Readonly<{ loadSecrets: () => Promise<Readonly<{ signingSecret: string; previousSigningSecret?: string }>> }>;

/** What the listeners need, whichever way the requests come. */
export type DoorOptions = Readonly<{
  /** The only workspace that is answered. */
  team: string;
  /** The only app that is answered, where it is known. */
  appId?: string;
  /** Puts the job on the jobs topic. */
  publish: (job: Job) => Promise<void>;
  /** Slack's Web API as configured: response URLs of a stand-in are taken when this is a stand-in. */
  apiUrl?: string;
  now: Now;
  log: Log;
}>;

const id = z.string().check(z.regex(/^[A-Z0-9]{2,30}$/));

const messageTs = z.string().check(z.regex(/^\d{1,12}\.\d{1,9}$/));

/** docs.slack.dev/interactivity/implementing-slash-commands: the fields that we use. */
const Command = z.object({
  team_id: id,
  api_app_id: z.optional(z.string()),
  user_id: id,
  channel_id: id,
  command: z.string(),
  text: z._default(z.string(), ''),
  response_url: z.optional(z.string()),
});

/** docs.slack.dev/reference/interaction-payloads/block_actions-payload: the fields that we use. */
const Click = z.object({
  api_app_id: z.optional(z.string()),
  team: z.object({ id }),
  user: z.object({ id, team_id: z.optional(z.string()) }),
  channel: z.object({ id }),
  message: z.object({ ts: messageTs, thread_ts: z.optional(messageTs) }),
  actions: z.array(z.object({ action_id: z.string(), value: z.optional(z.string()) })).check(z.minLength(1)),
  response_url: z.optional(z.string()),
});

/**
 * The handler of the function URL: verifies, acknowledges and hands the job over, all within the one invocation (Lambda
 * freezes what comes after the answer). It knows the commands by name only.
 */
export function createFrontDoor(options: FrontDoorOptions): HandleRequest {
  const { loadSecrets, now, log } = options;
  const receiver = createReceiver({ loadSecrets, now, log });
  openDoor(receiver, options);
  return async (event) => {
    try {
      return await receiver.handle(event);
    } catch (error) {
      // Never the error's message: it may hold what was sent to us.
      log.error('The front door failed', { error: error instanceof Error ? error.name : 'unknown' });
      return { statusCode: 503, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '' };
    }
  };
}

/** Puts Bolt with all our listeners behind a receiver, whose requests carry their facts as custom properties. */
export function openDoor(receiver: Receiver, options: DoorOptions): void {
  const { now, log, team } = options;
  const app = new App({
    receiver,
    // Fixed ids and never a token: Bolt would ask Slack who the token belongs to before the first acknowledgement.
    authorize: async () => ({ teamId: team, botId: 'B0NOROSHI', botUserId: 'U0NOROSHI' }),
    convoStore: false,
    tokenVerificationEnabled: false,
    attachFunctionToken: false,
    ignoreSelf: false,
    logger: { ...quietLogger(log, 'bolt'), getLevel: () => LogLevel.ERROR },
  });
  app.error(async (error) => {
    throw error;
  });
  listen(app, { ...options, ...allowances(now) });
}

/** What one person may ask for: commands may mean a search of thousands of objects, a press seldom much. */
function allowances(now: Now): Pick<DoorParts, 'takeCommand' | 'takeClick'> {
  return {
    takeCommand: createAllowance({ burst: 20, perMinute: 10, now }),
    takeClick: createAllowance({ burst: 60, perMinute: 30, now }),
  };
}

type DoorParts = DoorOptions & Readonly<{ takeCommand: Take; takeClick: Take }>;

function listen(app: App, options: DoorParts): void {
  const known = Object.entries(commandKinds);
  for (const [name, kind] of known) {
    app.command(name, async ({ ack, body, context }) => {
      await ack(ephemeral(await acceptCommand(kind, { body, facts: factsOf(context) }, options)));
    });
  }
  app.command(new RegExp(`^(?!(?:${known.map(([name]) => name).join('|')})$)`), async ({ ack, body }) => {
    const names = known.map(([name]) => name).join(', ');
    await ack(ephemeral(renderError(userError('UNKNOWN_COMMAND', { command: body.command, known: names }))));
  });
  app.action('remediate', async ({ ack, body, context }) => {
    await acceptClick({ body, facts: factsOf(context) }, toRemediation, options);
    await ack();
  });
  for (const look of lookKinds) {
    app.action(look, async ({ ack, body, context }) => {
      await acceptClick({ body, facts: factsOf(context) }, toLook(look), options);
      await ack();
    });
  }
  for (const decision of decisions) {
    app.action(decisionAction(decision), async ({ ack, body, context }) => {
      await acceptClick({ body, facts: factsOf(context) }, toDecision(decision), options);
      await ack();
    });
  }
  // A link button opens its URL by itself, but Slack tells us all the same.
  app.action(/^link_/, async ({ ack }) => ack());
}

/** What is being done with a command that was handed over. */
const doing: Readonly<Record<Job['kind'], string>> = {
  lookup: 'Looking up',
  search: 'Searching',
  remediation: 'Working out what would be done',
};

type Request = Readonly<{ body: unknown; facts: RequestFacts }>;

/** Hands a command over; returns what the asker is told at once. */
async function acceptCommand(kind: Job['kind'], request: Request, options: DoorParts): Promise<Message> {
  const { team_id, api_app_id, user_id, channel_id, command, text, response_url } = Command.parse(request.body);
  const stranger = refusal({ teams: [team_id], app: api_app_id }, options);
  if (stranger) return renderError(stranger);
  const seconds = options.takeCommand(user_id);
  if (seconds > 0) return renderError(userError('TOO_MANY', { seconds }));
  const asker = askerOf({ teamId: team_id, userId: user_id, channelId: channel_id }, response_url);
  const asked = { ...keyed(request.facts), asker, command, text };
  const job: Job = kind === 'remediation' ? { kind, ...asked } : { kind, ...asked };
  return (await handOver(job, options)) ? renderHeard(doing[kind], `${command} ${text}`) : renderNotAccepted();
}

type Pressed = Pick<Job, 'key' | 'askedAt' | 'asker'> & Readonly<{ messageTs: string }>;
/** The job of a press; `value` is what the button holds, opaque to us here. */
type ToJob = (pressed: Pressed, value: string) => Job;

function toRemediation(pressed: Pressed, offer: string): Job {
  return { kind: 'remediation', ...pressed, offer };
}

function toLook(button: LookKind): ToJob {
  return (pressed, alertId) => ({ kind: isSearch(button) ? 'search' : 'lookup', ...pressed, button, alertId });
}

function toDecision(decision: Decision): ToJob {
  return (pressed, ticket) => ({ kind: 'remediation', ...pressed, decision, ticket });
}

/** Hands a click over. The answer to a click shows nothing, so what went wrong is told through the response URL. */
async function acceptClick(request: Request, toJob: ToJob, options: DoorParts): Promise<void> {
  const { team, user, channel, message, actions, response_url, api_app_id } = Click.parse(request.body);
  const stranger = refusal({ teams: [team.id, user.team_id ?? team.id], app: api_app_id }, options);
  const value = actions[0]?.value ?? '';
  const seconds = stranger ? 0 : options.takeClick(user.id);
  const tooMany = seconds > 0 ? userError('TOO_MANY', { seconds }) : undefined;
  const stale = value === '' || value.length > 255 ? userError('STALE_BUTTON') : undefined;
  const problem = stranger ?? tooMany ?? stale;
  const asker = askerOf({ teamId: team.id, userId: user.id, channelId: channel.id }, response_url, threadOf(message));
  if (problem) return tell(renderError(problem), asker, options);
  const job = toJob({ ...keyed(request.facts), asker, messageTs: message.ts }, value);
  if (!(await handOver(job, options))) await tell(renderNotAccepted(), asker, options);
}

/** The thread that a message was pressed in, below its root. */
function threadOf({ ts, thread_ts }: z.infer<typeof Click>['message']): string | undefined {
  return thread_ts === ts ? undefined : thread_ts;
}

async function tell(message: Message, asker: Asker, { apiUrl }: DoorOptions): Promise<void> {
  const { responseUrl: url, threadTs } = asker;
  if (url !== undefined && isResponseUrl(url, apiUrl ?? 'https://slack.com/api/')) {
    await answerByUrl(url, message, threadTs);
  }
}

async function handOver(job: Job, { publish, log }: DoorOptions): Promise<boolean> {
  try {
    await publish(job);
    return true;
  } catch (error) {
    log.error('A job could not be published', { key: job.key, error: error instanceof Error ? error.name : 'unknown' });
    return false;
  }
}

type Origin = Readonly<{ teams: readonly string[]; app: string | undefined }>;

/** Slack Connect lets people of other workspaces click our buttons: the channel's team and the person's must both be ours. */
function refusal({ teams, app }: Origin, { team, appId, log }: DoorOptions): UserError | undefined {
  const ours = teams.every((one) => one === team) && (appId === undefined || app === appId);
  if (!ours) log.warn('A request from another workspace or app was refused', { teams });
  return ours ? undefined : userError('OTHER_WORKSPACE');
}

function askerOf(who: Omit<Asker, 'responseUrl' | 'threadTs'>, responseUrl?: string, threadTs?: string): Asker {
  return { ...who, ...(responseUrl !== undefined && { responseUrl }), ...(threadTs !== undefined && { threadTs }) };
}

function keyed({ jobKey, askedAt }: RequestFacts): Pick<Job, 'key' | 'askedAt'> {
  return { key: jobKey, askedAt };
}

function factsOf(context: unknown): RequestFacts {
  return z.object({ jobKey: z.string(), askedAt: z.number() }).parse(context);
}
