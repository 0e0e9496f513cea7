import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

type Import = Readonly<{ from: string; to: string; lazy: boolean }>;

const families = ['alerts', 'enrichers', 'commands', 'remediations', 'rules'] as const;
const familyIndexes = families.map((family) => `src/${family}/index.ts`);

/** Where a file may import from inside `src/`, by the room that it stands in; what is not named here is forbidden. */
function allowed(file: string): (target: string) => boolean {
  const within =
    (...places: string[]) =>
    (target: string) =>
      places.some((place) => (place.endsWith('.ts') ? target === place : target.startsWith(place)));
  const room = file.split('/')[1] ?? '';
  const family = families.find((name) => name === room);
  if (family) {
    if (basename(file) === 'index.ts') return within(`src/${family}/`, 'src/core/');
    // What is too long for one file has its parts in a folder of its name.
    const own = file.split('/').length > 3 ? dirname(file) : file.replace(/\.ts$/, '');
    return within(`src/${family}/define.ts`, `${own}/`, 'src/core/');
  }
  switch (room) {
    case 'core':
      return within('src/core/');
    case 'settings.ts':
    case 'settings':
      return within('src/settings/', 'src/core/');
    case 'trail':
    case 'aws':
    case 'store':
    case 'slack':
    case 'delivery':
      return within(`src/${room}/`, 'src/core/');
    case 'flows':
      return within(...familyIndexes, 'src/flows/', 'src/delivery/', 'src/slack/render/', 'src/core/');
    case 'lambda':
      return (target) => !target.startsWith('src/playground/') && !target.startsWith('src/cli/');
    case 'cli':
    case 'playground':
      return () => true;
    default:
      return () => false;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
    .sort();
}

const sources = filesBelow('src');
const text = new Map(sources.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

function importsOf(file: string): Import[] {
  const code = text.get(file) ?? '';
  const eager = [...code.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]/g)];
  const bare = [...code.matchAll(/(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g)];
  const lazy = [...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)];
  const target = (name = '') => (name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name);
  return [
    ...[...eager, ...bare].map((match) => ({ from: file, to: target(match[1]), lazy: false })),
    ...lazy.map((match) => ({ from: file, to: target(match[1]), lazy: true })),
  ];
}

const imports = sources.flatMap(importsOf);

describe('the architecture', () => {
  it('sees the imports of this project at all', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it('lets arrows point only where docs/architecture.md says', () => {
    const wrong = imports
      .filter(({ from, to }) => to.startsWith('src/') && !allowed(from)(to))
      .map(({ from, to }) => `${from} -> ${to}`);

    expect(wrong).toEqual([]);
  });

  it('never lets src import infra or tests', () => {
    expect(imports.filter(({ to }) => to.startsWith('infra/') || to.startsWith('test/'))).toEqual([]);
  });

  it('lets nothing but the command line start the playground', () => {
    const wrong = imports.filter(
      ({ from, to }) => to.startsWith('src/playground/') && !/^src\/(playground|cli)\//.test(from),
    );

    expect(wrong).toEqual([]);
  });

  it('has no circles', () => {
    const targets = new Map(sources.map((file) => [file, imports.filter(({ from }) => from === file)]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (path.includes(file) || done.has(file)) return;
      for (const { to } of targets.get(file) ?? []) if (to.startsWith('src/')) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of sources) visit(file, []);

    expect(circles).toEqual([]);
  });

  it('keeps core free of everything but node and zod, and of every effect', () => {
    const fromOutside = imports.filter(({ from, to }) => isRoom(from, 'core') && !to.startsWith('src/'));
    const effects = ['node:fs', 'node:fs/promises', 'node:http', 'node:https', 'node:child_process'];
    const wrong = fromOutside.filter(({ to }) => !/^(node:|zod\b)/.test(to) || effects.includes(to));

    expect(fromOutside.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('keeps feature files free of AWS packages at load time', () => {
    const isFeature = (file: string) => families.some((family) => file.startsWith(`src/${family}/`));
    const wrong = imports.filter(
      ({ from, to, lazy }) => isFeature(from) && !lazy && /^@(aws-sdk|smithy)\//.test(to) && !isTypeOnly(from, to),
    );

    expect(wrong).toEqual([]);
  });

  it('reads the environment in settings.ts alone', () => {
    const readers = sources.filter((file) => /process\.env\b/.test(code(file)));

    expect(readers.filter((file) => !file.startsWith('src/settings') && !file.startsWith('src/playground/'))).toEqual(
      [],
    );
  });

  it('makes AWS clients in aws/clients.ts alone', () => {
    const makers = sources.filter(
      (file) => /new (?:\w+\.)?\w+Client\(/.test(code(file)) && !isRoom(file, 'playground'),
    );

    expect(makers.filter((file) => !/^src\/aws\/(rollout-)?clients.ts$/.test(file) && !isRoom(file, 'slack'))).toEqual(
      [],
    );
  });

  it('never waits for zlib in the main thread', () => {
    const sync = /\b(?:inflate|deflate|gzip|gunzip|unzip|inflateRaw|deflateRaw|brotli\w+|zstd\w+)Sync\b/;

    expect(sources.filter((file) => sync.test(code(file)))).toEqual([]);
  });

  it('has no class but errors', () => {
    const classes = sources.flatMap((file) =>
      [...code(file).matchAll(/\bclass\s+(\w+)(?:\s+extends\s+(\w+))?/g)]
        .filter((match) => !match[2]?.endsWith('Error'))
        .map((match) => `${file}: ${match[1]}`),
    );

    expect(classes).toEqual([]);
  });

  it('names no room a junk drawer', () => {
    expect(sources.filter((file) => /\b(utils?|helpers?|common|service|manager)\b/i.test(file))).toEqual([]);
  });

  it('keeps every door at forty lines or less', () => {
    const doors = sources.filter((file) => isRoom(file, 'lambda'));

    expect(doors.filter((file) => (text.get(file) ?? '').trimEnd().split('\n').length > 40)).toEqual([]);
  });
});

describe.each(families)('the family %s', (family) => {
  const files = sources.filter((file) => isRoom(file, family));
  const members = files
    .filter((file) => dirname(file) === `src/${family}`)
    .map((file) => basename(file, '.ts'))
    .filter((name) => name !== 'index' && name !== 'define');

  it('has one file a member, exported under its camel-cased name and listed in index.ts', async () => {
    if (files.length === 0) return;
    const index = text.get(`src/${family}/index.ts`) ?? '';

    for (const member of members) {
      const camel = member.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      const module: Record<string, unknown> = await import(join(root, 'src', family, `${member}.ts`));
      const definition = module[camel];
      expect(definition, `src/${family}/${member}.ts exports ${camel}`).toMatchObject({ id: member });
      expect(index, `src/${family}/index.ts lists ${camel}`).toMatch(new RegExp(`from './${member}\\.ts'`));
    }
  });
});

function isRoom(file: string, room: string): boolean {
  return file.startsWith(`src/${room}/`);
}

/** The code of a file without its comments, so that a rule does not trip over what a comment says. */
function code(file: string): string {
  return (text.get(file) ?? '').replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function isTypeOnly(file: string, target: string): boolean {
  const found = new RegExp(`import type [^;]*from '${target.replace(/[/\-@]/g, '\\$&')}'`).test(text.get(file) ?? '');
  return found;
}
