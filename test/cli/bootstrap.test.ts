import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('../..', import.meta.url));
let clone = '';

/** An npm that installs nothing but this project's own tsx, and notes that it was called and with what. */
const npm = `#!/bin/sh
echo "$@" >> npm-calls
echo "npm talks"
echo $$ > npm-pid
[ -e slow ] && { while [ -e slow ]; do sleep 0.05; done; }
[ -e broken ] && exit 1
rm -rf node_modules && mkdir node_modules && ln -s "${here}/node_modules/tsx" node_modules/tsx && touch node_modules/.package-lock.json
`;

const door = `
type Words = readonly string[];
export async function main(argv: Words): Promise<number> {
  process.stdout.write(JSON.stringify({ argv, pid: process.pid, cwd: process.cwd() }));
  return argv.length;
}
`;

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'noroshi-clone-'));
  await mkdir(join(clone, 'src/cli'), { recursive: true });
  await mkdir(join(clone, 'bin'));
  await cp(join(here, 'src/cli/bootstrap.mjs'), join(clone, 'src/cli/bootstrap.mjs'));
  await writeFile(join(clone, 'package.json'), '{ "type": "module" }');
  await writeFile(join(clone, 'package-lock.json'), '{ "lockfileVersion": 3 }');
  await writeFile(join(clone, 'src/cli/noroshi.ts'), door);
  await writeFile(join(clone, 'bin/npm'), npm);
  await chmod(join(clone, 'bin/npm'), 0o755);
});

afterEach(() => rm(clone, { recursive: true, force: true }));

function launch(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const path = [join(clone, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
  const { npm_lifecycle_event: _, ...rest } = process.env;
  const child = spawn(process.execPath, ['src/cli/bootstrap.mjs', ...argv], {
    cwd: clone,
    env: { ...rest, PATH: path, NODE_ENV: 'production', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string; pid: number | undefined }>(
    (resolve) => child.on('close', (code) => resolve({ code, stdout, stderr, pid: child.pid })),
  );
  return { child, ended };
}

const run = (...argv: readonly string[]) => launch(argv).ended;
const calls = async () =>
  (await readFile(join(clone, 'npm-calls'), 'utf8').catch(() => '')).split('\n').filter(Boolean);

async function waitFor<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the bootstrap', () => {
  it('installs on a fresh clone, then runs the door in its own process with nothing but its words on stdout', async () => {
    const { code, stdout, stderr, pid } = await run('noroshi', 'one', 'two');

    expect(JSON.parse(stdout)).toMatchObject({ argv: ['one', 'two'], pid });
    expect(code).toBe(2);
    expect(stderr).toContain('Installing');
    expect(stderr).toContain('npm talks');
    expect(await calls()).toEqual([expect.stringMatching(/^ci .*--include=dev/)]);
  });

  it('installs again only when the lock file says something else, not when it is only newer', async () => {
    await run('noroshi');
    const later = new Date(Date.now() + 60_000);

    await utimes(join(clone, 'package-lock.json'), later, later);
    const untouched = await run('noroshi');
    const callsBefore = (await calls()).length;
    await writeFile(join(clone, 'package-lock.json'), '{ "lockfileVersion": 3, "packages": {} }');
    await utimes(join(clone, 'package-lock.json'), later, later);
    await run('noroshi');

    expect(untouched.stderr).toBe('');
    expect(callsBefore).toBe(1);
    expect(await calls()).toHaveLength(2);
  });

  it('installs once when two commands start at once', async () => {
    const both = await Promise.all([run('noroshi', 'a'), run('noroshi', 'b')]);

    expect(both.map(({ code }) => code)).toEqual([1, 1]);
    expect(await calls()).toHaveLength(1);
  });

  it('goes on after somebody who died while installing', async () => {
    await mkdir(join(clone, '.install-guard'));
    await writeFile(join(clone, '.install-guard/pid'), '999999999');

    expect((await run('noroshi')).code).toBe(0);
  });

  it('says plainly that installing failed', async () => {
    await writeFile(join(clone, 'broken'), '');
    const { code, stdout, stderr } = await run('noroshi');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Installing failed');
  });

  it('leaves no npm and no guard behind when it is stopped while installing', async () => {
    await writeFile(join(clone, 'slow'), '');
    const { child, ended } = launch(['noroshi']);
    const npmPid = await waitFor(async () => Number(await readFile(join(clone, 'npm-pid'), 'utf8')) || undefined);

    child.kill('SIGTERM');

    expect((await ended).code).toBe(143);
    await waitFor(async () => isGone(npmPid) || undefined);
    await expect(readFile(join(clone, '.install-guard/pid'))).rejects.toThrow('ENOENT');
  });

  it('runs where the person is when npm started it', async () => {
    const { stdout } = await launch(['noroshi'], { npm_lifecycle_event: 'noroshi', INIT_CWD: join(clone, 'bin') })
      .ended;

    expect(JSON.parse(stdout).cwd).toMatch(/bin$/);
  });

  it('knows only its doors', async () => {
    expect(await run('toString')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage:') });
  });
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
