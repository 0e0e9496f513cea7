import { setTimeout } from 'node:timers/promises';
import { userError } from '../core/errors.ts';
import type { AthenaProgress, AthenaSearch, BoundedQuery } from '../core/search/engine.ts';
import type { TrailSummary } from '../core/search/trail-query.ts';
import type { Settings } from '../core/settings.ts';
import type { Io } from './io.ts';
import { usage } from './trail-arguments.ts';

/** A search's figures, with what Athena scanned in bytes and what that costs in US dollars. */
type Figures = TrailSummary & Readonly<{ scannedBytes: number; dollars: number; isCut: boolean }>;

const askEveryMs = 1000;

/** Athena over the settings' logs, for one search. Throws `USAGE` where the settings say nothing of Athena. */
export async function openAthena(settings: Settings | undefined, io: Io): Promise<AthenaSearch> {
  const [{ createClients }, { readEnvironment }, { athenaOf }] = await Promise.all([
    import('../aws/clients.ts'),
    import('../settings.ts'),
    import('../lambda/athena.ts'),
  ]);
  const region = readEnvironment([], io.env).region ?? settings?.security.region ?? 'us-east-1';
  const athena =
    settings && (await athenaOf({ settings, clients: createClients({ region, now: io.now }), now: io.now }));
  if (athena) return athena;
  throw userError('USAGE', { problem: '--engine athena needs --settings with trail.athena in them.', usage });
}

/** Asks, waits, and writes what was found; a signal ends it. Throws `REFUSED` for what Athena gave up. */
export async function searchByAthena(
  query: BoundedQuery,
  { athena, io, signal }: { athena: AthenaSearch; io: Io; signal: AbortSignal },
): Promise<Figures | undefined> {
  const id = await athena.start(query, { key: `terminal ${io.now()}` });
  const ended = await waitFor({ athena, id, io, signal });
  if (!ended) return undefined;
  if (ended.state !== 'succeeded') {
    throw userError('REFUSED', { what: 'Athena', why: ended.why ?? `the statement is ${ended.state}` });
  }
  const { records, rows, duplicates, isCut } = await athena.read(id, query);
  for (const record of records) io.stdout.write(`${record}\n`);
  const { scannedBytes, dollars, seconds } = ended;
  return {
    ...{ objects: 0, compressedBytes: scannedBytes, inflatedBytes: 0, records: rows, matches: records.length },
    ...{ duplicates, seconds, failedObjects: [], scannedBytes, dollars, isCut },
  };
}

type Waiting = Readonly<{ athena: AthenaSearch; id: string; io: Io; signal: AbortSignal }>;

/** Nothing when it was cancelled. */
async function waitFor({ athena, id, io, signal }: Waiting): Promise<AthenaProgress | undefined> {
  for (;;) {
    const progress = await athena.poll(id);
    if (progress.state !== 'queued' && progress.state !== 'running') return progress;
    io.stderr.write(`Athena: ${progress.state}, ${Math.round(progress.scannedBytes / 1e6)} MB scanned so far\n`);
    await setTimeout(askEveryMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) continue;
    await athena.stop(id);
    return undefined;
  }
}
