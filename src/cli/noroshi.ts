import { UserError, userError } from '../core/errors.ts';
import { findNearest } from '../core/text/nearest.ts';
import { printable } from '../core/text/printable.ts';
import { redactText } from '../core/text/redact.ts';
import { readEnvironment } from '../settings.ts';
import { type CommandMain, type Io, terminalIo } from './io.ts';

type Command = Readonly<{ summary: string; load: () => Promise<{ main: CommandMain }> }>;

const commands: Readonly<Record<string, Command>> = {
  preview: { summary: 'show the alert that an event in a file becomes', load: () => import('./preview.ts') },
  send: { summary: 'deliver an event in a file to a running playground', load: () => import('./send.ts') },
  evaluate: { summary: 'run a custom Config rule on what is in a file', load: () => import('./evaluate.ts') },
  trail: { summary: 'search CloudTrail logs in a directory or a bucket', load: () => import('./trail.ts') },
  audit: { summary: 'find what of the audit trail is missing, changed or planted', load: () => import('./audit.ts') },
  off: { summary: 'stop every remediation, also without Slack', load: () => import('./off.ts') },
  on: { summary: 'let remediations go again', load: () => import('./on.ts') },
  regions: { summary: 'list the regions that are enabled, for the settings', load: () => import('./regions.ts') },
  redrive: { summary: 'send again what ended among the dead letters', load: () => import('./redrive.ts') },
};

const names = Object.keys(commands);
const usage = 'Usage: noroshi COMMAND [options]';

/** `npm run noroshi -- COMMAND …`: runs the command; resolves to its exit code. Never rejects. */
export async function main(argv: readonly string[], io: Io = terminalIo()): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    return tell(error, io);
  }
}

async function dispatch([name, ...rest]: readonly string[], io: Io): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(overview());
    return 0;
  }
  if (name === undefined) throw userError('USAGE', { problem: 'COMMAND is missing.', usage: `${usage}; ${known()}` });
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw unknownCommand(name);
  const { main: run } = await command.load();
  return run(rest, io);
}

function unknownCommand(name: string): Error {
  const near = findNearest(name, names);
  const problem = `There is no command ${name}${near ? `; did you mean ${near}?` : '.'}`;
  return userError('USAGE', { problem, usage: `${usage}; ${known()}` });
}

function known(): string {
  return `the commands are ${names.join(', ')}`;
}

function overview(): string {
  const lines = names.map((name) => `  ${name.padEnd(10)}${commands[name]?.summary}`);
  return `${usage}\n\n${lines.join('\n')}\n\nEvery command takes --help. Those that read the settings take --settings FILE; otherwise they read what NOROSHI_SETTINGS\nnames, otherwise infra/noroshi.yml.\n`;
}

const wrongUsage: readonly string[] = ['USAGE', 'BAD_ARGUMENT', 'BAD_FILE', 'BAD_SETTINGS', 'UNKNOWN_COMMAND'];

/** A person's mistake in its own words; a bug says that it is one. */
function tell(error: unknown, io: Io): number {
  if (error instanceof UserError) {
    io.stderr.write(`${printable(error.message)}\n${printable(error.hint)}\n`);
    return wrongUsage.includes(error.code) ? 2 : 1;
  }
  const { debug } = readEnvironment([], io.env);
  const shown = error instanceof Error ? error : new Error(String(error));
  const where = debug ? (shown.stack ?? shown.message) : `${shown.name}: ${shown.message}`;
  const advice = debug ? '' : 'This is a bug: NOROSHI_DEBUG=1 shows where it is.\n';
  io.stderr.write(`Something broke: ${printable(redactText(where))}\n${advice}`);
  return 1;
}
