import { createClients } from '../aws/clients.ts';
import { createDeadLetters } from '../aws/dead-letters.ts';
import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { DeadLetters } from '../core/ports.ts';
import { counted } from '../core/text/phrase.ts';
import { loadSettings, readEnvironment } from '../settings.ts';
import { everywhere, readArguments } from './arguments.ts';
import type { CommandMain, Io } from './io.ts';

const usage = 'Usage: noroshi redrive [QUEUE] [--settings FILE] [--queues URLS]';

const help = `${usage}

Sends the dead letters of every queue, or of QUEUE alone, to the queue that they came from. Mend what kept them first: the
log of each queue's function says what that was. Whatever was done already is not done twice.

  --settings FILE  says in which account and region the queues are; otherwise NOROSHI_SETTINGS
  --queues URLS    the queues themselves, by URL, with commas between them; otherwise NOROSHI_QUEUES, and AWS_REGION

AWS is asked with whatever credentials this terminal has; they need the rights of the queues' own account.
`;

/** What somebody named on the command line. */
type Named = Readonly<{ queues?: string | undefined; settings?: string | undefined }>;
type Open = (io: Io, named: Named) => DeadLetters | Promise<DeadLetters>;

/** The queues of an installation, whose names are fixed. */
export const queues = ['alerts', 'posts', 'lookups', 'searches', 'remediations', 'follow'].map(
  (name) => `noroshi-${name}`,
);

/** `noroshi redrive [QUEUE]`; `open` finds the dead letters of the queues that are named, or of the environment's. */
export function createRedriveMain(open: Open): CommandMain {
  return async (argv, io) => {
    const options = { ...everywhere, queues: { type: 'string' } } as const;
    const { values, positionals } = readArguments(argv, { options, usage });
    if (values.help) {
      io.stdout.write(help);
      return 0;
    }
    if (positionals.length > 1) throw userError('USAGE', { problem: 'One QUEUE at a time.', usage });
    try {
      return await redrive(await open(io, values), positionals[0], io);
    } catch (error) {
      const why = awsReason(error);
      throw why ? userError('UNREACHABLE', { what: 'Amazon SQS', why }) : error;
    }
  };
}

async function redrive(deadLetters: DeadLetters, only: string | undefined, io: Io): Promise<number> {
  const counts = await deadLetters.count();
  const known = counts.map(({ queue }) => queue);
  if (only !== undefined && !known.includes(only)) {
    throw userError('USAGE', { problem: `There is no queue ${only}; they are ${known.join(', ')}.`, usage });
  }
  const wanted = counts.filter(({ queue, count }) => count > 0 && (only === undefined || queue === only));
  for (const { queue } of wanted) {
    const sent = await deadLetters.redrive(queue);
    io.stdout.write(`${queue}: ${counted(sent, 'message')} sent again\n`);
  }
  if (wanted.length === 0) io.stdout.write('There are no dead letters.\n');
  return 0;
}

async function openDeadLetters(io: Io, named: Named): Promise<DeadLetters> {
  const { urls, region } = await findQueues(io, named);
  return createDeadLetters({ clients: createClients({ region, now: io.now, isWaitedFor: true }), urls });
}

/** Named one by one, or all of the installation that the settings describe. Throws `USAGE` where neither is given. */
export async function findQueues(
  { env, readFile }: Pick<Io, 'env' | 'readFile'>,
  named: Named,
): Promise<Readonly<{ urls: readonly string[]; region: string }>> {
  const { allQueues, region = '', settings: usual } = readEnvironment([], env);
  const given = named.queues ?? (named.settings === undefined ? allQueues : undefined);
  const file = named.settings ?? usual;
  if (given === undefined && file !== undefined) {
    const { bot } = (await loadSettings({ file, readFile })).settings;
    const base = `https://sqs.${bot.region}.amazonaws.com/${bot.account}/`;
    return { urls: queues.map((name) => `${base}${name}`), region: bot.region };
  }
  const urls = (given ?? '').split(',').filter((url) => url !== '');
  const missing = urls.length === 0 ? 'No queue is named: use --settings, --queues or NOROSHI_QUEUES.' : '';
  const nowhere = region === '' ? 'AWS_REGION is not set.' : '';
  if (missing || nowhere) throw userError('USAGE', { problem: missing || nowhere, usage });
  return { urls, region };
}

/** `noroshi redrive`: dead letters sent again; 0 when they are, 1 when AWS cannot be asked. */
export const main = createRedriveMain(openDeadLetters);
