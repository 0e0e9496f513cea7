import { describe, expect, it } from 'vitest';
import type { Row } from '../../../infra/rollout/item.ts';
import { reportOf, summaryOf } from '../../../infra/rollout/report.ts';
import { parseSettings } from '../../../src/settings/parse.ts';
import { minimal } from '../../fixtures/settings.ts';

const { settings } = parseSettings(minimal, { file: 'noroshi.yml' });
const row = (region: string, more: Partial<Row> = {}): Row => ({
  ...{ accountId: '111122223333', region, step: 'recorder', object: 'recorder default', state: 'missing' },
  ...more,
});

describe('the report of a rollout', () => {
  it('says the same thing in several places in one line, and counts what is as it should be', () => {
    const rows = [
      ...['eu-west-1', 'us-east-1', 'ap-northeast-1'].map((region) => row(region)),
      row('eu-west-1', { step: 'trail', object: 'trail noroshi', state: 'same' }),
    ];
    const text = reportOf(rows, settings);
    expect(text.split('\n').filter((line) => line.startsWith('recorder'))).toHaveLength(1);
    expect(text).toContain('payments-prod / 3 regions');
    expect(text).not.toContain('trail noroshi');
    expect(text).toContain('1 same, 3 missing in 1 account and 3 regions.');
  });

  it('says what would change, field by field, and no more than can be read', () => {
    const before = { a: 1, list: ['x'], nested: { on: false }, long: 'x'.repeat(200), more: 1 };
    const after = { a: 2, list: ['x', 'y'], nested: { on: true }, long: 'y'.repeat(200), more: 2 };
    const text = reportOf([row('eu-west-1', { state: 'different', before, after })], settings);
    expect(text).toMatch(/a: 1 → 2; nested.on: false → true; long: x+… → y+…; and 2 more/);
  });

  it('tells the reason of an error in its own words', () => {
    const text = reportOf(
      [row('eu-west-1', { state: 'error', reason: 'A service control policy denies it.' })],
      settings,
    );
    expect(text).toContain('A service control policy denies it.');
    expect(summaryOf([])).toBe('nothing in 0 accounts and 0 regions.');
  });
});
