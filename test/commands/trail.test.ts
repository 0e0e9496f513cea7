import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/commands/index.ts';
import { trail } from '../../src/commands/trail.ts';
import { UserError } from '../../src/core/errors.ts';
import type { ReplySection } from '../../src/core/reply.ts';
import { searchReply } from '../../src/core/search/search-reply.ts';
import { parseTrailQuery } from '../../src/core/search/trail-language.ts';
import { aRecord, askedAt, createContext, createFakeSearch } from './context.ts';

const hour = 3_600_000;

/** Plans, searches and tells, as the flow does; a run that is stopped has no time left. */
async function answer(text: string, ctx: CommandContext) {
  const answered = await trail.answer(text, ctx);
  if (!('plan' in answered)) throw new Error('No search was planned');
  const { plan } = answered;
  const found = await ctx.search(plan.query);
  const end = {
    ...found,
    engine: 'direct',
    runs: 1,
    ...(ctx.stop.aborted && { unfinished: 'expired' as const }),
  } as const;
  return searchReply(plan, end, ctx);
}

function listOf(sections: readonly ReplySection[]) {
  return sections.flatMap((section) => (section.kind === 'list' ? section.items : []));
}

describe('/aws-trail', () => {
  it('asks for the last 24 hours before it was asked, unless told otherwise', async () => {
    const { search, asked } = createFakeSearch([]);

    await answer('mallory', createContext({ search }));

    const where = { kind: 'term', text: 'mallory' };
    expect(asked).toEqual([{ terms: [], where, since: askedAt - 24 * hour, until: askedAt, limit: 100 }]);
  });

  it('hands every option on, and no limit above the settings’', async () => {
    const { search, asked } = createFakeSearch([]);
    const text = 'a “b c” since:2h --until 1h event:RunInstances --user mallory limit:1000 ignore-case:yes';

    const { settings } = createContext();
    const limits = { ...settings.trail.limits, records: 200 };
    await answer(text, createContext({ search, settings: { ...settings, trail: { ...settings.trail, limits } } }));

    expect(asked[0]).toEqual({
      terms: [],
      where: {
        kind: 'and',
        conditions: [
          { kind: 'term', text: 'a' },
          { kind: 'term', text: 'b c' },
          { kind: 'field', field: 'event', value: 'RunInstances' },
          { kind: 'field', field: 'user', value: 'mallory' },
        ],
      },
      since: askedAt - 2 * hour,
      until: askedAt - hour,
      limit: 200,
      ignoreCase: true,
    });
  });

  it.each([
    ['--verify mallory', true],
    ['mallory --verify', true],
    ['mallory —verify --since 2h', true],
    ['--verify yes mallory', true],
    ['mallory --verify no', false],
    ['mallory "a --verify b"', false],
  ])('knows a switch of the terminal without a value: %s', async (text, verify) => {
    const answered = await trail.answer(text, createContext());
    if (!('plan' in answered)) throw new Error('No search was planned');

    expect(answered.plan.verify).toBe(verify);
    expect(answered.plan.asked).toContain('mallory');
  });

  it.each([
    'event:RunInstances AND NOT user:alice "web server"',
    '(a OR "b c") regex:"i-0[0-9a-f]{16}|a b" ip:198.51.100.0/24',
    'arn:aws:iam::111122223333:user/alice NOT error:*',
    '"since:2h" "a\\"b"',
  ])('speaks the language of the terminal: %s', async (text) => {
    const { search, asked } = createFakeSearch([]);

    await answer(`since:3h ${text}`, createContext({ search }));

    expect(asked[0]?.where).toEqual(parseTrailQuery(text));
    expect(asked[0]?.since).toBe(askedAt - 3 * hour);
  });

  it('takes days and times of day in the zone that is named, and says which', async () => {
    const { search, asked } = createFakeSearch([]);

    const reply = await answer('x since:yesterday..2026-11-20T09:30 zone:Asia/Tokyo', createContext({ search }));
    await answer('x since:2026-11-19 until:2026-11-19', createContext({ search }));

    expect(asked[0]).toMatchObject({ since: Date.UTC(2026, 10, 19, 15), until: Date.UTC(2026, 10, 20, 0, 30) });
    expect(reply.title).toBe('Nothing was found between 2026-11-20 00:00 and 2026-11-20 09:30 Asia/Tokyo');
    expect(asked[1]).toMatchObject({ since: Date.UTC(2026, 10, 19), until: Date.UTC(2026, 10, 20) });
  });

  it.each([
    'evnt:RunInstances',
    'sincee:2h x',
    '--sinec 2h',
    '--colour red',
    'ip:300.1.1.1',
    'a OR',
    '(a',
    '"a b',
    'a NOT a',
    'event:A event:B',
    'read-only:maybe',
    'x since:whenever',
    'x until:2026-13-01',
    'x since:1h until:2h',
    'x zone:Mars/Olympus',
    'x limit:many',
    'x ignore-case:perhaps',
    'x since:',
    '',
  ])('answers the mistake %j with an example that works', async (text) => {
    const { search, asked } = createFakeSearch([]);
    const error: unknown = await answer(text, createContext({ search })).catch((one: unknown) => one);

    expect(error).toMatchObject({ code: 'BAD_ARGUMENT', hint: expect.stringMatching(/^For example: \/aws-trail ./) });
    expect(asked).toEqual([]);
    const hint = error instanceof UserError ? error.hint : '';
    await answer(hint.replace('For example: /aws-trail ', ''), createContext({ search }));
    expect(asked).toHaveLength(1);
  });

  it('tells who did what on what, from where, and what AWS answered, newest first', async () => {
    const refused = aRecord({ eventTime: '2026-11-20T16:30:00Z', errorCode: 'UnauthorizedOperation' });
    const { search } = createFakeSearch([refused, aRecord()]);

    const reply = await answer('mallory', createContext({ search }));

    expect(reply.title).toBe('2 records found between 2026-11-19 16:40 and 2026-11-20 16:40 UTC');
    expect(listOf(reply.sections)).toEqual([
      {
        lead: 'mallory',
        body: 'AuthorizeSecurityGroupIngress on sg-0123456789abcdef0 but was refused (UnauthorizedOperation)',
        meta: 'from 203.0.113.7 · payments-prod us-east-1',
        at: Date.UTC(2026, 10, 20, 16, 30),
      },
      expect.objectContaining({ meta: 'from 203.0.113.7 · payments-prod us-east-1' }),
    ]);
    expect(reply.files?.[0]?.content).toBe(`${refused}\n${aRecord()}\n`);
  });

  it('shows the newest of many below what they have in common, and attaches all', async () => {
    const { search } = createFakeSearch(
      Array.from({ length: 40 }, (_, n) => aRecord({ eventID: `${n}` })),
      { matches: 90 },
    );

    const reply = await answer('mallory', createContext({ search }));

    expect(listOf(reply.sections)).toHaveLength(6);
    expect(reply.files?.[0]?.content.trim().split('\n')).toHaveLength(40);
    expect(JSON.stringify(reply.sections)).toContain(
      '5 of 90 are shown, newest first; the newest 40 are in the files.',
    );
  });

  it('says what could not be read, and when it ran out of time', async () => {
    const { search } = createFakeSearch([], { failedObjects: [{ key: 'AWSLogs/a.json.gz', why: 'it is cut off' }] });

    const reply = await answer('x', createContext({ search, stop: AbortSignal.abort() }));

    const text = JSON.stringify(reply.sections);
    expect(text).toContain('1 log file could not be read, e.g. AWSLogs/a.json.gz: it is cut off');
    expect(text).toContain('ran out of time');
    expect(reply.files).toBeUndefined();
  });

  it('survives records that are not what they should be', async () => {
    const { search } = createFakeSearch(['no JSON', '{}', '[]', aRecord({ requestParameters: null, userIdentity: 7 })]);

    const reply = await answer('x', createContext({ search }));

    expect(listOf(reply.sections)).toHaveLength(4);
  });

  it('refuses to look for everything of a whole day, and takes a time alone', async () => {
    await expect(answer('', createContext())).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
    await expect(answer('limit:5', createContext())).rejects.toThrow('nothing to look for');
    const { search, asked } = createFakeSearch([]);

    await answer('since:10m', createContext({ search }));

    expect(asked[0]?.since).toBe(askedAt - hour / 6);
  });

  it('refuses a search that ends before it begins', async () => {
    await expect(answer('x since:1h until:2h', createContext())).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
  });
});
