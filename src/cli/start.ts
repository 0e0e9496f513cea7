import { setTimeout } from 'node:timers/promises';
import { UserError, userError } from '../core/errors.ts';
import { openInBrowser } from '../playground/browser.ts';
import { divertStdout } from '../playground/function-logs.ts';
import { scenarios } from '../playground/scenarios.ts';
import type { Playground } from '../playground/start.ts';
import { readArguments } from './arguments.ts';
import { exportsOf } from './exports.ts';
import { type Io, terminalIo } from './io.ts';

const usage =
  'Usage: npm start -- [--port N] [--seed N] [--scenario NAME] [--no-open] | --socket --settings FILE | --rollout [--port N]';

const help = `${usage}

Starts the playground: Noroshi with stand-ins for Slack and AWS, on this machine alone and with no credentials.

  --port N          where the page is; otherwise 3000 (0 is any free port)
  --seed N          another world: resources, logs and people's doings; otherwise 1
  --scenario NAME   what happens by itself: ${Object.keys(scenarios).join(', ')}; otherwise first-minute
  --no-open         does not open the page in a browser
  --socket          your own Slack workspace in place of the page, by Socket Mode (docs/deploy.md says how), with the tokens
                    in SLACK_BOT_TOKEN and SLACK_APP_TOKEN; AWS is the playground's
  --settings FILE   with --socket: a copy of src/playground/noroshi.yml with your workspace, channels and people in it
  --rollout         in place of all that an AWS in which nothing was set up yet, to try npm run rollout on
  -h, --help        this text
`;

const options = {
  port: { type: 'string', default: '3000' },
  seed: { type: 'string', default: '1' },
  scenario: { type: 'string', default: 'first-minute' },
  'no-open': { type: 'boolean', default: false },
  socket: { type: 'boolean', default: false },
  settings: { type: 'string', default: '' },
  rollout: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Servers and functions live in this process alone, so that what has not ended by then ends with it. */
const longestCloseMs = 2_500;

/**
 * `npm start`: runs until Ctrl-C (or SIGTERM). One line of JSON on stdout when all is ready, everything else on stderr.
 * Resolves to the exit code: 0 after a signal, 1 when it cannot start, 2 for wrong usage.
 */
export async function main(argv: readonly string[], io: Io = terminalIo()): Promise<number> {
  const asked = new AbortController();
  const stop = () => asked.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  try {
    return await run(argv, io, asked.signal);
  } catch (error) {
    return tell(error, io);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', stop);
  }
}

async function run(argv: readonly string[], io: Io, asked: AbortSignal): Promise<number> {
  const { values, positionals } = readArguments(argv, { options, usage });
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  if (positionals.length > 0) throw userError('USAGE', { problem: `What is ${positionals[0]} for?`, usage });
  const scenario = scenarioOf(values.scenario);
  const [port, seed] = [wholeNumber('port', values.port, 65_535), wholeNumber('seed', values.seed, 2 ** 31)];
  const ended = new Promise<void>((resolve) => asked.addEventListener('abort', () => resolve(), { once: true }));
  const line = io.stdout.write.bind(io.stdout);
  const restore = divertStdout((text) => io.stderr.write(text));
  try {
    if (values.socket) return await runBySocket({ settingsFile: values.settings, seed, scenario }, { io, ended });
    if (values.rollout) return await runFirstDay(port, { io: { ...io, stdout: { write: line } }, ended });
    const { startPlayground } = await import('../playground/start.ts');
    const starting = startPlayground({ port, seed, scenario, now: io.now, told: (text) => io.stderr.write(text) });
    const playground = await Promise.race([starting, ended]);
    if (!playground) return 0;
    announce(playground, { ...io, stdout: { write: line } });
    if (!values['no-open']) openInBrowser(playground.ready.page);
    await ended;
    await Promise.race([playground.close(), setTimeout(longestCloseMs, undefined, { ref: false })]);
    return 0;
  } finally {
    restore();
  }
}

type SocketArguments = Readonly<{ settingsFile: string; seed: number; scenario: ReturnType<typeof scenarioOf> }>;

async function runBySocket(
  given: SocketArguments,
  { io, ended }: Readonly<{ io: Io; ended: Promise<void> }>,
): Promise<number> {
  if (given.settingsFile === '') throw userError('USAGE', { problem: '--socket needs --settings FILE.', usage });
  const { startSocketPlayground } = await import('../playground/socket.ts');
  const told = (text: string) => io.stderr.write(text);
  const playground = await startSocketPlayground({ ...given, now: io.now, told });
  io.stderr.write('\nConnected to Slack by Socket Mode; try /aws-help there.  (Ctrl-C ends it)\n\n');
  await ended;
  await Promise.race([playground.close(), setTimeout(longestCloseMs, undefined, { ref: false })]);
  return 0;
}

/** AWS alone, as the rollout finds it on its first day; what to type in another terminal is printed. */
async function runFirstDay(port: number, { io, ended }: Readonly<{ io: Io; ended: Promise<void> }>): Promise<number> {
  const { settingsFile, startFirstDay } = await import('../playground/estate/start.ts');
  const { endpoint, credentials, close } = await startFirstDay({ port, now: io.now });
  const aws = { endpoint, region: 'eu-west-1', ...credentials };
  const lines = [
    'An AWS in which nothing was set up yet is ready (Ctrl-C ends it). In another terminal:',
    '',
    ...exportsOf(aws, settingsFile),
    'npm run --silent rollout -- plan',
    '',
  ];
  io.stderr.write(`\n${lines.join('\n')}\n`);
  io.stdout.write(`${JSON.stringify({ ready: true, aws, settings: settingsFile })}\n`);
  await ended;
  await Promise.race([close(), setTimeout(longestCloseMs, undefined, { ref: false })]);
  return 0;
}

function announce({ ready }: Playground, io: Io): void {
  const lines = [
    `The playground is ready: ${ready.page}  (Ctrl-C ends it)`,
    '',
    'In another terminal, npm run noroshi means this playground after:',
    '',
    ...exportsOf(ready.aws, ready.settings),
    '',
  ];
  io.stderr.write(`\n${lines.join('\n')}\n`);
  io.stdout.write(`${JSON.stringify(ready)}\n`);
}

function scenarioOf(name: string) {
  const scenario = Object.entries(scenarios).find(([known]) => known === name)?.[1];
  if (scenario) return scenario;
  const known = Object.keys(scenarios).join(', ');
  throw userError('USAGE', { problem: `There is no scenario ${name}; there are ${known}.`, usage });
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw userError('USAGE', { problem: `--${name} must be a whole number up to ${max}, not ${text}.`, usage });
}

function tell(error: unknown, io: Io): number {
  if (error instanceof UserError) {
    io.stderr.write(`${error.message}\n${error.hint}\n`);
    return error.code === 'USAGE' ? 2 : 1;
  }
  io.stderr.write(`The playground could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}
