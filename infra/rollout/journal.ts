import * as z from 'zod';
import type { Row } from './item.ts';
import type { Stop } from './place-order.ts';
import { rowSchema, toRow } from './plan-file.ts';

/** What an apply writes down as it goes; a run that was cut goes on from it. */
export type Journal = Readonly<{
  /** How many stops an earlier run of the same kind, that was cut, has finished. */
  resumed: number;
  finished(stop: Stop): readonly Row[] | undefined;
  /** Before something is written. */
  intends(row: Pick<Row, 'accountId' | 'region' | 'step' | 'object' | 'before' | 'after'>): Promise<void>;
  /** After it is seen to be so, with the ids of AWS's requests. */
  wrote(row: Row, requestIds: readonly string[]): Promise<void>;
  stopped(stop: Stop, rows: readonly Row[]): Promise<void>;
  ended(): Promise<void>;
}>;

/** One file, text at its end. `read` answers undefined when there is none. */
export type JournalFile = Readonly<{
  read(): Promise<string | undefined>;
  append(text: string): Promise<void>;
  clear(): Promise<void>;
}>;

const started = z.object({ started: z.string() });
const stopped = z.object({ stopped: z.string(), rows: z.array(rowSchema) });
const ended = z.object({ ended: z.string() });

/**
 * Opens the journal of a run. `key` says what the run is about (settings, scope, plan): an unfinished journal of the same key
 * is gone on with, any other is begun anew. A line that was cut in the middle counts as not written.
 */
export async function openJournal(
  file: JournalFile,
  { key, now }: Readonly<{ key: string; now(): number }>,
): Promise<Journal> {
  const lines = ((await file.read()) ?? '').split('\n').flatMap(findJson);
  const isSame = lines.some((line) => started.safeParse(line).data?.started === key);
  const isCut = isSame && !lines.some((line) => ended.safeParse(line).success);
  const done = new Map(
    (isCut ? lines : []).flatMap((line) => {
      const { data } = stopped.safeParse(line);
      return data ? [[data.stopped, data.rows.map(toRow)] as const] : [];
    }),
  );
  const add = (line: object) => file.append(`${JSON.stringify({ ...line, at: new Date(now()).toISOString() })}\n`);
  if (isCut) await file.append('\n');
  else {
    await file.clear();
    await add({ started: key });
  }
  return {
    resumed: done.size,
    finished: (stop) => done.get(nameOf(stop)),
    intends: ({ accountId, region, step, object, before, after }) =>
      add({ intends: { accountId, region, step, object, before, after } }),
    wrote: ({ accountId, region, step, object }, requestIds) =>
      add({ wrote: { accountId, region, step, object }, requestIds }),
    async stopped(stop, rows) {
      // What failed is tried again.
      if (rows.some(({ state }) => state === 'error')) return;
      // What was as it should be needs no more said of it, and is most of everything.
      await add({ stopped: nameOf(stop), rows: rows.map((row) => (row.state === 'same' ? withoutBefore(row) : row)) });
    },
    ended: () => add({ ended: key }),
  };
}

function withoutBefore({ before: _, ...row }: Row): Row {
  return row;
}

function nameOf({ accountId, region, as, steps }: Stop): string {
  return `${accountId} ${region} ${as} ${steps.join(',')}`;
}

function findJson(line: string): readonly unknown[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}
