import { userError } from '../core/errors.ts';
import { findJsonProblem } from '../core/text/json-position.ts';
import type { Io } from './io.ts';

/** The JSON in a file, or in standard input for `-`. Throws `BAD_FILE` that says what is wrong and where. */
export async function readJson(file: string, { readFile }: Pick<Io, 'readFile'>): Promise<unknown> {
  const name = file === '-' ? 'standard input' : file;
  const text = (await readFile(file).catch((error: unknown) => cannotRead(name, error))).replace(/^\ufeff/, '');
  if (text.trim() === '') {
    throw userError('BAD_FILE', { file: name, problem: 'there is nothing in it', advice: 'It must hold JSON.' });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw userError('BAD_FILE', { file: name, problem: problemOf(text), advice: 'Mend it there, then try again.' });
  }
}

function problemOf(text: string): string {
  if (text.startsWith('\u001f\ufffd'))
    return 'this is compressed, not JSON; log files are searched with: noroshi trail';
  const problem = findJsonProblem(text);
  return problem ? `not JSON at line ${problem.line}, column ${problem.column}: ${problem.why}` : 'not JSON';
}

function cannotRead(file: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'this is a directory',
    EACCES: 'it may not be read',
  };
  const problem =
    known[String(code)] ?? `it cannot be read (${error instanceof Error ? error.message : String(error)})`;
  throw userError('BAD_FILE', { file, problem, advice: 'Name a file that holds JSON, or - for standard input.' });
}
