import { describe, expect, it } from 'vitest';
import { alerts } from '../../src/commands/alerts.ts';
import type { Alert } from '../../src/core/alert.ts';
import type { OpenAlert } from '../../src/core/mute.ts';
import type { AlertState, Member } from '../../src/core/ports.ts';
import type { Reply } from '../../src/core/reply.ts';
import { anAlert } from '../store/fixtures.ts';
import { createContext } from './context.ts';

const aMember = (alertId: string, change: Partial<Member> = {}): Member => ({
  ...{ alertId, rev: 1, sourceAt: 0, kind: 'root-activity', title: alertId, severity: 'low', status: 'open' },
  ...{ accountId: '111122223333', occurredAt: '2026-01-01T03:00:00Z' },
  ...change,
});

const anOpen = (title: string, change: Partial<Alert> = {}): OpenAlert => {
  const alert = anAlert({ title, severity: 'high', accountName: 'payments-prod', ...change });
  const state: AlertState = { alert, rev: 1, status: 'open', opened: 0, facts: [], causes: [] } as never;
  return { state };
};

function setUp({ members = [], open = [] }: { members?: readonly Member[]; open?: readonly OpenAlert[] }) {
  const base = createContext();
  const quiet = {
    ...base.quiet,
    listOpen: async () => open,
    findStorm: async (id: string) =>
      id === 'S1' ? { openedAt: Date.parse('2026-01-01T03:00:00Z'), members } : undefined,
  };
  return (text: string) => alerts.answer(text, { ...base, quiet });
}

const leadsOf = ({ sections }: Reply) =>
  sections.flatMap((section) => (section.kind === 'list' ? section.items.map(({ lead }) => lead) : []));
const asksOf = ({ sections }: Reply) =>
  sections.flatMap((section) => (section.kind === 'asks' ? section.asks.map(({ label, text }) => [label, text]) : []));

describe('the alerts of a storm', () => {
  it('are listed, the worst open ones first', async () => {
    const ask = setUp({
      members: [
        aMember('mild'),
        aMember('done', { severity: 'critical', status: 'resolved' }),
        aMember('bad', { severity: 'high' }),
      ],
    });

    const reply = await ask('storm S1');

    expect(reply.title).toBe('The 3 alerts of the storm since 2026-01-01 03:00 UTC, the worst that are open first');
    expect(leadsOf(reply)).toEqual(['bad', 'mild', 'done']);
    expect(reply.sections).toMatchObject([
      { items: [{ body: 'high, open, in 111122223333, id bad' }, {}, {}] },
      { text: expect.stringContaining('/aws-alerts ack') },
    ]);
  });

  it('are all within reach, page by page', async () => {
    const members = Array.from({ length: 60 }, (_, n) => aMember(`m${n}`));
    const ask = setUp({ members });
    const seen: string[] = [];
    let text: string | undefined = 'storm S1';
    while (text !== undefined) {
      const reply: Reply = await ask(text);
      seen.push(...leadsOf(reply));
      text = asksOf(reply).find(([label]) => label?.startsWith('Next'))?.[1];
    }

    expect(seen.toSorted()).toEqual(members.map(({ title }) => title).toSorted());
    const last = await ask('storm S1 page:4');
    expect(last.title).toContain(', 46–60 of 60');
    expect(asksOf(last)).toEqual([['Before: 31–45', 'storm S1 page:3']]);
    expect(leadsOf(await ask('storm S1 page:99'))).toEqual(leadsOf(last));
  });

  it.each([
    ['storm', 'BAD_ARGUMENT'],
    ['storm S2', 'NOT_FOUND'],
    ['storm S1 S2', 'BAD_ARGUMENT'],
  ])('are refused where nobody knows which: %s', async (text, code) => {
    await expect(setUp({})(text)).rejects.toMatchObject({ code });
  });
});

describe('the open alerts', () => {
  it('are all within reach too, with the condition that was typed', async () => {
    const ask = setUp({ open: Array.from({ length: 20 }, (_, n) => anOpen(`a${n}`)) });

    const first = await ask('list severity:high account:"payments-prod"');
    const [next] = asksOf(first);

    expect(first.title).toContain('20 open alerts (20 high)');
    expect(next).toEqual(['Next: 16–20', 'list severity:"high" account:"payments-prod" page:2']);
    expect(leadsOf(await ask(next?.[1] ?? ''))).toHaveLength(5);
  });
});

describe('where an open alert is', () => {
  const bodyOf = async (change: Partial<Alert>) => {
    const { sections } = await setUp({ open: [anOpen('x', change)] })('list');
    return sections.flatMap((section) => (section.kind === 'list' ? section.items.map(({ body }) => body) : [])).join();
  };

  it.each([
    [{ region: 'eu-west-1' }, /, in payments-prod, eu-west-1, id/],
    [{ region: 'unknown' }, /, in payments-prod, id/],
    [{ accountName: 'unknown', region: 'unknown' }, /^open for [^,]+, id \S+$/],
  ])('is told as far as it is known: %j', async (change, words) => {
    expect(await bodyOf(change)).toMatch(words);
  });

  it.each([
    [`resource:'a"b'`, [['Next: 16–20', `list resource:'a"b' page:2`]]],
    [`resource:"a'b"`, [['Next: 16–20', `list resource:"a'b" page:2`]]],
    [`resource:a"'b`, []],
  ])('go on with what was typed, or not at all: %s', async (typed, asks) => {
    const resource = {
      type: 'AWS::EC2::Instance',
      id: typed.slice(9).replaceAll(/^['"]|['"]$/g, ''),
      accountId: '1',
      region: 'eu-west-1',
    };
    const ask = setUp({ open: Array.from({ length: 20 }, (_, n) => anOpen(`a${n}`, { resources: [resource] })) });

    expect(asksOf(await ask(`list ${typed}`))).toEqual(asks);
  });
});
