import { closeSync, createReadStream, type Dirent, openSync, read, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isLogKey } from './keys.ts';
import { streamedFrom, type TrailFailure, type TrailObject, type TrailPage, type TrailSource } from './source.ts';

/**
 * Any tree of `.json.gz` files. Links are followed and each folder is read once, so that a circle of links ends where it
 * closes. Keys are paths below the directory; the window leaves nothing out, because a file may have been renamed since
 * CloudTrail delivered it.
 */
export function directorySource(directory: string): TrailSource {
  return {
    concurrency: 8,
    list: () => walk(directory, '', new Set()),
    async fetch({ key, size }, signal) {
      const file = join(directory, key);
      if (size > streamedFrom) return createReadStream(file, { signal, highWaterMark: 256 * 1024 });
      return readWhole(file, size);
    },
  };
}

/**
 * A file of that size; what was appended since it was listed is left out. Only what may wait for a disk goes through the
 * thread pool, as each of its jobs costs more than opening a file does.
 */
function readWhole(file: string, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const descriptor = openSync(file, 'r');
    read(descriptor, Buffer.allocUnsafeSlow(size), 0, size, 0, (error, length, bytes) => {
      closeSync(descriptor);
      if (error) reject(error);
      else resolve(bytes.subarray(0, length));
    });
  });
}

/** The keys of all `.json.gz` files below a directory, digests and all. */
export function keysBelow(directory: string, folder = '', seen = new Set<string>()): readonly string[] {
  return entriesOf(directory, folder, { seen, isWanted: isGzippedJson }).flatMap((entry) => {
    if (entry.kind === 'folder') return keysBelow(directory, entry.key, seen);
    return entry.kind === 'file' ? [entry.object.key] : [];
  });
}

function isGzippedJson(key: string): boolean {
  return key.endsWith('.json.gz');
}

async function* walk(root: string, folder: string, seen: Set<string>): AsyncGenerator<TrailPage> {
  let page: { objects: TrailObject[]; failures: TrailFailure[] } = { objects: [], failures: [] };
  for (const entry of entriesOf(root, folder, { seen, isWanted: isLogKey })) {
    if (entry.kind === 'file') page.objects.push(entry.object);
    if (entry.kind === 'failure') page.failures.push(entry.failure);
    if (entry.kind !== 'folder') continue;
    yield page;
    page = { objects: [], failures: [] };
    yield* walk(root, entry.key, seen);
  }
  yield page;
}

type Entry = Readonly<{ sortKey: string }> &
  (
    | Readonly<{ kind: 'folder'; key: string }>
    | Readonly<{ kind: 'file'; object: TrailObject }>
    | Readonly<{ kind: 'failure'; failure: TrailFailure }>
    | Readonly<{ kind: 'other' }>
  );

type Reading = Readonly<{ seen: Set<string>; isWanted: (key: string) => boolean }>;

function entriesOf(root: string, folder: string, { seen, isWanted }: Reading): readonly Entry[] {
  try {
    const here = realpathSync(join(root, folder));
    if (seen.has(here)) return [];
    seen.add(here);
    const entries = readdirSync(here, { withFileTypes: true }).map((found) =>
      look(join(root, keyOf(folder, found)), keyOf(folder, found), { found, isWanted }),
    );
    return entries.sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
  } catch (error) {
    return [{ kind: 'failure', sortKey: folder, failure: { key: folder || root, why: reason(error) } }];
  }
}

function keyOf(folder: string, { name }: Dirent): string {
  return folder === '' ? name : `${folder}/${name}`;
}

type Found = Readonly<{ found: Dirent; isWanted: (key: string) => boolean }>;

function look(path: string, key: string, { found, isWanted }: Found): Entry {
  // S3 sorts whole keys, so a folder sorts with the slash that follows its name.
  const asFolder: Entry = { kind: 'folder', sortKey: `${key}/`, key };
  if (found.isDirectory()) return asFolder;
  if (!found.isSymbolicLink() && !isWanted(key)) return { kind: 'other', sortKey: key };
  try {
    const target = statSync(path);
    if (target.isDirectory()) return asFolder;
    if (!target.isFile() || !isWanted(key)) return { kind: 'other', sortKey: key };
    return { kind: 'file', sortKey: key, object: { key, size: target.size } };
  } catch (error) {
    if (!isWanted(key)) return { kind: 'other', sortKey: key };
    return { kind: 'failure', sortKey: key, failure: { key, why: reason(error) } };
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
