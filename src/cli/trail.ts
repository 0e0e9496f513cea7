import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { UserError, userError } from '../core/errors.ts';
import type { TrailProgress, TrailQuery, TrailSummary } from '../core/search/trail-query.ts';
import type { Settings } from '../core/settings.ts';
import { counted } from '../core/text/phrase.ts';
import type { DigestSource } from '../trail/digest-source.ts';
import { directoryDigests } from '../trail/digest-source-directory.ts';
import { createSearch } from '../trail/search.ts';
import type { TrailSource } from '../trail/source.ts';
import { directorySource } from '../trail/source-directory.ts';
import type { Io, Output } from './io.ts';
import { type Asked, help, readTrailArguments, usage } from './trail-arguments.ts';
import { type ListPublicKeys, openVerify } from './trail-verify.ts';

/** Searches CloudTrail logs at a terminal. Exit code 1 when nothing could be read, or when it was cancelled. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const zone = io.env?.['TZ'] || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const asked = readTrailArguments(argv, { zone, now: io.now() });
  if (asked === 'help') {
    io.stdout.write(help);
    return 0;
  }
  const settings = await findSettings(asked, io);
  if (asked.engine === 'athena') return askAthena(asked, settings, io);
  const place = await openSource(asked.source, settings, io);
  const verify = asked.verify && (await openVerify(asked.verify, place, io));
  const cancel = new AbortController();
  const stop = () => cancel.abort();
  process.once('SIGINT', stop);
  try {
    const lines = createLines(io.stdout);
    const search = createSearch({ source: place.source, now: io.now });
    const hitKeys = new Set<string>();
    const { summary } = await search(inWindow(asked, io.now()), {
      signal: cancel.signal,
      onProgress: createReport(io),
      onRecord(record, key) {
        if (verify) hitKeys.add(key);
        return lines.write(record);
      },
    }).catch((error: unknown) => {
      throw settings ? error : withRole(error);
    });
    await lines.flush();
    const unread = summary.failedObjects.map(({ key }) => key).filter((key) => key.endsWith('.json.gz'));
    const verified = await verify?.([...new Set([...hitKeys, ...unread])]);
    for (const { key, why } of [...summary.failedObjects, ...(verified?.others ?? [])].slice(0, 20)) {
      io.stderr.write(`${key}: ${why}\n`);
    }
    io.stderr.write(`${JSON.stringify({ ...summary, ...(verified && { verified }) })}\n`);
    const isTampered = verified !== undefined && verified.altered + verified.missing > 0;
    return cancel.signal.aborted || readNothing(summary) || isTampered ? 1 : 0;
  } finally {
    process.off('SIGINT', stop);
  }
}

/** Only the log reader's role may read the logs of an installation, whoever sits at the terminal. */
function withRole(error: unknown): unknown {
  if (!(error instanceof UserError && error.code === 'UNREACHABLE' && /denied/i.test(error.message))) return error;
  const hint =
    'Your own credentials need s3:ListBucket and s3:GetObject there. With --settings FILE, or NOROSHI_SETTINGS, the logs are read as the role that the settings name.';
  return new UserError(error.code, { message: error.message, hint });
}

/** Exit code 1 when it was cancelled. */
async function askAthena(asked: Asked, settings: Settings | undefined, io: Io): Promise<number> {
  const { openAthena, searchByAthena } = await import('./trail-athena.ts');
  const athena = await openAthena(settings, io);
  const { until = io.now(), ...query } = inWindow(asked, io.now());
  const cancel = new AbortController();
  const stop = () => cancel.abort();
  process.once('SIGINT', stop);
  try {
    const bounded = { ...query, since: query.since ?? until - 24 * 3_600_000, until };
    const figures = await searchByAthena(bounded, { athena, io, signal: cancel.signal });
    if (figures) io.stderr.write(`${JSON.stringify(figures)}\n`);
    return figures ? 0 : 1;
  } finally {
    process.off('SIGINT', stop);
  }
}

/** Where somebody says where the logs are, and names no settings, the logs are read with their own credentials. */
async function findSettings({ settings: file, source }: Asked, io: Io): Promise<Settings | undefined> {
  const { loadSettings, readEnvironment } = await import('../settings.ts');
  const named = file ?? readEnvironment([], io.env).settings;
  if (named === undefined && source !== undefined) return undefined;
  const { settingsFileOf } = await import('./settings-file.ts');
  return (await loadSettings({ file: settingsFileOf(named, io.env), readFile: io.readFile })).settings;
}

/** In S3 a search without a beginning would read every log there ever was. */
function inWindow({ query, source }: Asked, now: number): TrailQuery {
  const isDirectory = source !== undefined && !source.startsWith('s3://');
  if (query.since !== undefined || isDirectory) return query;
  return { ...query, since: (query.until ?? now) - 24 * 3_600_000 };
}

/** Where logs and their digests are, and who knows the keys of those where AWS is asked. */
type Opened = Readonly<{ source: TrailSource; digests: DigestSource; listPublicKeys: ListPublicKeys | undefined }>;

async function openSource(named: string | undefined, settings: Settings | undefined, io: Io): Promise<Opened> {
  const where = named ?? `s3://${settings?.trail.bucket ?? ''}/${settings?.trail.prefix ?? ''}`;
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(where) ?? [];
  if (bucket !== undefined) return openBucket({ bucket, prefix }, settings, io);
  if (where.startsWith('s3:')) throw userError('USAGE', { problem: `${where} names no bucket.`, usage });
  const found = await stat(where).catch(() => undefined);
  if (found?.isDirectory()) {
    return { source: directorySource(where), digests: directoryDigests(where), listPublicKeys: undefined };
  }
  throw userError('BAD_FILE', {
    file: where,
    problem: found ? 'is not a directory' : 'is not there',
    advice: '--source takes a directory with .json.gz files below it, or s3://BUCKET/PREFIX.',
  });
}

type Place = Readonly<{ bucket: string; prefix: string }>;

async function openBucket(place: Place, settings: Settings | undefined, io: Io): Promise<Opened> {
  const [{ createClients }, { readEnvironment }, { s3Source }, { s3Digests }, { createListPublicKeys }] =
    await Promise.all([
      import('../aws/clients.ts'),
      import('../settings.ts'),
      import('../trail/source-s3.ts'),
      import('../trail/digest-source-s3.ts'),
      import('../aws/public-keys.ts'),
    ]);
  const region = readEnvironment([], io.env).region ?? settings?.security.region ?? 'us-east-1';
  const clients = createClients({ region, now: io.now });
  const s3 = settings
    ? await (await import('../aws/log-reader.ts')).createLogReader({ clients, settings })
    : await clients.s3();
  const organization = settings?.trail.bucket === place.bucket ? settings.trail.organization : undefined;
  return {
    source: s3Source({ ...place, s3, now: io.now, ...(organization !== undefined && { organization }) }),
    digests: s3Digests({ s3, bucket: place.bucket }),
    listPublicKeys: createListPublicKeys(clients),
  };
}

/** Writes lines in larger chunks, and waits where nobody reads as fast as we find. */
function createLines(stdout: Output) {
  let waiting: string[] = [];
  let length = 0;

  async function flush(): Promise<void> {
    const text = waiting.join('');
    waiting = [];
    length = 0;
    if (text !== '' && stdout.write(text) === false && stdout instanceof Writable) await once(stdout, 'drain');
  }

  function write(line: string): Promise<void> | undefined {
    waiting.push(line, '\n');
    length += line.length;
    return length > 64 * 1024 ? flush() : undefined;
  }

  return { write, flush };
}

/** Says how far the search is, every two seconds. */
function createReport({ stderr, now }: Io): (progress: TrailProgress) => void {
  let said = now();
  return ({ objects, objectsTotal, matches }) => {
    if (now() - said < 2000) return;
    said = now();
    const of = objectsTotal === undefined ? '' : ` of ${objectsTotal}`;
    stderr.write(`searched ${objects}${of} objects, ${counted(matches, 'match').replace(/hs$/, 'hes')} so far\n`);
  };
}

function readNothing({ objects, failedObjects }: TrailSummary): boolean {
  return failedObjects.length > 0 && failedObjects.length >= objects;
}
