import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDigestKey } from './digest.ts';
import type { DigestSource } from './digest-source.ts';
import { keysBelow } from './source-directory.ts';

/** The digests and log files of a directory tree, found by their names wherever they are; signatures are not kept in files. */
export function directoryDigests(directory: string): DigestSource {
  let files: ReadonlyMap<string, string> | undefined;
  /** Every `.json.gz` below the directory, its key by its name. */
  const byName = () => {
    files ??= new Map(keysBelow(directory).map((key) => [key.slice(key.lastIndexOf('/') + 1), key]));
    return files;
  };
  return {
    async list({ accountId, region, from, to }) {
      return [...byName().values()].filter((key) => {
        const digest = parseDigestKey(key);
        if (digest?.accountId !== accountId || digest.region !== region) return false;
        return digest.endedAt > from && digest.endedAt <= to;
      });
    },
    fetchDigest: async (key) => ({ bytes: await readFile(join(directory, key)), signature: undefined }),
    async fetchLog(key) {
      const file = join(directory, key);
      return existsSync(file) ? createReadStream(file) : undefined;
    },
    has: async (key) => byName().has(key.slice(key.lastIndexOf('/') + 1)),
  };
}
