import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isLogKey } from './keys.ts';
import { streamedFrom, type TrailFailure, type TrailObject, type TrailPage, type TrailSource } from './source.ts';

/**
 * Any tree of `.json.gz` files. Links are followed and each folder is read once, so that a circle of links
 * ends where it closes. Keys are paths below the
 * directory; the window leaves nothing out, because a file may have been renamed since CloudTrail delivered it.
 */
export function directorySource(directory: string): TrailSource {
  return {
    concurrency: 8,
    list: () => walk(directory, '', new Set()),
    fetch: async ({ key, size }, signal) =>
      size > streamedFrom
        ? createReadStream(join(directory, key), { signal })
        : readFile(join(directory, key), { signal }),
  };
}

async function* walk(root: string, folder: string, seen: Set<string>): AsyncGenerator<TrailPage> {
  const here = await realpath(join(root, folder)).catch(() => undefined);
  if (here === undefined || seen.has(here)) return;
  seen.add(here);
  const names = await readdir(join(root, folder)).catch((error: Error) => error);
  if (names instanceof Error) {
    yield { objects: [], failures: [{ key: folder || root, why: names.message }] };
    return;
  }
  const entries = await Promise.all(names.map((name) => look(root, folder === '' ? name : `${folder}/${name}`)));
  entries.sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
  let page: { objects: TrailObject[]; failures: TrailFailure[] } = { objects: [], failures: [] };
  for (const entry of entries) {
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

async function look(root: string, key: string): Promise<Entry> {
  const found = await stat(join(root, key)).catch((error: Error) => error);
  if (found instanceof Error) {
    return isLogKey(key)
      ? { kind: 'failure', sortKey: key, failure: { key, why: found.message } }
      : { kind: 'other', sortKey: key };
  }
  // S3 sorts whole keys, so a folder sorts with the slash that follows its name.
  if (found.isDirectory()) return { kind: 'folder', sortKey: `${key}/`, key };
  return found.isFile() && isLogKey(key)
    ? { kind: 'file', sortKey: key, object: { key, size: found.size } }
    : { kind: 'other', sortKey: key };
}
