import { type ParseArgsConfig, parseArgs } from 'node:util';
import { userError } from '../core/errors.ts';
import { findNearest } from '../core/text/nearest.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The options that every command takes. */
export const everywhere = { settings: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

/**
 * Splits a command's arguments by its options. `usage` is its one-line usage. Throws `USAGE` for an option that is unknown
 * or lacks its value.
 */
export function readArguments<const Known extends Options>(
  argv: readonly string[],
  { options, usage }: { options: Known; usage: string },
) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const unknown = /^Unknown option '(-[^']*)'/.exec(said)?.[1];
    throw userError('USAGE', { problem: unknown ? unknownOption(unknown, options) : firstSentence(said), usage });
  }
}

function unknownOption(option: string, options: Options): string {
  const names = Object.keys(options);
  const near = findNearest(option.replace(/^-+/, ''), names);
  const advice = near ? `did you mean --${near}?` : `the options are ${names.map((name) => `--${name}`).join(', ')}.`;
  return `There is no option ${option}; ${advice}`;
}

function firstSentence(text: string): string {
  return (text.split(/\n|\. /)[0] ?? text).replace(/\.?$/, '.');
}

/** The one FILE that a command takes. Throws `USAGE` when there is none, or more. */
export function onlyFile(positionals: readonly string[], usage: string): string {
  const [file, ...more] = positionals;
  if (file === undefined || file === '') throw userError('USAGE', { problem: 'FILE is missing.', usage });
  if (more.length > 0) {
    throw userError('USAGE', { problem: `One FILE at a time, not ${positionals.length}.`, usage });
  }
  return file;
}
