import { describe, expect, it } from 'vitest';
import { createRegionsMain, withRegions } from '../../src/cli/regions.ts';

const file = 'bot: { account: "111122223333" } # ours\nregions: enabled # all of them\n\n# who\naccounts: []\n';

function setUp(files: Record<string, string> = {}) {
  const out: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: () => undefined },
    readFile: async (name: string) => files[name] ?? Promise.reject(new Error('ENOENT')),
    now: () => 0,
    env: {},
  };
  const main = createRegionsMain({
    listEnabled: async () => ['eu-west-1', 'us-east-1'],
    writeFile: async (name, text) => {
      files[name] = text;
    },
  });
  return { files, out, regions: (...argv: string[]) => main(argv, io) };
}

describe('noroshi regions', () => {
  it('prints what is enabled, and touches no file', async () => {
    const { regions, out, files } = setUp({ 'a.yml': file });

    expect(await regions('--settings', 'a.yml')).toBe(0);

    expect(out.join('')).toBe('eu-west-1\nus-east-1\n');
    expect(files['a.yml']).toBe(file);
  });

  it('writes the list in place of the word, and leaves everything else as it was', async () => {
    const { regions, files } = setUp({ 'a.yml': file });

    expect(await regions('--write', '--settings', 'a.yml')).toBe(0);

    const written = files['a.yml'] ?? '';
    expect(written).toContain('regions: [ eu-west-1, us-east-1 ]');
    expect(written).toContain('# ours');
    expect(written).toContain('# who\naccounts: []');
  });

  it('wants to know which file it is to write', async () => {
    await expect(setUp().regions('--write')).rejects.toThrow('No settings file is named');
    await expect(setUp().regions('all')).rejects.toThrow('means nothing here');
  });

  it('does not write over what it cannot read', () => {
    expect(() => withRegions('a: [', ['eu-west-1'])).toThrow('has a problem');
  });
});
