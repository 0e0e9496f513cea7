import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, alertKinds } from '../../../src/core/alert.ts';
import { severities } from '../../../src/core/severity.ts';
import { renderAlert } from '../../../src/slack/render/alert.ts';
import { anyCharacter } from '../../fixtures/any-character.ts';
import { hostile } from '../../fixtures/hostile.ts';
import { faultsOf, mentionsIn } from '../oracle.ts';
import { sampleAlert } from './sample.ts';

const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: anyCharacter, maxLength: 200 }),
  fc.tuple(fc.constantFrom(...hostile), fc.constantFrom(...hostile)).map(([a, b]) => `${a} ${b}`),
);
const many = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 40 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const resource = fc.record({ type: text, id: text, accountId: text, region: text, name: text });

const hostileAlert: fc.Arbitrary<Alert> = fc.record({
  id: text,
  kind: fc.constantFrom(...alertKinds),
  title: text,
  severity: fc.constantFrom(...severities),
  state: fc.constantFrom('open' as const, 'resolved' as const),
  source: text,
  accountId: text,
  accountName: text,
  environment: text,
  region: text,
  resources: many(resource),
  actor: fc.record({ type: text, name: text, arn: text, sourceIp: text, userAgent: text, mfa: fc.boolean() }),
  occurredAt: fc.oneof(text, fc.constant('2026-11-20T16:40:00Z'), fc.constant('+275760-09-13T00:00:00.000Z')),
  fingerprint: text,
  changes: many(fc.record({ field: text, before: maybe(text), after: maybe(text) })),
  facts: many(fc.oneof(fc.record({ label: text, value: text }), fc.record({ label: text, unavailable: text }))),
  sentence: fc.array(text, { maxLength: 3 }),
  eventKey: text,
  sourceAt: fc.integer(),
  rule: text,
  finding: text,
  links: many(fc.record({ label: text, url: text })),
});

describe('a hostile alert', () => {
  it('stays within every limit, and mentions, links and formats nothing, whatever is in it', () => {
    const offers = many(fc.record({ id: text, remediation: text, title: text, confirm: text }));
    fc.assert(
      fc.property(hostileAlert, offers, fc.integer({ min: -1 }), (alert, some, at) => {
        const message = renderAlert(
          { alert, status: at % 2 === 0 ? 'open' : 'resolved', opened: at, resolvedAt: at + 1 },
          { offers: some },
        );

        expect(faultsOf(message)).toEqual([]);
        expect(mentionsIn(message.blocks)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each(hostile.map((payload) => [JSON.stringify(payload).slice(0, 60), payload]))(
    'is harmless as %s',
    (_, payload) => {
      const message = renderAlert(
        {
          alert: {
            ...sampleAlert,
            title: payload,
            accountName: payload,
            region: payload,
            rule: payload,
            facts: [{ label: payload, value: payload }],
            changes: [{ field: payload, before: payload, after: payload }],
            actor: { type: payload, name: payload, userAgent: payload },
            links: [{ label: payload, url: payload }],
          },
          status: 'open',
        },
        { offers: [] },
      );

      expect(faultsOf(message)).toEqual([]);
      expect(mentionsIn(message.blocks)).toEqual([]);
    },
  );
});

describe('the oracle', () => {
  it.each([
    ['a mention', { text: 'x <!channel>', blocks: [] }],
    ['bold', { text: '*x*', blocks: [] }],
    ['a foreign link', { text: 'x', blocks: [{ type: 'link', url: 'https://evil.example/', text: 'x' }] }],
    ['mrkdwn', { text: 'x', blocks: [{ type: 'mrkdwn', text: 'x' }] }],
    ['bidi', { text: 'x', blocks: [{ type: 'text', text: '\u202Ex' }] }],
    ['too many blocks', { text: 'x', blocks: Array.from({ length: 51 }, () => ({ type: 'text', text: 'x' })) }],
    ['too long', { text: 'x', blocks: Array.from({ length: 5 }, () => ({ type: 'text', text: 'x'.repeat(2900) })) }],
  ])('finds %s', (_, message) => {
    expect(
      faultsOf({ ...message, blocks: message.blocks.length > 0 ? message.blocks : [{ type: 'text', text: 'x' }] }),
    ).not.toEqual([]);
  });
});
