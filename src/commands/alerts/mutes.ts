import { matchesCondition } from '../../core/condition.ts';
import { describeCondition, type Mute, muteId } from '../../core/mute.ts';
import { readMuteCondition, readMuteSpan } from '../../core/mute-words.ts';
import type { Reply } from '../../core/reply.ts';
import { counted, oneLine, utc } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';
import { type Asked, refuse } from './asked.ts';

/** So many open alerts are looked through for what a mute is about, the latest first. */
const mostOpen = 500;

/** Hides what fits the condition. The words behind `because:` belong to it: who is in a hurry forgets the quotes. */
export async function mute({ words, span, because, condition }: Asked, ctx: CommandContext): Promise<Reply> {
  const { settings, quiet, askedBy, askedAt, jobKey } = ctx;
  const when = readMuteCondition(condition, settings, refuse);
  const until = askedAt + readMuteSpan(span, refuse);
  if (because === undefined) throw refuse('Say why, for those who wonder tomorrow: because:"planned work".');
  const stray = words.find((word) => /^[a-z]+:/i.test(word));
  if (stray) throw refuse(`“${oneLine(stray, 60)}” means nothing here.`);
  const why = oneLine([because, ...words].join(' '), 200);
  const made: Mute = { id: muteId(jobKey), when, because: why, by: askedBy, at: askedAt, until };
  const hidden = (await quiet.listOpen(mostOpen)).filter(({ state }) => matchesCondition(state.alert, when));
  await quiet.mute(made);
  const text = [
    `It is about ${counted(hidden.length, 'open alert')} now. What comes is recorded and not posted; what is still open then is posted then.`,
    'No policy acts on it by itself meanwhile. To lift it before:',
  ].join(' ');
  return {
    mark: '🔕',
    title: `Muted until ${utc(until)}: ${describeCondition(when, settings)}`,
    sections: [
      { kind: 'text', text },
      { kind: 'code', text: `/aws-alerts unmute ${made.id}` },
    ],
  };
}

/** Each mute, with the line that lifts it. */
export async function showMutes(_: Asked, { quiet, settings }: CommandContext): Promise<Reply> {
  const mutes = (await quiet.listMutes()).toSorted((a, b) => a.until - b.until);
  if (mutes.length === 0) return { title: 'Nothing is muted', sections: [] };
  const items = mutes.map(({ id, when, because, until, by }) => ({
    ...{ lead: describeCondition(when, settings), body: `until ${utc(until)}: ${because}`, person: by },
    meta: `to lift it: /aws-alerts unmute ${id}`,
  }));
  return { title: `${counted(mutes.length, 'mute')} now, the first to end first`, sections: [{ kind: 'list', items }] };
}

/** Ends a mute by its id. */
export async function unmute({ words }: Asked, { quiet, settings }: CommandContext): Promise<Reply> {
  const [id = ''] = words;
  if (!/^[0-9a-f]{8}$/.test(id))
    throw refuse('Name the mute by its id, which /aws-alerts mutes shows.', '/aws-alerts unmute 5f3a9c21');
  const lifted = await quiet.unmute(id);
  if (!lifted)
    throw refuse(
      `Nothing is muted under the id ${id}. Perhaps it has ended: the list shows what is muted.`,
      '/aws-alerts mutes',
    );
  return {
    mark: '🔔',
    title: `Lifted: ${describeCondition(lifted.when, settings)}. What it hid and is still open is posted now`,
    sections: [],
  };
}
