import { z } from 'zod';
import type { SlackAnswer, SlackEmulator } from './emulator.ts';
import { type Fields, textOf } from './fields.ts';
import type { Bus } from './happenings.ts';
import type { Modal } from './modal.ts';

type Parts = Readonly<{ emulator: SlackEmulator; bus: Bus; owners: Map<string, string> }>;

const plain = z.looseObject({ type: z.literal('plain_text'), text: z.string().min(1).max(24) });
/** Slack's limits of a modal, as far as emulate does not hold them. */
const limited = z.looseObject({
  title: plain,
  submit: plain.nullish(),
  close: plain.nullish(),
  blocks: z.array(z.unknown()).max(100),
  private_metadata: z.string().max(3_000).optional(),
});
const answered = z.looseObject({
  view: z.looseObject({
    id: z.string(),
    hash: z.string().optional(),
    title: z.looseObject({ text: z.string() }),
    submit: z.looseObject({ text: z.string() }).nullish(),
    close: z.looseObject({ text: z.string() }).nullish(),
    blocks: z.array(z.looseObject({ type: z.string() })),
    callback_id: z.string().default(''),
    private_metadata: z.string().default(''),
  }),
});

/** Notes whose trigger it is, which the answer to views.open does not say. */
export async function generateTrigger(fields: Fields, { emulator, owners }: Parts): Promise<SlackAnswer> {
  const answer = await emulator.call('views.generateTriggerId', fields);
  if (answer.ok) owners.set(textOf(answer, 'trigger_id'), textOf(fields, 'user_id'));
  return answer;
}

/** Opens, pushes or updates a modal, and shows it to the person whose it is. */
export function showView(method: 'views.open' | 'views.push' | 'views.update') {
  return async (fields: Fields, { emulator, bus, owners }: Parts): Promise<SlackAnswer> => {
    const problem = limited.safeParse(fields['view']).error?.issues[0];
    if (problem) return { ok: false, error: 'invalid_arguments', why: `${problem.path.join('/')}: ${problem.message}` };
    const answer = await emulator.call(method, fields);
    if (!answer.ok) return answer;
    const { id, hash, title, submit, close, blocks, callback_id, private_metadata } = answered.parse(answer).view;
    const user = owners.get(textOf(fields, method === 'views.update' ? 'view_id' : 'trigger_id')) ?? '';
    owners.set(id, user);
    const modal: Modal = {
      ...{ id, hash, blocks, title: title.text, submit: submit?.text, close: close?.text ?? 'Cancel' },
      ...{ callbackId: callback_id, privateMetadata: private_metadata },
    };
    bus.emit({ kind: 'view', user, view: modal });
    return answer;
  };
}
