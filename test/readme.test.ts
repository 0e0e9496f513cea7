import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { alertTypes } from '../src/alerts/index.ts';
import { commands } from '../src/commands/index.ts';
import { enrichers } from '../src/enrichers/index.ts';
import { remediations } from '../src/remediations/index.ts';
import { rules } from '../src/rules/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the README', () => {
  it('lists every kind of alert, and no other', () => {
    const section = between('### What it alerts about', '### Slash commands');

    expect(firstColumn(section)).toEqual(alertTypes.map(({ id }) => id));
  });

  it('lists every slash command, and no other', () => {
    const section = between('### Slash commands', '### Custom Config rules');

    expect(firstColumn(section).sort()).toEqual(commands.map(({ id }) => `/aws-${id}`).sort());
  });

  it('lists every custom Config rule with its summary, and no other, and so does its own page', () => {
    const section = between('### Custom Config rules', '### What it adds');
    const page = readFileSync(join(root, 'docs/config-rules.md'), 'utf8');
    const own = page.slice(page.indexOf('## The rules'), page.indexOf('## Trying one'));

    for (const text of [section, own]) {
      expect(firstColumn(text)).toEqual(rules.map(({ id }) => id));
      for (const { id, summary } of rules) expect(text).toContain(`| \`${id}\` | ${summary} |`);
    }
    for (const { parameters, remediation } of rules) {
      for (const name of Object.keys(parameters)) expect(own).toContain(name.replace(/^tag[2-5]/, 'tag1'));
      if (remediation) expect(own).toContain(`\`${remediation.document}\``);
    }
  });

  it('shows a rule as it is', () => {
    const page = readFileSync(join(root, 'docs/config-rules.md'), 'utf8');

    expect(page).toContain(readFileSync(join(root, 'src/rules/imdsv1-allowed.ts'), 'utf8').trim());
  });

  it('names every enricher and remediation', () => {
    for (const { id } of [...enrichers, ...remediations]) expect(readme).toContain(`\`${id}\``);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm (?:run (?:--silent )?)?([a-z]+)/g)].map((match) => match[1] ?? '');

    expect(named.length).toBeGreaterThan(3);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});

describe.each(pages)('the page %s', (page) => {
  it('links only to what is there', () => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) =>
      join(root, page, '..', match[1] ?? ''),
    );

    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });

  it('names only samples that a reader has', () => {
    const samples = readFileSync(join(root, page), 'utf8').match(/test\/fixtures\/[\w./-]+\.json/g) ?? [];

    expect(samples.filter((sample) => !existsSync(join(root, sample)))).toEqual([]);
    if (page === 'README.md') expect(samples.length).toBeGreaterThan(0);
  });
});

function between(start: string, end: string): string {
  return readme.slice(readme.indexOf(start), readme.indexOf(end));
}

function firstColumn(section: string): string[] {
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
}
