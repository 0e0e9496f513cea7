import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, alertKinds } from '../../../src/core/alert.ts';
import { severities } from '../../../src/core/severity.ts';
import { renderAlert } from '../../../src/slack/render/alert.ts';
import { messageAsText } from '../../../src/slack/render/as-text.ts';
import { hostile } from '../../fixtures/hostile.ts';
import { faultsOf, mentionsIn } from '../oracle.ts';
import { sampleAlert } from './sample.ts';

const offer = { id: 'o1', remediation: 'close', title: 'Close the open ports', confirm: 'Runs on web (sg-0abc).' };

function shown(change: Partial<Alert> = {}, more: { status?: 'open' | 'resolved'; resolvedAt?: number } = {}) {
  const state = {
    alert: { ...sampleAlert, ...change },
    status: more.status ?? 'open',
    opened: 1_795_192_800_000,
  } as const;
  const message = renderAlert(more.resolvedAt === undefined ? state : { ...state, resolvedAt: more.resolvedAt }, {
    offers: [offer],
  });
  return { message, screen: messageAsText(message) };
}

describe('an alert in the channel', () => {
  it('says the most important first and everything that is known', () => {
    const { screen, message } = shown();

    expect(screen).toMatchInlineSnapshot(`
      "🚨 CRITICAL  alice opened SSH (port 22) of web (sg-0abc) to the whole internet
      Who  alice (role) · from 192.0.2.7 · with aws-cli/2.15 · without MFA · arn:aws:sts::111122223333:assumed-role/Admin/alice
      What  EC2 security group web (sg-0abc)
      Where  payments-prod (111122223333) · eu-west-1 · prod
      When  2026-11-20 16:40:00 UTC
      Rule  restricted-ssh
      What changed
        • inbound tcp 22: none → 0.0.0.0/0
      Owner  team-payments
      Name unavailable (the aggregator did not answer in time)
      Security group <https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-0abc>
      [ Remediate: Close the open ports ]
          asks first: Close the open ports? Runs on web (sg-0abc). [ Remediate ] [ Cancel ]"
    `);
    expect(message.text).toMatchInlineSnapshot(
      `"🚨 Critical in payments-prod, eu-west-1: alice opened SSH (port 22) of web (sg-0abc) to the whole internet"`,
    );
    expect(faultsOf(message)).toEqual([]);
  });

  it('looks different when resolved, and has no button then', () => {
    const { screen, message } = shown({}, { status: 'resolved', resolvedAt: 1_795_193_520_000 });

    expect(screen.split('\n').slice(0, 2)).toEqual([
      '✅ RESOLVED (was critical)  alice opened SSH (port 22) of web (sg-0abc) to the whole internet',
      'Resolved 2026-11-20 16:52:00 UTC, 12 min after it was seen',
    ]);
    expect(JSON.stringify(message)).not.toContain('remediate');
    expect(message.text).toMatch(/^✅ Resolved in payments-prod, eu-west-1 \(was critical\): /);
  });

  it('marks an account that is not ours, without a button', () => {
    const { screen, message } = shown({ unlisted: true });

    expect(screen).toContain('this account is not in the settings');
    expect(JSON.stringify(message)).not.toContain('remediate');
  });

  it('marks what was only attempted', () => {
    expect(shown({ attempted: true }).screen).toContain('✋ Attempted only: the call did not succeed.');
  });

  it('gives each severity a word and a symbol of its own', () => {
    const first = severities.map((severity) => shown({ severity }).screen.split('  ')[0]);

    expect(first).toEqual(['ℹ INFO', '🔹 LOW', '🔶 MEDIUM', '🔺 HIGH', '🚨 CRITICAL']);
  });

  it('never shows a placeholder for what is not known', () => {
    const { screen, message } = shown({
      accountId: 'unknown',
      accountName: 'unknown',
      region: 'unknown',
      environment: '',
      actor: { type: 'unknown', name: 'unknown', sourceIp: 'unknown' },
      facts: [{ label: 'Owner', value: 'unknown' }],
      rule: 'undefined',
      resources: [{ type: 'unknown', id: 'unknown', accountId: 'unknown', region: 'unknown' }],
    });

    expect(`${screen}${message.text}`).not.toMatch(/unknown|undefined|null|\(\)/i);
  });

  it('says nothing twice', () => {
    const rule = { label: 'Rule', value: 'restricted-ssh' };
    const { screen } = shown({ facts: [rule], actor: { type: 'Root', name: 'the root user' } });

    expect(screen.match(/restricted-ssh/g)).toHaveLength(1);
    expect(screen).toContain('Who  the root user\n');
  });

  it.each([
    ['AWS::EC2::SecurityGroup', 'EC2 security group'],
    ['AWS::RDS::DBInstance', 'RDS DB instance'],
    ['AWS::EC2::NetworkAcl', 'EC2 network acl'],
    ['AWS::EC2::VPC', 'EC2 VPC'],
    ['AWS::::Account', 'account'],
    ['Something else', 'Something else'],
  ])('calls %s %s', (type, words) => {
    const resource = { type, id: 'x1', accountId: '111122223333', region: 'eu-west-1' };

    expect(shown({ resources: [resource] }).screen).toContain(`What  ${words} x1`);
  });

  it('shows only links into the console', () => {
    const url = 'https://console.aws.amazon.com.evil.example/';
    const { message } = shown({ links: [{ label: 'Console', url }, ...sampleAlert.links] });

    expect(JSON.stringify(message)).not.toContain('evil');
    expect(JSON.stringify(message)).toContain('eu-west-1.console.aws.amazon.com');
  });

  it('asks before it acts, within the limits of the dialog', () => {
    const long = { ...offer, title: 't'.repeat(500), confirm: 'c'.repeat(5000) };
    const message = renderAlert({ alert: sampleAlert, status: 'open' }, { offers: [long, offer, offer] });

    expect(faultsOf(message)).toEqual([]);
    expect(message.blocks.filter((block) => block.type === 'actions')).toHaveLength(3);
    expect(messageAsText(message)).toContain('asks first: Close the open ports? Runs on web (sg-0abc). [ Remediate ]');
  });

  it('is made of shapes that the SDK knows', () => {
    // The shapes that the snapshot above shows, written once more where the compiler compares them with Slack's types.
    const block: KnownBlock = {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'a', style: { bold: true } },
            { type: 'link', url: 'https://console.aws.amazon.com/', text: 'Console' },
            { type: 'date', timestamp: 1, format: '{date_short_pretty} at {time_secs}', fallback: 'then' },
            { type: 'user', user_id: 'U0ALICE' },
          ],
        },
      ],
    };
    const kinds = new Set(shown().message.blocks.map(({ type }) => type));

    expect([...kinds]).toEqual([block.type, 'actions']);
  });
});

const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', maxLength: 200 }),
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
      const { message } = shown({
        title: payload,
        accountName: payload,
        region: payload,
        rule: payload,
        facts: [{ label: payload, value: payload }],
        changes: [{ field: payload, before: payload, after: payload }],
        actor: { type: payload, name: payload, userAgent: payload },
        links: [{ label: payload, url: payload }],
      });

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
