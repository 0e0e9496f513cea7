import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { alertTypes, readAlert } from '../../src/alerts/index.ts';
import { openEnvelope } from '../../src/core/events/envelope.ts';
import type { Settings } from '../../src/core/settings.ts';
import { describeEvent } from '../../src/flows/notify/describe.ts';
import { scenes } from '../../src/playground/scenes/index.ts';
import { oneOfEach } from '../../src/playground/scenes/one-of-each.ts';
import { signInBurst } from '../../src/playground/scenes/sign-in-burst.ts';
import { faultsOf } from '../slack/oracle.ts';
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

    const others = ['define', 'events', 'reports', 'index'];
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

  it('hold one alert of each kind, which is written without a fault', () => {
    const { events } = openEnvelope([...oneOfEach.events(at)]);
    const told = events.map((event) => describeEvent(event, settings, at));

    expect(told.map(({ alert }) => alert.kind).sort()).toEqual(alertTypes.map(({ id }) => id).sort());
    expect(new Set(told.map(({ alert }) => alert.id)).size).toBe(told.length);
    for (const { alert, message } of told)
      expect({ kind: alert.kind, faults: faultsOf(message) }).toMatchObject({ faults: [] });
    const words = JSON.stringify(told.map(({ message }) => message.blocks.map((block) => ({ ...block, url: '' }))));
    expect(words).not.toMatch(/ {2}/);
  });

  it('hold a burst that is one alert, at whatever minute it begins', () => {
    for (const start of [at, at + 1_000, at + 3_599_000]) {
      const { events } = openEnvelope([...signInBurst.events(start)]);
      const alerts = events.map((event) => readAlert(event, settings, start).alert);

      expect(new Set(alerts.map(({ id }) => id)).size).toBe(1);
      if (start > at) expect(new Set(alerts.map(({ eventKey }) => eventKey)).size).toBe(12);
    }
  });
});
