import { expect, it } from 'vitest';
import { main } from './run.ts';

/** What the benchmarks say to these arguments, before anything is measured. */
async function said(...argv: string[]) {
  const texts: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
  const into = (name: 'stdout' | 'stderr') => ({ write: (text: string) => texts[name].push(text) });
  const code = await main(argv, { stdout: into('stdout'), stderr: into('stderr') });
  return { code, stdout: texts.stdout.join(''), stderr: texts.stderr.join('') };
}

it('tells what there is to measure', async () => {
  expect(await said('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('trail-hostile'), stderr: '' });
});

it('says what is wrong with what it is asked', async () => {
  const wrong: readonly (readonly [argv: readonly string[], problem: string])[] = [
    [[], 'NAME is missing; there are trail, '],
    [['nope'], 'There is no benchmark nope; there are trail, '],
    [['trail', 'rules'], '“rules” means nothing here.'],
    [['trail', '--round', '3'], 'did you mean --rounds?'],
    [['rules', '--runs', 'many'], '--runs must be a whole number of at least 1, not many.'],
  ];
  for (const [argv, problem] of wrong) {
    expect(await said(...argv)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(problem) });
  }
});
