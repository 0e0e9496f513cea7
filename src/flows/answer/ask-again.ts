import { userError } from '../../core/errors.ts';
import { followUpsOf, parseFollowUpId } from '../../core/follow-up.ts';
import { commandKinds, type Job } from '../../core/job.ts';
import type { Store } from '../../core/ports.ts';
import { escapeSlack } from '../../core/text/slack-text.ts';

/** A press on another question that an answer leads to. */
export type AskPress = Extract<Job, { press: string }>;

/**
 * The command that such a press stands for, asked by whoever pressed: their rights count, as if they had typed it. Throws
 * STALE_BUTTON when no answer of ours holds that question.
 */
export async function commandOf<Kind extends Job['kind']>(
  { key, askedAt, asker, value }: AskPress,
  { store, kind }: Readonly<{ store: Pick<Store, 'findJob'>; kind: Kind }>,
) {
  const id = parseFollowUpId(value);
  const answered = id && (await store.findJob(id.jobKey));
  const ask = answered?.reply && followUpsOf(answered.reply)[id?.place ?? -1];
  if (!ask || commandKinds[ask.command] !== kind) throw userError('STALE_BUTTON');
  return { kind, key, askedAt, asker, command: ask.command, text: escapeSlack(ask.text) };
}
