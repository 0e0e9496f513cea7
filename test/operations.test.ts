import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prefixed, queueNames } from '../infra/definitions/names.ts';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const operations = read('docs/operations.md');

describe('the operations page', () => {
  it('says of every alarm what it means and what to do', () => {
    const ids = [...read('infra/bot/watch.ts').matchAll(/\bid: '([\w-]+)'/g)].map(([, id = '']) => id);
    expect(ids.length).toBeGreaterThan(5);
    const deadLetters = [...queueNames, 'subscription', 'bus', 'members-N'].map((name) => `dead-letters-${name}`);

    const missing = [...ids, ...deadLetters].filter((id) => {
      const isShort = operations.includes(`\`-${id.replace('dead-letters-', '')}\``);
      return !operations.includes(`\`${prefixed(id)}\``) && !isShort;
    });
    expect(missing).toEqual([]);
  });

  it.each(['docs/operations.md', 'docs/deploy.md'])('leads nowhere that is not there: %s', (file) => {
    const anchorOf = (heading: string) =>
      heading
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .trim()
        .replaceAll(' ', '-');
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([\w-]+))?\)/g)];
    expect(links.length).toBeGreaterThan(2);
    for (const [, path = '', anchor] of links) {
      const target = path === '' ? file : `docs/${path}`;
      expect([target, existsSync(new URL(`../${target}`, import.meta.url))]).toEqual([target, true]);
      const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
      if (anchor !== undefined) expect(headings).toContain(anchor);
    }
  });
});
