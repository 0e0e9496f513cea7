import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Now } from '../core/ports.ts';

export type Output = Readonly<{ write(text: string): unknown }>;

/** What a command may touch. Results go to `stdout`, everything else to `stderr`. */
export type Io = Readonly<{
  stdout: Output;
  stderr: Output;
  /** UTF-8 text of a file; `-` is what comes in by standard input. */
  readFile: (file: string) => Promise<string>;
  now: Now;
  /** The process's own environment where it is left out. */
  env?: Readonly<Record<string, string | undefined>>;
}>;

/** A command of `npm run noroshi`; resolves to the exit code: 0 done, 1 failed, 2 wrong usage. */
export type CommandMain = (argv: readonly string[], io: Io) => Promise<number>;

/** The terminal. Whoever reads our output may stop reading (`| head`): that is no error. */
export function terminalIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    readFile: (file) => (file === '-' ? text(process.stdin) : readFile(file, 'utf8')),
    now: Date.now,
  };
}
