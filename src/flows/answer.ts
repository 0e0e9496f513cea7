import { type Command, type CommandContext, commands, findCommand } from '../commands/index.ts';
import { mayInvestigate } from '../core/access.ts';
import type { ReadAudit } from '../core/audit/read.ts';
import { UserError, userError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import type { Aggregator, JobState, Log, Now, People, SendToQueue, Slack, Store } from '../core/ports.ts';
import type { SearchTrail } from '../core/search/trail-query.ts';
import type { Settings } from '../core/settings.ts';
import { renderBroken, renderError } from '../slack/render/error.ts';
import { renderReply } from '../slack/render/reply.ts';
import { createQuiet } from './answer/quiet.ts';
import { type SearchMessage, startSearchMessage } from './answer/search-message.ts';

/** A slash command as the front door handed it over. */
export type Question = Extract<Job, { command: string }>;

export type AnswerWorld = Readonly<{
  store: Store;
  sendToQueue: SendToQueue;
  settings: Settings;
  slack: Pick<Slack, 'answer' | 'openDirect' | 'isPrivate'>;
  people: People;
  aggregator: Aggregator;
  search: SearchTrail;
  readAudit: ReadAudit;
  now: Now;
  log: Log;
  /** Aborted shortly before this run must end. */
  stop: AbortSignal;
  /** What finds this run in the logs. */
  reference: string;
}>;

/**
 * slash command → query → reply. A look-up's answer goes to the asker alone; a search gets a message that moves, in the
 * channel where it was asked if that is private, else in the asker's direct messages. Mistakes are told to the asker and
 * are done with; anything else is logged, told with a reference, and thrown.
 */
export async function answer(question: Question, world: AnswerWorld): Promise<void> {
  if ((await world.store.putJob(question)) === 'known') return;
  const moving = createMoving(question, world);
  try {
    const command = await findAllowed(question, world);
    const reply = await command.answer(question.text, contextOf(question, { world, moving }));
    const message = moving.current();
    if (message) return await message.finish({ state: 'done', reply });
    await world.slack.answer(question.asker, renderReply(reply, undefined, question.key));
    await world.store.updateJob(question.key, { state: 'done', reply });
  } catch (error) {
    await tell(error, question, { world, message: moving.current() });
    if (!(error instanceof UserError)) throw error;
  }
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

/** A search's message begins when the search does, so that a mistake in the arguments leaves none behind. */
type Moving = Readonly<{ begin(): Promise<SearchMessage>; current(): SearchMessage | undefined }>;

function createMoving(question: Question, world: AnswerWorld): Moving {
  let message: SearchMessage | undefined;
  return {
    async begin() {
      message ??= await startSearchMessage(question, world);
      return message;
    },
    current: () => message,
  };
}

function contextOf(question: Question, { world, moving }: { world: AnswerWorld; moving: Moving }): CommandContext {
  const { settings, aggregator, readAudit, stop } = world;
  return {
    ...{ settings, aggregator, readAudit, commands, stop, askedAt: question.askedAt },
    ...{ askedBy: question.asker.userId, jobKey: question.key, quiet: createQuiet(world) },
    onProgress: (progress) => moving.current()?.progress(progress),
    async search(query, options) {
      const message = await moving.begin();
      const result = await world.search(query, options);
      message.found(result.summary);
      return result;
    },
  };
}

/** Tells the asker what went wrong, and the search's message too where there is one. */
async function tell(
  error: unknown,
  question: Question,
  { world, message }: { world: AnswerWorld; message: SearchMessage | undefined },
): Promise<void> {
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
    await slack.answer(question.asker, isTheirs ? renderError(error) : renderBroken(reference));
    await (message ? message.finish(failed) : store.updateJob(question.key, failed));
  } catch (second) {
    log.error('The asker could not be told', { reference, job: question.key, error: nameOf(second) });
    if (isTheirs) throw second;
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'not an error';
}
