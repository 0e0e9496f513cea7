import { userError } from '../core/errors.ts';
import { type Opened, openEnvelope, recognise } from '../core/events/envelope.ts';
import type { Io } from './io.ts';
import { readJson } from './json-file.ts';

/** The file's JSON, the events in it, and what of it is none. */
type EventFile = Readonly<{ input: unknown }> & Opened;

/**
 * Reads a file of events. Throws `BAD_FILE` for what is not JSON, for what holds no event, and for a file that another
 * command is for, which it names.
 */
export async function readEventFile(file: string, io: Pick<Io, 'readFile'>): Promise<EventFile> {
  const input = await readJson(file, io);
  const kind = recognise(input);
  if (kind !== 'events') throw userError('BAD_FILE', { file, ...otherFiles[kind] });
  const { events, rejected } = openEnvelope(input);
  if (events.length > 0) return { input, events, rejected };
  throw userError('BAD_FILE', {
    file,
    problem: rejected[0]?.why ?? 'it holds no event',
    advice: 'It must hold an event from EventBridge or SNS, or an array of them.',
  });
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
