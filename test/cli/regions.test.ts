import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EnabledRegions } from '../../src/aws/enabled-regions.ts';
import { createRegionsMain, withRegions } from '../../src/cli/regions.ts';

const starter = await readFile('infra/noroshi.yml', 'utf8');
const file = starter.replace(/^regions: \[.*$/m, 'regions: enabled # all of them');
const enabled: EnabledRegions = {
  asked: [
    { account: 'ours', regions: ['eu-west-1', 'us-east-1'] },
    { account: 'shop-prod (111122223333)', regions: ['me-south-1', 'us-east-1', 'eu-west-1'] },
  ],
  unasked: [
    { account: 'shop-dev (222233334444)', why: 'access denied: no' },
    { account: 'shop-lab (333344445555)', why: 'access denied: no' },
  ],
};

function setUp(files: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    readFile: async (name: string) => files[name] ?? Promise.reject(new Error('ENOENT')),
    now: () => 0,
    env: {},
  };
  const main = createRegionsMain({
    findEnabled: async () => enabled,
    writeFile: async (name, text) => {
      files[name] = text;
    },
  });
  return { files, out, err, regions: (...argv: string[]) => main(argv, io) };
}

describe('noroshi regions', () => {
  it('prints what is enabled in any account, with what some lack and who was not asked beside, and touches no file', async () => {
    const { regions, out, err, files } = setUp({ 'a.yml': file });

    expect(await regions('--settings', 'a.yml')).toBe(0);

    expect(out.join('')).toBe('eu-west-1\nme-south-1\nus-east-1\n');
    expect(err).toEqual([
      'me-south-1 is not enabled in ours\n',
      'Not asked: shop-dev (222233334444), shop-lab (333344445555): access denied: no\n',
    ]);
    expect(files['a.yml']).toBe(file);
  });

  it('writes the list in place of the word, and leaves everything else as it was', async () => {
    const { regions, files } = setUp({ 'a.yml': file });

    expect(await regions('--write', '--settings', 'a.yml')).toBe(0);

    const written = files['a.yml'] ?? '';
    expect(written).toContain('regions: [ eu-west-1, me-south-1, us-east-1 ]');
    expect(written).toContain('# nothing is ever done in an account that is not listed here');
    expect(written.length).toBeGreaterThan(file.length - 40);
  });

  it('writes infra/noroshi.yml where no other file is named', async () => {
    const usual = resolve('infra/noroshi.yml');
    const { regions, files } = setUp({ [usual]: file });

    expect(await regions('--write')).toBe(0);

    expect(files[usual]).toContain('regions: [ eu-west-1, me-south-1, us-east-1 ]');
    await expect(setUp().regions('all')).rejects.toThrow('means nothing here');
  });

  it('does not write over what it cannot read', () => {
    expect(() => withRegions('a: [', ['eu-west-1'])).toThrow('has a problem');
  });
});
