import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type BuildOptions, build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundleOptions, type Door } from '../../infra/bundle.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

type Locked = Readonly<{
  version?: string;
  integrity?: string;
  hasInstallScript?: true;
  link?: true;
  inBundle?: true;
  dev?: true;
  optional?: true;
}>;
const lock: Readonly<{ packages: Readonly<Record<string, Locked>> }> = JSON.parse(read('package-lock.json'));
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
const manifest: Readonly<Record<'dependencies' | 'devDependencies', Record<string, string>>> = JSON.parse(
  read('package.json'),
);

/** Packages that would run a script when they are installed, and why they work without: none runs. */
const haveScripts: Readonly<Record<string, string>> = {
  'node_modules/classic-level':
    'comes with its binaries, and would only compile where there is none; dynalite, tests alone',
  'node_modules/esbuild': 'its binary is a package of its own; the script only makes it start a little faster',
};

/** The bytes of a bundle by file name, as a deployment would upload them. */
async function bytesOf(door: Door, outdir: string): Promise<ReadonlyMap<string, string>> {
  const options: BuildOptions = { ...bundleOptions(door, await loadPlaygroundSettings()), outdir, write: false };
  const { outputFiles = [] } = await build(options);
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(outdir.length), hash(contents)]));
}

describe('threat 26: what others put into what we deploy', () => {
  it('is locked: one version, by its content, for every package', () => {
    expect(packages.length).toBeGreaterThan(100);
    const unlocked = packages.filter(([, { version, integrity }]) => !version || !/^sha512-/.test(integrity ?? ''));
    // What comes inside another package is locked with it; the linters' builds for other machines get into no function.
    expect(unlocked.filter(([, { inBundle, dev, optional }]) => !inBundle && !(dev && optional))).toEqual([]);
    expect(packages.filter(([, { link }]) => link)).toEqual([]);
    const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('runs nothing when it is installed', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
    const scripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
    expect(scripts.filter((path) => !Object.hasOwn(haveScripts, path))).toEqual([]);
  });

  it('is little: a few packages in all functions together', () => {
    expect(
      Object.keys(manifest.dependencies)
        .filter((name) => !name.startsWith('@aws-sdk/'))
        .sort(),
    ).toEqual(['@slack/bolt', '@slack/types', '@slack/web-api', 'p-limit', 're2js', 'yaml', 'zod'].sort());
  });

  it.each<Door>(['slack', 'config-rules', 'queries'])('gives the same bytes wherever %s is built', async (door) => {
    const [one, other] = await Promise.all([bytesOf(door, '/one'), bytesOf(door, '/somewhere/else/two')]);

    expect(one.size).toBeGreaterThan(1);
    expect(one).toEqual(other);
  });
});
