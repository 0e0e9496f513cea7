import { type Command, type CommandContext, commands, findCommand } from '../commands/index.ts';
import { mayInvestigate } from '../core/access.ts';
import type { ReadAudit } from '../core/audit/read.ts';
import { UserError, userError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import type { LookUps } from '../core/look-ups.ts';
import type { Aggregator, JobState, People } from '../core/ports.ts';
import type { Reply } from '../core/reply.ts';
import { renderBroken, renderError } from '../slack/render/error.ts';
import { renderReply } from '../slack/render/reply.ts';
import { mendsOf } from './answer/mends.ts';
import { createQuiet } from './answer/quiet.ts';
import { placeOfFiles, sendFiles, withPlace } from './answer/send-files.ts';
import { beginSearch } from './search/begin.ts';
import { runSearch } from './search/run.ts';
import type { SearchWorld } from './search/world.ts';

/** A slash command as the front door handed it over. */
export type Question = Extract<Job, { command: string }>;

export type AnswerWorld = SearchWorld &
  Readonly<{ people: People; aggregator: Aggregator; lookUps: LookUps; readAudit: ReadAudit }>;

/**
 * slash command → query → reply. A look-up's answer goes to the asker alone; a search gets a message that moves, in the
 * channel where it was asked if that is private, else in the asker's direct messages, and outlives this run where it must.
 * Mistakes are told to the asker and are done with; anything else is logged, told with a reference, and thrown.
 */
export async function answer(question: Question, world: AnswerWorld): Promise<void> {
  const put = await world.store.putJob(question);
  if (put === 'search') return runSearch(question.key, world);
  if (put === 'known') return;
  try {
    const command = await findAllowed(question, world);
    const answered = await command.answer(question.text, contextOf(question, world));
    if ('plan' in answered) return await beginSearch(question, answered.plan, world);
    await reply(question, answered, world);
  } catch (error) {
    await tell(error, question, world);
    if (!(error instanceof UserError)) throw error;
  }
}

/** Answers a look-up; what comes with it as a file comes where results may be. */
async function reply(question: Question, answered: Reply, world: AnswerWorld): Promise<void> {
  const channel = await placeOfFiles(question, answered, world);
  await world.slack.answer(
    question.asker,
    renderReply(withPlace(answered, channel, question), undefined, question.key),
  );
  const state = await world.store.updateJob(question.key, { state: 'done', reply: answered });
  await sendFiles(state, channel, world);
}

/** The command that was asked for, if this person may ask it. */
async function findAllowed({ asker, command: name }: Question, { settings, people }: AnswerWorld): Promise<Command> {
  if (asker.teamId !== settings.slack.team) throw userError('OTHER_WORKSPACE');
  const command = findCommand(name);
  if (!command)
    throw userError('UNKNOWN_COMMAND', { command: name, known: commands.map((one) => one.name).join(', ') });
  if (command.access === 'investigators' && !(await mayInvestigate(settings, asker, people))) {
    throw userError('NOT_ALLOWED', { what: `use ${name}` });
  }
  return command;
}

function contextOf({ askedAt, asker, key }: Question, world: AnswerWorld): CommandContext {
  const { settings, aggregator, lookUps, readAudit, search, stop } = world;
  return {
    ...{ settings, aggregator, lookUps, readAudit, search, commands, stop, askedAt },
    mendsOf: (resource, rule) => mendsOf(resource, rule, settings),
    ...{ askedBy: asker.userId, jobKey: key, quiet: createQuiet(world), saved: world.store },
  };
}

/** Tells the asker what went wrong. A search that has begun tells that itself, and goes on when it comes again. */
async function tell(error: unknown, question: Question, world: AnswerWorld): Promise<void> {
  const { slack, store, log, reference } = world;
  const isTheirs = error instanceof UserError;
  if (!isTheirs) log.error('A question could not be answered', { reference, job: question.key, error: nameOf(error) });
  const failed: Pick<JobState, 'state' | 'reply'> = {
    state: 'failed',
    reply: isTheirs
      ? { title: error.message, sections: [{ kind: 'text', text: error.hint }] }
      : { title: `Something broke on our side, reference ${reference}`, sections: [] },
  };
  try {
    if ((await store.findJob(question.key))?.search) return;
    await slack.answer(question.asker, isTheirs ? renderError(error) : renderBroken(reference));
    await store.updateJob(question.key, failed);
  } catch (second) {
    log.error('The asker could not be told', { reference, job: question.key, error: nameOf(second) });
    if (isTheirs) throw second;
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'not an error';
}
