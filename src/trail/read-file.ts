import type { ReadLogFile } from '../core/ports.ts';
import { whyFailed } from './figures.ts';
import type { Compressed } from './inflate.ts';
import { createLanes } from './lanes.ts';
import type { Batch } from './reader.ts';
import type { TrailSource } from './source.ts';
import { streamedFrom } from './source.ts';

/** Why reading ended before the file did. */
type End = { stopped?: true; thrown?: Readonly<{ error: unknown }> };

/** Reads one log file after another from where a search reads them; its records pass through the memory of a search. */
export function createReadFile({ fetch }: Pick<TrailSource, 'fetch'>): ReadLogFile {
  return async ({ key, size = streamedFrom + 1 }, take) => {
    const compressed = await fetch({ key, size }).catch(goneOrThrow);
    if (compressed === 'gone') return { unreadable: 'is gone' };
    const lanes = createLanes({ prepare() {}, match() {} });
    const end: End = {};
    try {
      await lanes.use((lane) => lane.read(watched(compressed, end), (batch) => look(batch, take, end)));
      return 'read';
    } catch (error) {
      if (end.thrown) throw end.thrown.error;
      return end.stopped ? 'stopped' : { unreadable: whyFailed(error) };
    } finally {
      await lanes.close();
    }
  };
}

function look(batch: Batch, take: Parameters<ReadLogFile>[1], end: End): Promise<void> | undefined {
  const records = textsOf(batch);
  if (records.length === 0) return undefined;
  return take(records).then(
    (goesOn) => {
      if (goesOn) return;
      end.stopped = true;
      throw new Error('That was enough');
    },
    (error: unknown) => {
      end.thrown ??= { error };
      throw error;
    },
  );
}

function textsOf({ scanner, bounds }: Batch): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < bounds.length; at += 2) texts.push(scanner.memory.toString('utf8', bounds[at], bounds[at + 1]));
  return texts;
}

/** A connection that is lost on the way says nothing of the file. */
function watched(compressed: Compressed, end: End): Compressed {
  return Buffer.isBuffer(compressed) ? compressed : pieces(compressed, end);
}

async function* pieces(stream: AsyncIterable<Buffer>, end: End): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    end.thrown ??= { error };
    throw error;
  }
}

function goneOrThrow(error: unknown): 'gone' {
  if (error instanceof Error && error.name === 'NoSuchKey') return 'gone';
  throw error;
}
