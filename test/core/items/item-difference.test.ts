import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellDifferences } from '../../../src/core/items/difference-words.ts';
import {
  canonical,
  comparable,
  type Difference,
  differencesOf,
  readable,
} from '../../../src/core/items/item-difference.ts';
import type { ConfigurationItem } from '../../../src/core/ports.ts';

/** Puts differences into a value. */
function apply(value: unknown, { path: [key, ...rest], ...sides }: Difference): unknown {
  if (key === undefined) return sides.after;
  const fields = new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
  if (rest.length > 0) fields.set(key, apply(fields.get(key), { path: rest, ...sides }));
  else if ('after' in sides) fields.set(key, sides.after);
  else fields.delete(key);
  return Object.fromEntries(fields);
}

const item = (configuration: unknown, change: Partial<ConfigurationItem> = {}): ConfigurationItem => ({
  resource: { type: 'AWS::EC2::SecurityGroup', id: 'sg-1', accountId: '111122223333', region: 'eu-west-1' },
  ...{ status: 'OK', capturedAt: '2026-11-20T16:00:00.000Z', tags: {}, relationships: [], supplementary: {} },
  configuration,
  ...change,
});

/** As people read it, a line each. */
const told = (before: ConfigurationItem, after: ConfigurationItem): readonly string[] =>
  tellDifferences(differencesOf(comparable(before), comparable(after))).flatMap(({ field, lines }) =>
    lines.map((line) => `${field}: ${line}`),
  );

describe('the difference of two captures', () => {
  it('put into the one gives the other, whatever they hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.jsonValue({ maxDepth: 5 }), (before, after) => {
        const result = differencesOf(before, after).reduce(apply, before);

        expect(canonical(result)).toBe(canonical(after));
      }),
    );
  });

  it('is the smallest: changing one field of a capture is one difference, on that field', () => {
    const values = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1, maxKeys: 8 });
    fc.assert(
      fc.property(values, fc.nat(), (fields, n) => {
        const key = Object.keys(fields)[n % Object.keys(fields).length] ?? '';
        const after = Object.fromEntries([...Object.entries(fields), [key, 'something else entirely']]);

        expect(differencesOf(fields, after)).toEqual([
          { path: [key], before: fields[key], after: 'something else entirely' },
        ]);
        expect(differencesOf(fields, fields)).toEqual([]);
      }),
    );
  });

  it('never fails to be told, and tells nothing of what is the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const lines = told(item(before), item(after));

        expect(lines.every((line) => line.length > 2)).toBe(true);
        expect(told(item(before), item(before))).toEqual([]);
      }),
    );
  });

  it('reads policies wherever they are written as text', () => {
    const policy = (action: string) => JSON.stringify({ Statement: [{ Effect: 'Allow', Action: action }] });
    const encoded = (action: string) => ({ policyDocument: encodeURIComponent(policy(action)) });

    expect(differencesOf(readable(encoded('s3:GetObject')), readable(encoded('s3:*')))).toEqual([
      {
        path: ['policyDocument', 'Statement'],
        before: [{ Effect: 'Allow', Action: 's3:GetObject' }],
        after: [{ Effect: 'Allow', Action: 's3:*' }],
      },
    ]);
  });
});

describe('a difference in words', () => {
  const permission = (cidrs: readonly string[]) => ({
    ...{ ipProtocol: 'tcp', fromPort: 22, toPort: 22 },
    ...{ ipRanges: cidrs, ipv4Ranges: cidrs.map((cidrIp) => ({ cidrIp })) },
  });

  it('is a sentence for each rule of a security group that came or went', () => {
    const before = item({ ipPermissions: [permission(['192.0.2.0/24', '198.51.100.0/24'])] });
    const after = item({ ipPermissions: [permission(['192.0.2.0/24', '0.0.0.0/0'])] });

    expect(told(before, after)).toEqual([
      'inbound rules: removed: tcp 22 (SSH) from 198.51.100.0/24',
      'inbound rules: added: tcp 22 (SSH) from 0.0.0.0/0 (the whole internet)',
    ]);
  });

  it('says what came and went of lists and tags, and where only the order is another', () => {
    const before = item({ layers: ['a', 'b'], zones: ['x', 'y'] }, { tags: { team: 'data' } });
    const after = item({ layers: ['b', 'c'], zones: ['y', 'x'] }, { tags: { team: 'payments', owner: 'hana' } });

    expect(told(before, after)).toEqual([
      'tag team: data → payments',
      'tag owner: none → hana',
      'layers: removed: a',
      'layers: added: c',
      'zones: only the order is another',
    ]);
  });

  it('leaves what is long to the file', () => {
    const [difference] = tellDifferences(
      differencesOf({ configuration: { a: 'x' } }, { configuration: { a: 'y'.repeat(500) } }),
    );

    expect(difference).toMatchObject({ isLong: true });
    expect(difference?.lines[0]).toContain('(500 characters, in the file)');
  });

  it('tells that a secret changed, and nothing of it', () => {
    const before = item({ environment: { variables: { DB_PASSWORD: 'correct horse', KEY: 'AKIAIOSFODNN7EXAMPLE' } } });
    const after = item({ environment: { variables: { DB_PASSWORD: 'battery staple', KEY: 'AKIAIOSFODNN7OTHERKY' } } });

    const lines = told(before, after).join('\n');

    expect(lines).toContain('[masked] → [masked]');
    expect(lines).not.toMatch(/horse|staple|AKIAIOSFODNN7/);
  });

  it('knows a secret by any name above it, as the whole item does', () => {
    const before = item({ credentials: { of: { somebody: 'correct horse' } }, pass: 'horse' });
    const after = item({ credentials: { of: { somebody: 'battery staple' } }, pass: 'staple' });

    expect(told(before, after)).toHaveLength(2);
    expect(told(before, after).join('\n')).not.toMatch(/horse|staple/);
  });
});
