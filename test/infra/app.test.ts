import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { logCounts } from '../../infra/bot/watch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

type Run = Readonly<{ code: number; stderr: string; stacks: readonly string[] }>;

/** The app as `npx cdk synth` runs it, without bundles. */
async function runApp(context: Readonly<Record<string, string>> = {}): Promise<Run> {
  const outdir = await mkdtemp(join(tmpdir(), 'noroshi-cdk-'));
  const env = {
    PATH: process.env['PATH'],
    CDK_OUTDIR: outdir,
    CDK_VALIDATION: 'false',
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
  };
  const { code, stderr } = await new Promise<Omit<Run, 'stacks'>>((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', 'infra/app.ts'], { cwd: root, env }, (error, _, text) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr: text }),
    );
  });
  const files = await readdir(outdir);
  return {
    code,
    stderr,
    stacks: files.filter((file) => file.endsWith('.template.json')).map((file) => file.split('.')[0] ?? ''),
  };
}

describe('the CDK app', () => {
  it('makes the stacks of the starter’s settings', async () => {
    const { code, stacks } = await runApp();

    expect(code).toBe(0);
    expect(stacks).toEqual(
      expect.arrayContaining(['noroshi-bot', 'noroshi-security', 'noroshi-region-us-east-1', 'noroshi-member-1']),
    );
  });

  it('says in one line what is to be done about settings that it cannot make stacks of', async () => {
    const starter = await readFile(join(root, 'infra/noroshi.yml'), 'utf8');
    const file = join(await mkdtemp(join(tmpdir(), 'noroshi-cdk-')), 'settings.yml');
    await writeFile(file, starter.replace(/^regions: \[.*?\]/m, 'regions: enabled'));
    const { code, stderr, stacks } = await runApp({ settings: file });

    expect({ code, stacks }).toEqual({ code: 1, stacks: [] });
    expect(stderr.trim()).toMatch(/^Stacks are made for regions by name.*npm run noroshi -- regions --write$/);
  });
});

describe('the stacks’ sources', () => {
  it('import of src only data: the five indexes, core, the settings and the definition of the table', async () => {
    const files = (await readdir(join(root, 'infra'), { recursive: true })).filter(
      (file) => file.endsWith('.ts') && !file.startsWith('rollout/'),
    );
    const allowed =
      /^src\/(core\/|settings(\/|\.ts$)|(alerts|enrichers|commands|remediations|rules)\/index\.ts$|store\/table\.ts$)/;
    const wrong: string[] = [];
    for (const file of files) {
      const code = await readFile(join(root, 'infra', file), 'utf8');
      for (const [, target = ''] of code.matchAll(/from '(?:\.\.\/)+(src\/[^']+)'/g))
        if (!allowed.test(target)) wrong.push(`${file} -> ${target}`);
    }

    expect(files.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  it('count in the logs only words that the functions write', async () => {
    const sources = (await readdir(join(root, 'src/flows'), { recursive: true })).filter((file) =>
      file.endsWith('.ts'),
    );
    const text = (await Promise.all(sources.map((file) => readFile(join(root, 'src/flows', file), 'utf8')))).join('\n');
    const words = logCounts.flatMap(({ pattern }) => /\$\.message = "([^"*]+)/.exec(pattern)?.[1] ?? []);

    expect(words).toHaveLength(2);
    expect(words.filter((word) => !text.includes(`'${word}`))).toEqual([]);
  });
});
