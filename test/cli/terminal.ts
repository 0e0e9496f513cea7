import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/noroshi.ts';

export type Ran = Readonly<{ code: number; stdout: string; stderr: string }>;

/** Runs a command of the terminal in this process, with files that are only here; what is not among them is not there. */
export async function run(argv: readonly string[], { files = {}, env = {} }: World = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    readFile: async (file) => files[file] ?? Promise.reject(Object.assign(new Error('ENOENT'), { code: 'ENOENT' })),
    now: () => Date.parse('2026-11-20T12:00:00Z'),
    env,
  };
  const code = await main(argv, io);
  return { code, stdout: out.join(''), stderr: err.join('') };
}

type World = Readonly<{ files?: Readonly<Record<string, string>>; env?: Readonly<Record<string, string>> }>;
