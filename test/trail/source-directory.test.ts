import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSearch } from '../../src/trail/search.ts';
import { directorySource } from '../../src/trail/source-directory.ts';
import { inDirectory, logObject, record } from './logs.ts';

describe('a directory of logs', () => {
  it('is read with all that its links lead to, and a circle of links ends', () =>
    inDirectory(async (root) => {
      await mkdir(join(root, 'logs/2026/11'), { recursive: true });
      await mkdir(join(root, 'elsewhere'));
      await writeFile(join(root, 'logs/2026/11/a.json.gz'), logObject([record({ note: 'a' })]));
      await writeFile(join(root, 'elsewhere/b.json.gz'), logObject([record({ note: 'b' })]));
      await writeFile(join(root, 'elsewhere/c.data'), logObject([record({ note: 'c' })]));
      await writeFile(join(root, 'logs/notes.txt'), 'not a log');
      await symlink('../../elsewhere', join(root, 'logs/2026/linked'));
      await symlink('../../../elsewhere/c.data', join(root, 'logs/2026/11/c.json.gz'));
      await symlink('..', join(root, 'logs/2026/circle'));
      await symlink('../..', join(root, 'logs/2026/wider-circle'));
      await symlink('nowhere', join(root, 'logs/2026/gone.json.gz'));
      const search = createSearch({ source: directorySource(join(root, 'logs')), now: () => 0 });

      const { records, summary } = await search({ terms: [], limit: 0 });

      expect(records.map((line) => JSON.parse(line).note)).toEqual(['a', 'c', 'b']);
      expect(summary.objects).toBe(3);
      expect(summary.failedObjects.map(({ key }) => key)).toEqual(['2026/gone.json.gz']);
    }));

  it('gives its files in the order in which S3 would list their keys', () =>
    inDirectory(async (root) => {
      for (const name of ['a/x.json.gz', 'a-b/y.json.gz', 'a.json.gz', 'a/b/z.json.gz']) {
        await mkdir(join(root, name, '..'), { recursive: true });
        await writeFile(join(root, name), logObject([record({ note: name })]));
      }
      const search = createSearch({ source: directorySource(root), now: () => 0 });

      const { records } = await search({ terms: [], limit: 0 });

      expect(records.map((line) => JSON.parse(line).note)).toEqual([
        'a-b/y.json.gz',
        'a.json.gz',
        'a/b/z.json.gz',
        'a/x.json.gz',
      ]);
    }));
});
