import { userError } from '../core/errors.ts';
import { recognise } from '../core/events/envelope.ts';
import type { Io } from './io.ts';
import { readJson } from './json-file.ts';

/**
 * What is in a file of events, as JSON. Throws `BAD_FILE` for what is not JSON, and for a file that another command is for,
 * which it names.
 */
export async function readEventFile(file: string, io: Pick<Io, 'readFile'>): Promise<unknown> {
  const input = await readJson(file, io);
  const kind = recognise(input);
  if (kind !== 'events') throw userError('BAD_FILE', { file, ...otherFiles[kind] });
  return input;
}

const evaluate = 'Use: noroshi evaluate RULE FILE';

const otherFiles = {
  'rule-invocation': { problem: 'this invokes a Config rule and is no event', advice: evaluate },
  'configuration-item': { problem: 'this is a configuration item and no event', advice: evaluate },
  'log-file': {
    problem: 'this is a CloudTrail log file and no event',
    advice: 'Use: noroshi trail TERM --source DIRECTORY, with the directory that it is in',
  },
} as const;
