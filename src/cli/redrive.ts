import { createClients } from '../aws/clients.ts';
import { createDeadLetters } from '../aws/dead-letters.ts';
import { createStrayLetters, withStrays } from '../aws/stray-letters.ts';
import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { DeadLetters } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import { counted } from '../core/text/phrase.ts';
import { loadSettings, readEnvironment } from '../settings.ts';
import { everywhere, readArguments } from './arguments.ts';
import { asRole } from './as-role.ts';
import type { CommandMain, Io } from './io.ts';
import { settingsFileOf } from './settings-file.ts';

const usage = 'Usage: noroshi redrive [QUEUE] [--settings FILE] [--queues URLS]';

const help = `${usage}

Sends the dead letters of every queue, or of QUEUE alone, to the queue that they came from; and what got lost on the way to
the bot (of the members' rules, the bus and the subscriptions, in each region) to the queue of the alerts. Mend what kept them
first: the log of each queue's function, or the message's ERROR_CODE, says what that was. Whatever was done already is not
done twice.

  --settings FILE  says in which accounts and regions the queues are; otherwise NOROSHI_SETTINGS, otherwise infra/noroshi.yml
  --queues URLS    queues of the bot by URL, with commas between them, and no others; otherwise NOROSHI_QUEUES, and AWS_REGION

With settings it works as the role noroshi-redrive of the bot's account, which this terminal's credentials must be allowed
to assume: the queues take messages from nobody else.
`;

/** What somebody named on the command line. */
type Named = Readonly<{ queues?: string | undefined; settings?: string | undefined }>;
type Open = (io: Io, named: Named) => Opened | Promise<Opened>;
/** `unasked`: the queues that could not be asked, by then. */
type Opened = Readonly<{ deadLetters: DeadLetters; unasked?: ReadonlySet<string> }>;

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

async function redrive({ deadLetters, unasked }: Opened, only: string | undefined, io: Io): Promise<number> {
  const counts = await deadLetters.count();
  const named = counts.filter(({ queue }) => only === undefined || isCalled(queue, only));
  if (named.length === 0) {
    const known = counts.map(({ queue }) => queue).join(', ');
    throw userError('USAGE', { problem: `There is no queue ${only}; they are ${known}.`, usage });
  }
  const wanted = named.filter(({ count }) => count > 0);
  for (const { queue } of wanted) {
    const sent = await deadLetters.redrive(queue);
    io.stdout.write(`${queue}: ${counted(sent, 'message')} sent again\n`);
  }
  if (wanted.length === 0) io.stdout.write('There are no dead letters.\n');
  return unasked?.size ? 1 : 0;
}

/** With the prefix that all have or without; without a region it is that of each region. */
function isCalled(queue: string, name: string): boolean {
  return [name, `noroshi-${name}`].some((one) => queue === one || queue.startsWith(`${one} in `));
}

async function openDeadLetters(io: Io, named: Named): Promise<Opened> {
  const { urls, region, settings } = await findQueues(io, named);
  const own = createClients({ region, now: io.now, isWaitedFor: true });
  if (!settings) return { deadLetters: createDeadLetters({ clients: own, urls }) };
  const { clients } = await asRole(own, { role: 'redrive', accountId: settings.bot.account, io });
  const unasked = new Set<string>();
  const cannotAsk = (queue: string, why: string): void => {
    unasked.add(queue);
    io.stderr.write(`${queue} could not be asked: ${why}\n`);
  };
  const strays = createStrayLetters({ clients, settings, cannotAsk });
  return { deadLetters: withStrays(createDeadLetters({ clients, urls }), strays), unasked };
}

/** Named one by one, or all of the installation that the settings describe. Throws `USAGE` where neither is given. */
export async function findQueues(
  { env, readFile }: Pick<Io, 'env' | 'readFile'>,
  named: Named,
): Promise<Readonly<{ urls: readonly string[]; region: string; settings?: Settings }>> {
  const { allQueues, region = '' } = readEnvironment([], env);
  const given = named.queues ?? (named.settings === undefined ? allQueues : undefined);
  if (given === undefined) {
    const { settings } = await loadSettings({ file: settingsFileOf(named.settings, env), readFile });
    const base = `https://sqs.${settings.bot.region}.amazonaws.com/${settings.bot.account}/`;
    return { urls: queues.map((name) => `${base}${name}`), region: settings.bot.region, settings };
  }
  const urls = given.split(',').filter((url) => url !== '');
  const missing = urls.length === 0 ? '--queues names no queue.' : '';
  const nowhere = region === '' ? 'AWS_REGION is not set.' : '';
  if (missing || nowhere) throw userError('USAGE', { problem: missing || nowhere, usage });
  return { urls, region };
}

/** `noroshi redrive`: dead letters sent again; 0 when they are, 1 when AWS cannot be asked, or one of the queues cannot. */
export const main = createRedriveMain(openDeadLetters);
