import { App, LogLevel, type Receiver } from '@slack/bolt';
import * as z from 'zod/mini';
import { userError } from '../core/errors.ts';
import { homeActs } from '../core/home.ts';
import { commandKinds, type Job, type PressKind } from '../core/job.ts';
import { isSearch, type LookKind, lookKinds } from '../core/look.ts';
import type { Message } from '../core/message.ts';
import type { Now } from '../core/ports.ts';
import { type Decision, decisions } from '../core/remediation.ts';
import { createAllowance } from './allowance.ts';
import {
  askerOf,
  type DoorOptions,
  type DoorParts,
  factsOf,
  handOver,
  keyed,
  type Request,
  refusal,
  slackId,
} from './door.ts';
import { acceptHomeOpened, acceptHomePress, takeHomePress } from './home.ts';
import { acceptMuteForm, openMuteForm } from './mute-form.ts';
import { acceptPress, type Pressed, type ToJob } from './press.ts';
import { quietLogger } from './quiet-logger.ts';
import { createReceiver, type HandleRequest } from './receiver.ts';
import { decisionAction, homeAction } from './render/buttons.ts';
import { renderError, renderNotAccepted } from './render/error.ts';
import { saveFormName, searchFormName } from './render/forms.ts';
import { muteForm } from './render/mute-form.ts';
import { renderHeard } from './render/progress.ts';
import { ephemeral } from './response-url.ts';

type FrontDoorOptions = DoorOptions &
  Readonly<{ loadSecrets: () => Promise<Readonly<{ signingSecret: string; previousSigningSecret?: string }>> }>;

/** docs.slack.dev/interactivity/implementing-slash-commands: the fields that we use. */
const Command = z.object({
  team_id: slackId,
  api_app_id: z.optional(z.string()),
  user_id: slackId,
  channel_id: slackId,
  command: z.string(),
  text: z._default(z.string(), ''),
  response_url: z.optional(z.string()),
  trigger_id: z.optional(z.string()),
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

function listen(app: App, options: DoorParts): void {
  const known = Object.entries(commandKinds);
  for (const [name, kind] of known) {
    app.command(name, async ({ ack, body, context }) => {
      const answer = await acceptCommand(kind, { body, facts: factsOf(context) }, options);
      await (answer ? ack(ephemeral(answer)) : ack());
    });
  }
  app.command(new RegExp(`^(?!(?:${known.map(([name]) => name).join('|')})$)`), async ({ ack, body }) => {
    const names = known.map(([name]) => name).join(', ');
    await ack(ephemeral(renderError(userError('UNKNOWN_COMMAND', { command: body.command, known: names }))));
  });
  app.action('remediate', async ({ ack, body, context }) => {
    await acceptPress({ body, facts: factsOf(context) }, toRemediation, options);
    await ack();
  });
  app.action('mute', async ({ ack, body, context }) => {
    await openMuteForm({ body, facts: factsOf(context) }, options);
    await ack();
  });
  app.view(muteForm.name, async ({ ack, body, context }) => {
    const errors = await acceptMuteForm({ body, facts: factsOf(context) }, options);
    await (errors ? ack({ response_action: 'errors', errors }) : ack());
  });
  listenToForms(app, options);
  for (const look of lookKinds.filter((one) => one !== 'mute')) {
    app.action(look, async ({ ack, body, context }) => {
      await acceptPress({ body, facts: factsOf(context) }, toLook(look), options);
      await ack();
    });
  }
  for (const decision of decisions) {
    app.action(decisionAction(decision), async ({ ack, body, context }) => {
      await acceptPress({ body, facts: factsOf(context) }, toDecision(decision), options);
      await ack();
    });
  }
  for (const kind of ['lookup', 'search', 'remediation'] as const) {
    app.action(new RegExp(`^ask_${kind}_\\d{1,3}$`), async ({ ack, body, context }) => {
      await acceptPress({ body, facts: factsOf(context) }, toPress('ask', kind), options);
      await ack();
    });
  }
  for (const press of ['cancel', 'direct', 'athena', 'verify'] as const) {
    // Never with the searches: those would be waited for.
    app.action(`search_${press}`, async ({ ack, body, context }) => {
      await acceptPress({ body, facts: factsOf(context) }, toPress(press, 'lookup'), options);
      await ack();
    });
  }
  app.event('app_home_opened', async ({ body, context }) => {
    await acceptHomeOpened({ body, facts: factsOf(context) }, options);
  });
  for (const home of homeActs) {
    app.action(homeAction(home), async ({ ack, body, context }) => {
      await acceptHomePress(home, { body, facts: factsOf(context) }, options);
      await ack();
    });
  }
  // A link button opens its URL by itself, but Slack tells us all the same.
  app.action(/^link_/, async ({ ack }) => ack());
}

/** The forms of a search are loaded when somebody wants one: the others should not wait for them. */
function listenToForms(app: App, options: DoorParts): void {
  app.action(homeAction('search'), async ({ ack, body, context }) => {
    const taken = takeHomePress({ body, facts: factsOf(context) }, options);
    const { openSearchForm } = await import('./search-form.ts');
    if (taken) await openSearchForm(taken, options);
    await ack();
  });
  app.view(searchFormName, async ({ ack, body, context }) => {
    const { acceptSearchForm } = await import('./search-form.ts');
    const errors = await acceptSearchForm({ body, facts: factsOf(context) }, options);
    await (errors ? ack({ response_action: 'errors', errors }) : ack());
  });
  app.action('search_save', async ({ ack, body, context }) => {
    const { openSaveForm } = await import('./save-form.ts');
    await openSaveForm({ body, facts: factsOf(context) }, options);
    await ack();
  });
  app.view(saveFormName, async ({ ack, body, context }) => {
    const { acceptSaveForm } = await import('./save-form.ts');
    const errors = await acceptSaveForm({ body, facts: factsOf(context) }, options);
    await (errors ? ack({ response_action: 'errors', errors }) : ack());
  });
}

/** What is being done with a command that was handed over. */
const doing: Readonly<Record<Job['kind'], string>> = {
  lookup: 'Looking up',
  search: 'Searching',
  remediation: 'Working out what would be done',
};

/** Hands a command over; returns what the asker is told at once. A search without anything to look for opens its form instead. */
async function acceptCommand(kind: Job['kind'], request: Request, options: DoorParts): Promise<Message | undefined> {
  const { team_id, api_app_id, user_id, channel_id, command, text, ...rest } = Command.parse(request.body);
  const { response_url, trigger_id } = rest;
  const stranger = refusal({ teams: [team_id], app: api_app_id }, options);
  if (stranger) return renderError(stranger);
  const seconds = options.takeCommand(user_id);
  if (seconds > 0) return renderError(userError('TOO_MANY', { seconds }));
  const asker = askerOf({ teamId: team_id, userId: user_id, channelId: channel_id }, response_url);
  if (command === '/aws-trail' && text.trim() === '' && trigger_id !== undefined) {
    const { openSearchForm } = await import('./search-form.ts');
    const problem = await openSearchForm({ asker, triggerId: trigger_id }, options);
    return problem && renderError(problem);
  }
  const asked = { ...keyed(request.facts), asker, command, text };
  const job: Job = kind === 'remediation' ? { kind, ...asked } : { kind, ...asked };
  return (await handOver(job, options)) ? renderHeard(doing[kind], `${command} ${text}`) : renderNotAccepted();
}

function toRemediation(pressed: Pressed, offer: string): Job {
  return { kind: 'remediation', ...pressed, offer };
}

function toLook(button: LookKind): ToJob {
  return (pressed, alertId) => ({ kind: isSearch(button) ? 'search' : 'lookup', ...pressed, button, alertId });
}

function toDecision(decision: Decision): ToJob {
  return (pressed, ticket) => ({ kind: 'remediation', ...pressed, decision, ticket });
}

function toPress(press: PressKind, kind: Job['kind']): ToJob {
  return (pressed, value) => ({ kind, ...pressed, press, value });
}
