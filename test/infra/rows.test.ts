import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rowRights } from '../../infra/definitions/rows.ts';
import { executionNote } from '../../src/core/own-actor.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const text = (folder: string) =>
  readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(src, folder, file), 'utf8'))
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\//g, '');
const found = (code: string, pattern: RegExp) =>
  [...new Set([...code.matchAll(pattern)].map(([, word = '']) => word))].sort();
const store = text('store');
const everybody = Object.values(rowRights).flatMap((rights) => rights ?? []);

describe('the rights on rows', () => {
  it('let remediations note which executions are ours, and nothing else of what others note', () => {
    expect(rowRights.remediations?.writes.filter((key) => key.startsWith('NOTE#'))).toEqual(['NOTE#execution-*']);
    expect(executionNote('111122223333', 'x')).toMatch(/^execution-/);
    expect(rowRights.alerts?.writes).toContain('NOTE#*');
  });

  it('let somebody write each kind of row that the store knows, and no other kind', () => {
    const kinds = found(store, /[`'](MUTES|SWITCH|WISHES|[A-Z]+#)(?=\$|')/g).filter(
      (kind) => !['SLOT#', 'EVENT#', 'ONE#'].includes(kind),
    );
    const owners = found([text('flows'), text('delivery')].join(), /owner(?:: | = )`([A-Z]+#)/g);
    const written = new Set(everybody.flatMap(({ writes }) => writes).map((key) => key.replace(/(?<=#).*|\*/, '')));

    expect(kinds.length).toBeGreaterThan(12);
    expect([...kinds, ...owners].filter((kind) => !written.has(kind))).toEqual([]);
    expect([...written].filter((kind) => !kinds.includes(kind) && !owners.includes(kind))).toEqual([]);
  });

  it('let posts write beside everything that a message is about', () => {
    const owners = found([text('flows'), text('delivery')].join(), /owner(?:: | = )`([A-Z]+#)/g);

    expect(owners.length).toBeGreaterThan(5);
    expect(owners.filter((owner) => !rowRights.posts?.writes.includes(`${owner}*`))).toEqual([]);
  });

  it('let the sweep ask the index for each kind that stands in it', () => {
    const kinds = found(store, /due: '(\w+)'/g);

    expect(kinds.length).toBeGreaterThan(5);
    expect(kinds.filter((kind) => !rowRights.sweep?.due?.includes(kind))).toEqual([]);
  });

  it('keep what remediations alone may change from everybody else', () => {
    for (const own of ['UNDO#*', 'LOCK#*', 'CAP#*', 'SWITCH', 'WISHES', 'TICKET#*', 'CLICK#*']) {
      const who = Object.entries(rowRights).filter(([, rights]) => rights?.writes.includes(own));
      expect(who.map(([name]) => name)).toEqual(['remediations']);
    }
  });
});
