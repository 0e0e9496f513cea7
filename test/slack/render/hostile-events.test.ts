import { describe, expect, it } from 'vitest';
import { alertTypes } from '../../../src/alerts/index.ts';
import { userError } from '../../../src/core/errors.ts';
import type { SecurityEvent } from '../../../src/core/events/event.ts';
import type { Evidence } from '../../../src/core/evidence.ts';
import { describeEvent } from '../../../src/flows/notify/describe.ts';
import { describeQuarantined } from '../../../src/flows/notify/quarantine.ts';
import { renderBroken, renderError } from '../../../src/slack/render/error.ts';
import { renderEvidence } from '../../../src/slack/render/evidence.ts';
import { renderHeard } from '../../../src/slack/render/progress.ts';
import { renderReply } from '../../../src/slack/render/reply.ts';
import { renderRequest } from '../../../src/slack/render/request.ts';
import { renderSearch } from '../../../src/slack/render/search.ts';
import { eventIn, fixture, fixtureNames, settings } from '../../fixtures/alerts.ts';
import { hostile, hostileClasses } from '../../fixtures/hostile.ts';
import { faultsOf, imitationsIn, linesOf, mentionsIn } from '../oracle.ts';
import { sampleAlert, sampleRequest } from './sample.ts';
import { sampleSearch } from './sample-search.ts';

type Message = ReturnType<typeof describeEvent>['message'];

/** Stands wherever a payload begins a line by its own account, so that a line that begins with foreign text is recognised. */
const mark = 'Zqx';
const marked = (payload: string) => payload.replace(/^|\r\n|[\n\r\v\f\u0085\u2028\u2029]/g, `$&${mark} `);
const isForeign = (line: string) => line.replace(/[\p{Cf}\s]/gu, '').startsWith(mark);

/** What is wrong with what is made of a payload, and once more of the marked one. */
function judge(make: (payload: string) => Message, payload: string, mentions = ''): readonly string[] {
  const message = make(payload);
  const mentioned = mentionsIn(message.blocks).join();
  return [
    ...faultsOf(message),
    ...(mentioned === mentions ? [] : [`mentions ${mentioned}`]),
    ...imitationsIn(make(marked(payload)), isForeign),
  ].map((fault) => `${fault}: ${JSON.stringify(payload.slice(0, 80))}`);
}

/** Every place in a value where a text stands, as its path. */
function textsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}

function withText(value: unknown, [key, ...rest]: readonly string[], text: string): unknown {
  if (key === undefined) return text;
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === key ? withText(one, rest, text) : one));
  return { ...Object(value), [key]: withText(Object(value)[key], rest, text) };
}

const withDetail = (event: SecurityEvent, detail: unknown): SecurityEvent => ({
  ...event,
  detail: { ...Object(detail) },
});

/** What decides whose event it is, without which it is another event. */
const shape = /^(?:eventSource|eventName|eventType|messageType|complianceType|state|status|changeType)$/i;

/** The text in every place but those that decide whose event it is. */
function filled(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((one) => filled(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, shape.test(key) ? one : filled(one, text)]),
  );
}

describe('the corpus', () => {
  it('has at least 300 payloads in at least 20 classes', () => {
    expect(hostile.length).toBeGreaterThanOrEqual(300);
    expect(Object.keys(hostileClasses).length).toBeGreaterThanOrEqual(20);
    for (const [name, payloads] of Object.entries(hostileClasses))
      expect({ name, many: payloads.length > 3 }).toEqual({ name, many: true });
  });
});

describe.each(alertTypes.map(({ id }) => id))('an event of the kind %s', (kind) => {
  const events = fixtureNames(kind).map((name) => eventIn(fixture(kind, name)));

  it('does nothing but show any text that stands anywhere in it', () => {
    let turn = 0;
    const faults = events.flatMap((event) =>
      textsIn(event.detail).flatMap((path) =>
        judge(
          (text) => describeEvent(withDetail(event, withText(event.detail, path, text)), settings, 0).message,
          hostile[turn++ % hostile.length] ?? '',
        ),
      ),
    );

    expect(faults).toEqual([]);
  });

  it('does nothing but show a payload that stands everywhere in it', () => {
    const faults = hostile.flatMap((payload, turn) => {
      const event = events[turn % Math.max(1, events.length)];
      if (!event) return [];
      return judge(
        (text) => describeEvent(withDetail(event, filled(event.detail, text)), settings, 0).message,
        payload,
      );
    });

    expect(faults).toEqual([]);
  });
});

const resourceOf = (payload: string) => ({ ...sampleRequest.resource, id: payload, name: payload, region: payload });

function evidenceOf(payload: string): Message {
  const actor = { type: payload, name: payload, arn: payload, sourceIp: payload, userAgent: payload, mfa: true };
  const evidence: Evidence = { actor, call: payload, at: 1, accountId: payload, region: payload, eventId: payload };
  const alert = { ...sampleAlert, resources: [resourceOf(payload)] };
  const state = { alert, status: 'open', rev: 1, newest: { sourceAt: 1, key: '' }, facts: [] } as const;
  const told = renderEvidence({ ...state, evidence: { ...evidence, rev: 1 } });
  if (!told) throw new Error('There is evidence, and nothing is told');
  return told;
}

const replyOf = (payload: string): Message =>
  renderReply({
    title: payload,
    sections: [
      {
        kind: 'facts',
        facts: [
          { label: payload, value: payload },
          { label: payload, unavailable: payload },
        ],
      },
      { kind: 'list', items: [{ lead: payload, body: payload, meta: payload }] },
      { kind: 'code', text: payload },
      { kind: 'links', links: [{ label: payload, url: payload }] },
    ],
    files: [{ name: payload, title: payload, content: payload }],
  });

function requestOf(payload: string): Message {
  const step = { name: payload, state: 'failed', error: payload } as const;
  const more = { reason: payload, steps: [step], remediation: payload };
  const message = renderRequest({ ...sampleRequest, ...more, resource: resourceOf(payload) });
  // The mention of who asked is ours, and judged apart.
  return { ...message, text: message.text.replace('<@U0ALICE>', 'alice') };
}

const others: readonly (readonly [string, (payload: string) => Message])[] = [
  ['evidence', evidenceOf],
  ['a reply', replyOf],
  ['what was heard', (payload) => renderHeard('Searching', payload)],
  ['progress', (payload) => renderSearch(sampleSearch(payload), 1)],
  ['an error', (payload) => renderError(userError('BAD_ARGUMENT', { problem: payload, example: payload }))],
  ['what broke', renderBroken],
];

describe.each(Object.entries(hostileClasses))('in every other message, %s', (_, payloads) => {
  it.each(others)('do nothing in %s', (_name, make) => {
    expect(payloads.flatMap((payload) => judge(make, payload))).toEqual([]);
  });

  it('do nothing in a request, which mentions who asked', () => {
    const asker = '{"type":"user","user_id":"U0ALICE"}';

    expect(payloads.flatMap((payload) => judge(requestOf, payload, asker))).toEqual([]);
  });
});

describe('a quarantined notification', () => {
  it('shows why, and nothing of what was sent', async () => {
    for (const payload of hostile) {
      const kept = JSON.stringify({ why: payload, receivedAt: payload, body: payload });
      const reply = await describeQuarantined('0', { results: { get: async () => kept, put: async () => {} } });

      expect(judge(() => renderReply(reply, '⚠️'), payload)).toEqual([]);
    }
  });
});

describe('the oracle', () => {
  const text = (words: string) => ({ type: 'text', text: words });
  const section = (...elements: object[]) => ({
    text: 'x',
    blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }],
  });

  it('finds a foreign text that stands as a line of its own', () => {
    expect(imitationsIn(section(text('ours\nZqx RESOLVED by security')), isForeign)).toHaveLength(1);
    expect(imitationsIn(section(text('Zqx RESOLVED by'), text(' security')), isForeign)).toHaveLength(1);
    expect(imitationsIn({ text: 'Zqx RESOLVED by security', blocks: [] }, isForeign)).toHaveLength(1);
  });

  it('lets it stand behind a word of ours, or as a bullet', () => {
    const list = {
      type: 'rich_text_list',
      elements: [{ type: 'rich_text_section', elements: [text('Zqx RESOLVED by security')] }],
    };

    expect(imitationsIn(section(text('Rule: '), text('Zqx RESOLVED by security')), isForeign)).toEqual([]);
    expect(imitationsIn({ text: 'x', blocks: [{ type: 'rich_text', elements: [list] }] }, isForeign)).toEqual([]);
    expect(linesOf({ blocks: [{ type: 'rich_text', elements: [list] }] })).toEqual([['•', 'Zqx RESOLVED by security']]);
  });

  it('finds text that turns around, unless it is set apart', () => {
    expect(faultsOf(section(text('a \u05D0')))).not.toEqual([]);
    expect(faultsOf(section(text('a \u2068\u05D0\u2069')))).toEqual([]);
    expect(faultsOf(section(text('a \u2068\u05D0')))).not.toEqual([]);
  });
});
