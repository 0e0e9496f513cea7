import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertTypes, readAlert } from '../../src/alerts/index.ts';
import type { AlertKind } from '../../src/core/alert.ts';
import { inEventBridgeForm, openEnvelope } from '../../src/core/events/envelope.ts';
import type { SecurityEvent } from '../../src/core/events/event.ts';
import { matchesEventPattern } from '../../src/core/events/event-pattern.ts';
import { eventIn, fixture, fixtureNames, settings, shownIn } from '../fixtures/alerts.ts';

const kinds = alertTypes.map(({ id }) => id);
const own = (kind: AlertKind) => fixtureNames(kind).filter((name) => !/^(?:drifted|not)-/.test(name));
const placeholder = /^$|^(?:undefined|null|unknown|n\/a|none|-|NaN)$|\b(?:undefined|null|NaN)\b|\[object|: $|\(\)/i;

describe('alert types', () => {
  it('end with the one that accepts everything', () => {
    expect(kinds.at(-1)).toBe('unknown');
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it('never throw, whatever stands in an event', () => {
    const detail = fc.dictionary(fc.string(), fc.jsonValue());
    const types = fc.constantFrom(...detailTypes());

    fc.assert(
      fc.property(types, detail, (detailType, hostile) => {
        const { alert } = readAlert(event({ detailType, detail: hostile }), settings);

        expect(alert.title).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('never throw, and show no placeholder, when any part of a known event is something else', () => {
    const all = kinds.flatMap((kind) => fixtureNames(kind).map((name) => eventIn(fixture(kind, name))));
    const junk = fc.constantFrom(
      null,
      '',
      'null',
      'undefined',
      '-',
      0,
      -1,
      true,
      [],
      {},
      [null],
      'x\u202Ey\u0007',
      '\u202E',
      '__proto__',
      'constructor',
    );

    fc.assert(
      fc.property(fc.constantFrom(...all), fc.nat(), junk, (known, at, value) => {
        const { alert } = readAlert({ ...known, detail: replaced(known.detail, at, value) }, settings);

        for (const text of shownIn(alert)) expect(text).not.toMatch(placeholder);
        for (const text of shownIn(alert)) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(Number.isNaN(Date.parse(alert.occurredAt))).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });
});

describe.each(alertTypes)('the alert type $id', ({ id, pattern, matches }) => {
  it('reads every fixture of its own, without drifting and without a placeholder', () => {
    expect(own(id).length).toBeGreaterThanOrEqual(2);
    for (const name of own(id)) {
      const { alert, drifted } = readAlert(eventIn(fixture(id, name)), settings);

      expect({ name, kind: alert.kind, drifted }).toEqual({ name, kind: id, drifted: undefined });
      expect(alert).toMatchObject({ accountId: '111122223333', accountName: 'payments-prod', environment: 'prod' });
      expect(alert.id).toMatch(/^[0-9a-f]{24}$/);
      expect(alert.title).not.toContain('111122223333');
      for (const text of shownIn(alert)) expect(text, `${name}: ${text}`).not.toMatch(placeholder);
    }
  });

  it('is forwarded by its own pattern', () => {
    if (!pattern) return;
    for (const name of own(id).filter((one) => one !== 'minimal')) {
      const form = inEventBridgeForm(eventIn(fixture(id, name)));

      expect({ name, forwarded: matchesEventPattern(pattern, form) }).toEqual({ name, forwarded: true });
    }
    expect(JSON.stringify(pattern).length).toBeLessThan(2048);
  });

  it('posts what has lost its shape as unknown, and says which kind drifted', () => {
    if (id === 'unknown') return;
    const drifted = fixtureNames(id).filter((name) => name.startsWith('drifted-'));
    expect(drifted).not.toEqual([]);
    for (const name of drifted) {
      const reading = readAlert(eventIn(fixture(id, name)), settings);

      expect(reading).toMatchObject({ alert: { kind: 'unknown' }, drifted: id });
    }
  });

  it('leaves alone what only looks like it', () => {
    if (id === 'unknown') return;
    const others = fixtureNames(id).filter((name) => name.startsWith('not-'));
    expect(others).not.toEqual([]);
    for (const name of others) expect(matches(eventIn(fixture(id, name)))).toBe(false);
  });

  it('gives the same alert for the same event in another envelope', () => {
    for (const name of own(id)) {
      const raw = fixture(id, name);
      const letter = {
        Type: 'Notification',
        MessageId: 'm',
        TopicArn: 'arn:aws:sns:eu-west-1:999988887777:t',
        Message: JSON.stringify(raw),
      };
      const [wrapped] = openEnvelope({ Records: [{ messageId: 'q', body: JSON.stringify(letter) }] }).events;
      const bare = readAlert(eventIn(raw), settings).alert;

      expect(wrapped && readAlert(wrapped, settings).alert).toEqual(bare);
    }
  });
});

function detailTypes(): readonly string[] {
  const all = kinds.flatMap((kind) => fixtureNames(kind).map((name) => eventIn(fixture(kind, name)).detailType));
  return [...new Set([...all, 'Message', 'CloudWatch Alarm', 'Anything'])];
}

function event(fields: Partial<SecurityEvent>): SecurityEvent {
  return {
    id: 'e',
    source: 'aws.x',
    detailType: 'X',
    account: 'unknown',
    region: 'unknown',
    resources: [],
    detail: {},
    ...fields,
  };
}

/** A copy of `detail` in which the part that comes `at` in a walk through it is `value`. */
function replaced(detail: SecurityEvent['detail'], at: number, value: unknown): SecurityEvent['detail'] {
  const paths: string[][] = [];
  const walk = (node: unknown, path: string[]): void => {
    if (path.length > 0) paths.push(path);
    if (typeof node === 'object' && node !== null)
      for (const [key, one] of Object.entries(node)) walk(one, [...path, key]);
  };
  walk(detail, []);
  const path = paths[at % Math.max(1, paths.length)] ?? [];
  const change = (node: unknown, rest: readonly string[]): unknown => {
    const [key, ...more] = rest;
    if (key === undefined) return value;
    if (Array.isArray(node)) return node.map((one, index) => (String(index) === key ? change(one, more) : one));
    return { ...Object(node), [key]: change(Object(node)[key], more) };
  };
  return { ...Object(change(detail, path)) };
}
