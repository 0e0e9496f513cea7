import { createReadStream, type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isLogKey } from './keys.ts';
import { streamedFrom, type TrailFailure, type TrailObject, type TrailPage, type TrailSource } from './source.ts';

/** Smaller files (bytes) are read at once: going through the thread pool would cost more than the reading. */
const readAtOnce = 1024 * 1024;

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
      if (size <= readAtOnce) return readFileSync(file);
      return size > streamedFrom
        ? createReadStream(file, { signal, highWaterMark: 256 * 1024 })
        : readFile(file, { signal });
    },
  };
}

async function* walk(root: string, folder: string, seen: Set<string>): AsyncGenerator<TrailPage> {
  let page: { objects: TrailObject[]; failures: TrailFailure[] } = { objects: [], failures: [] };
  for (const entry of entriesOf(root, folder, seen)) {
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

function entriesOf(root: string, folder: string, seen: Set<string>): readonly Entry[] {
  try {
    const here = realpathSync(join(root, folder));
    if (seen.has(here)) return [];
    seen.add(here);
    const entries = readdirSync(here, { withFileTypes: true }).map((found) => look(root, folder, found));
    return entries.sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
  } catch (error) {
    return [{ kind: 'failure', sortKey: folder, failure: { key: folder || root, why: reason(error) } }];
  }
}

function look(root: string, folder: string, found: Dirent): Entry {
  const key = folder === '' ? found.name : `${folder}/${found.name}`;
  // S3 sorts whole keys, so a folder sorts with the slash that follows its name.
  const asFolder: Entry = { kind: 'folder', sortKey: `${key}/`, key };
  if (found.isDirectory()) return asFolder;
  if (!found.isSymbolicLink() && !isLogKey(key)) return { kind: 'other', sortKey: key };
  try {
    const target = statSync(join(root, key));
    if (target.isDirectory()) return asFolder;
    if (!target.isFile() || !isLogKey(key)) return { kind: 'other', sortKey: key };
    return { kind: 'file', sortKey: key, object: { key, size: target.size } };
  } catch (error) {
    if (!isLogKey(key)) return { kind: 'other', sortKey: key };
    return { kind: 'failure', sortKey: key, failure: { key, why: reason(error) } };
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
