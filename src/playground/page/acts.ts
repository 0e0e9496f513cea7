import { z } from 'zod';
import { type HttpReply, json } from '../http.ts';
import type { Scene } from '../scenes/define.ts';
import { parseJson } from '../slack/fields.ts';
import type { People } from '../slack/person.ts';
import { MessageGone } from '../slack/pressed.ts';
import type { DoorAnswer } from '../slack/requests.ts';
import type { SlackStandIn } from '../slack/start.ts';
import type { Deliveries } from './deliveries.ts';
import { type ActAnswer, type ActBody, type ActName, acts } from './wire.ts';

export type ActParts = Readonly<{
  slack: SlackStandIn;
  people: People;
  deliveries: Deliveries;
  scenes: readonly Scene[];
  now: () => number;
}>;

/** Does what a person on the page did: as that person, signed, through the front door. */
export async function answerAct(name: string, body: Buffer, parts: ActParts): Promise<HttpReply> {
  const doing = isAct(name) ? doers[name] : undefined;
  if (!doing) return json(404, { error: `There is no act ${name}.` });
  const done = await doing(parseJson(body.toString('utf8')), parts);
  return done ? json(200, done) : json(400, { error: `This is no ${name}.` });
}

type Doer = (body: unknown, parts: ActParts) => Promise<ActAnswer | undefined>;

const doers: Readonly<Record<ActName, Doer>> = {
  command: doer('command', async (command, { people }) => answerOf(await people.sendCommand(command))),
  click: doer('click', click),
  home: doer('home', async ({ user }, { people }) => {
    const answer = await people.openHome(user);
    return answer ? answerOf(answer) : { status: 200 };
  }),
  press: doer('press', (act, { people }) => pressed(() => people.clickHome(act))),
  submit: doer('submit', submit),
  close: doer('close', async ({ user, viewId }, { slack }) => {
    if (slack.modalOf(user)?.id === viewId) slack.closeModal(user);
    return { status: 200 };
  }),
  events: doer('events', sendEvents),
};

function doer<Name extends ActName>(
  name: Name,
  act: (body: ActBody<Name>, parts: ActParts) => Promise<ActAnswer>,
): Doer {
  return async (body, parts) => {
    const parsed = acts[name].safeParse(body);
    // Justified: the schema of the same name has just parsed it.
    return parsed.success ? act(parsed.data as ActBody<Name>, parts) : undefined;
  };
}

/** What Slack would say under the composer or beside the button; nothing when it went well. */
function answerOf({ status, body }: DoorAnswer): ActAnswer {
  if (status >= 200 && status < 300) return { status };
  if (status === 0 && body === 'dispatch_failed') return { status, problem: body };
  if (status === 0 || body.includes('operation_timeout')) return { status, problem: 'operation_timeout' };
  return { status, problem: `http_${status}` };
}

function click(act: ActBody<'click'>, { people }: ActParts): Promise<ActAnswer> {
  return pressed(() => people.click(act));
}

/** What somebody presses may have been edited away while the pointer was on its way. */
async function pressed(press: () => Promise<DoorAnswer>): Promise<ActAnswer> {
  try {
    return answerOf(await press());
  } catch (error) {
    if (error instanceof MessageGone) return { status: 404, problem: 'message_gone' };
    throw error;
  }
}

const submitted = z.looseObject({
  response_action: z.enum(['errors', 'update', 'push', 'clear']),
  errors: z.record(z.string(), z.string()).optional(),
  view: z.unknown().optional(),
});

/** docs.slack.dev/surfaces/modals: an empty answer closes the modal, and the others say what becomes of it. */
async function submit(act: ActBody<'submit'>, { people, slack }: ActParts): Promise<ActAnswer> {
  const answer = await people.submit(act);
  const told = answerOf(answer);
  if (told.problem) return told;
  const said = submitted.safeParse(parseJson(answer.body));
  if (said.success && said.data.response_action === 'errors') return { ...told, errors: said.data.errors ?? {} };
  if (said.success && said.data.response_action !== 'clear') {
    await slack.call('views.update', { view_id: act.viewId, view: said.data.view });
    return told;
  }
  slack.closeModal(act.user);
  return told;
}

async function sendEvents(act: ActBody<'events'>, { deliveries, scenes, now }: ActParts): Promise<ActAnswer> {
  const scene = scenes.find(({ id }) => id === act.scene);
  if (scene && act.text === undefined) {
    deliveries.send(scene.title, scene.events(now()));
    return { status: 200 };
  }
  const input = parseJson(act.text ?? '');
  if (input === undefined) return { status: 400, problem: notJson(act.text ?? '') };
  if (Array.isArray(input) && input.length === 0) return { status: 400, problem: 'This list holds no event.' };
  deliveries.send(act.title, input);
  return { status: 200 };
}

function notJson(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`;
  }
}

function isAct(name: string): name is ActName {
  return Object.hasOwn(acts, name);
}
