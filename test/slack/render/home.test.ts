import type { HomeView as SlackHomeView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userError } from '../../../src/core/errors.ts';
import type { Home, HomeAlert, HomeRequest, HomeView } from '../../../src/core/home.ts';
import { severities } from '../../../src/core/severity.ts';
import { messageAsText } from '../../../src/slack/render/as-text.ts';
import { renderHome, renderHomeTrouble } from '../../../src/slack/render/home.ts';
import { stateWords } from '../../../src/slack/render/request-words.ts';
import { anyCharacter } from '../../fixtures/any-character.ts';
import { hostile } from '../../fixtures/hostile.ts';
import { faultsOf, mentionsIn } from '../oracle.ts';
import { sampleRequest } from './sample.ts';

const now = 1_795_192_800_000;
const link = 'https://example.slack.com/archives/C0SECURITY/p1795192800000100';
const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: anyCharacter, maxLength: 300 }));
const long = text.map((one) => one.repeat(100).slice(0, 3000));
const at = fc.oneof(fc.integer(), fc.constant(now));
const states = Object.keys(stateWords) as (keyof typeof stateWords)[];
const many = <T>(item: fc.Arbitrary<T>, maxLength: number) => fc.array(item, { maxLength });

const hostileAlert: fc.Arbitrary<HomeAlert> = fc.record(
  { title: text, severity: fc.constantFrom(...severities), accountId: text, accountName: text, since: at },
  { noNullPrototype: true },
);
const hostileRequest: fc.Arbitrary<HomeRequest> = fc.record({
  title: text,
  resource: fc.record({ type: text, id: text, accountId: text, region: text, name: text }),
  accountName: text,
  state: fc.constantFrom(...states),
  requestedBy: text,
  expiresAt: at,
});
const path = fc.record({
  ...{ accountId: text, region: fc.constantFrom('eu-west-1', 'us-east-1') },
  ...{ state: fc.constantFrom('fine' as const, 'silent' as const, 'never' as const), since: at },
});
const hostileHome: fc.Arbitrary<Home> = fc.record({
  madeAt: at,
  note: text,
  looks: fc.record({
    alerts: fc.record({
      counts: fc.record({ critical: fc.nat(), high: fc.nat(), medium: fc.nat(), low: fc.nat(), info: fc.nat() }),
      ...{ muted: fc.nat(), isAll: fc.boolean(), worst: many(hostileAlert, 20) },
    }),
    saved: many(fc.record({ name: text, text: long, at }), 50),
    relay: fc.record({
      ...{ heardAt: at, askedAt: at },
      accounts: many(fc.record({ id: text, name: text, paths: many(path, 30) }), 40),
    }),
  }),
  waiting: many(hostileRequest, 30),
  own: many(hostileRequest, 30),
});

/** What the oracle says of it, block by block: a Home tab is no message, and has limits of its own. Headings are our words. */
const faults = ({ blocks }: HomeView) =>
  blocks.flatMap((block) =>
    block.type === 'header' ? headingFaults(block) : faultsOf({ text: 'Home', blocks: [block] }),
  );

function headingFaults({ text: words }: Readonly<Record<string, unknown>>): readonly unknown[] {
  const headings = ['Open alerts', 'Waits for your approval', 'You asked for', 'Your searches', 'Signals from AWS'];
  const known = headings.map((one) => JSON.stringify({ type: 'plain_text', text: one, emoji: false }));
  return known.includes(JSON.stringify(words)) ? [] : [words];
}

const small: Home = {
  madeAt: now,
  looks: {
    alerts: {
      ...{ counts: { critical: 1, high: 0, medium: 2, low: 0, info: 0 }, muted: 0, isAll: true },
      worst: [
        {
          ...{ title: 'SSH is open', severity: 'critical', accountId: '111122223333', accountName: 'payments-prod' },
          ...{ since: now, acknowledged: 'U0BOB', link },
        },
      ],
    },
    saved: [{ name: 'stops', text: 'event:StopLogging', at: now }],
    relay: { heardAt: now, askedAt: now },
  },
  waiting: [],
  own: [],
};

describe('App Home', () => {
  it('is a Home tab as the SDK types it, and says it in words', () => {
    const view: SlackHomeView = JSON.parse(JSON.stringify(renderHome(small)));
    const told = messageAsText({ text: '', blocks: renderHome(small).blocks });

    expect(view.type).toBe('home');
    expect(told).toContain('🚨 1 critical · 🔶 2 medium');
    expect(told).toContain(`SSH is open <${link}> · payments-prod · since`);
    expect(told).toContain('@U0BOB looks after it');
  });

  it('of which everything is hostile stays within every limit, and mentions, links and formats nothing', () => {
    fc.assert(
      fc.property(hostileHome, (home) => {
        const view = renderHome(home);

        expect(faults(view)).toEqual([]);
        expect(mentionsIn(view.blocks)).toEqual([]);
        expect(view.blocks.length).toBeLessThanOrEqual(100);
        expect(JSON.stringify(view).length).toBeLessThan(250_000);
      }),
      { numRuns: 60 },
    );
  });

  it('says how much is left of what is too much', () => {
    const request: HomeRequest = { ...sampleRequest, title: 'Stop instance', state: 'awaiting' };
    const saved = Array.from({ length: 50 }, (_, n) => ({ name: `search ${n}`, text: 'x'.repeat(3000), at: now }));
    const looks = { ...small.looks!, saved };
    const told = messageAsText({
      text: '',
      blocks: renderHome({ ...small, looks, waiting: Array.from({ length: 12 }, () => request) }).blocks,
    });

    expect(told).toContain('… and 2 more');
    expect(told).toContain('… and 35 more');
    expect(told).toContain('chars)');
  });

  it('leads to its message where that has an address, and else names the channel', () => {
    const [first] = small.looks!.alerts.worst;
    const { link: _, ...alert } = { ...first!, channel: 'C0SECURITY' };
    const looks = { ...small.looks!, alerts: { ...small.looks!.alerts, worst: [alert] } };

    expect(messageAsText({ text: '', blocks: renderHome({ ...small, looks }).blocks })).toContain('· #C0SECURITY ·');
  });
});

it('what went wrong is said instead, with the way to try again', () => {
  const error = userError('UNREACHABLE', { what: 'Slack', why: '<!channel>' });
  const told = [renderHomeTrouble(error), renderHomeTrouble('request-1`*<!here>')];

  for (const view of told) {
    expect(faults(view)).toEqual([]);
    expect(mentionsIn(view.blocks)).toEqual([]);
    expect(JSON.stringify(view)).toContain('home_show');
  }
});
