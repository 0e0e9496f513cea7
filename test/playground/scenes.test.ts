import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { openEnvelope } from '../../src/core/envelope.ts';
import type { Settings } from '../../src/core/settings.ts';
import { scenes } from '../../src/playground/scenes/index.ts';
import { loadPlaygroundSettings } from './aws/settings.ts';

const at = Date.parse('2026-11-20T03:00:00Z');
const folder = fileURLToPath(new URL('../../src/playground/scenes', import.meta.url));

let settings: Settings;
beforeAll(async () => {
  settings = await loadPlaygroundSettings();
});

describe('the scenes', () => {
  it('are each a file of their own, and each listed', () => {
    const files = readdirSync(folder).map((name) => name.replace('.ts', ''));

    const others = ['define', 'events', 'index'];
    expect(scenes.map(({ id }) => id).sort()).toEqual(files.filter((name) => !others.includes(name)).sort());
  });

  it.each(scenes)('$id becomes an alert that is read without a drift', ({ events }) => {
    const opened = openEnvelope([...events(at)]);

    expect(opened.rejected).toEqual([]);
    expect(opened.events.length).toBeGreaterThan(0);
    for (const event of opened.events) expect(readAlert(event, settings, at).drifted).toBeUndefined();
  });

  it.each(scenes)('$id is another event when it happens again', ({ events }) => {
    expect(JSON.stringify(events(at))).not.toBe(JSON.stringify(events(at + 60_000)));
    expect(events(at)).toEqual(events(at));
  });
});
