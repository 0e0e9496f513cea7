import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compileScanner, writeModule } from './build-scanner.ts';

it('the scanner that runs is the one that stands in scanner.as', async () => {
  const module = await readFile(new URL('../../src/trail/scanner-code.ts', import.meta.url), 'utf8');

  expect(module).toBe(writeModule(await compileScanner()));
}, 60_000);
