import { describe, expect, it } from 'vitest';
import { trail } from '../../src/commands/trail.ts';
import type { ReplySection } from '../../src/core/reply.ts';
import { aRecord, askedAt, createContext, createFakeSearch } from './context.ts';

const hour = 3_600_000;

function listOf(sections: readonly ReplySection[]) {
  return sections.flatMap((section) => (section.kind === 'list' ? section.items : []));
}

describe('/aws-trail', () => {
  it('asks for the last 24 hours before it was asked, unless told otherwise', async () => {
    const { search, asked } = createFakeSearch([]);

    await trail.answer('mallory', createContext({ search }));

    expect(asked).toEqual([{ terms: ['mallory'], since: askedAt - 24 * hour, until: askedAt, limit: 100 }]);
  });

  it('hands every option on, and no limit above the settings’', async () => {
    const { search, asked } = createFakeSearch([]);
    const text = 'a "b c" since:2h until:1h event:RunInstances user:mallory limit:1000';

    const { settings } = createContext();
    const limits = { ...settings.trail.limits, records: 200 };
    await trail.answer(
      text,
      createContext({ search, settings: { ...settings, trail: { ...settings.trail, limits } } }),
    );

    expect(asked[0]).toEqual({
      terms: ['a', 'b c'],
      since: askedAt - 2 * hour,
      until: askedAt - hour,
      event: 'RunInstances',
      user: 'mallory',
      limit: 200,
    });
  });

  it('tells who did what on what, from where, and what AWS answered, newest first', async () => {
    const refused = aRecord({ eventTime: '2026-11-20T16:30:00Z', errorCode: 'UnauthorizedOperation' });
    const { search } = createFakeSearch([aRecord(), refused]);

    const reply = await trail.answer('mallory', createContext({ search }));

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
    expect(reply.file?.content).toBe(`${refused}\n${aRecord()}\n`);
  });

  it('shows fifteen and attaches all', async () => {
    const { search } = createFakeSearch(
      Array.from({ length: 40 }, (_, n) => aRecord({ eventID: `${n}` })),
      { matches: 90 },
    );

    const reply = await trail.answer('mallory', createContext({ search }));

    expect(listOf(reply.sections)).toHaveLength(15);
    expect(reply.file?.content.trim().split('\n')).toHaveLength(40);
    expect(JSON.stringify(reply.sections)).toContain(
      '15 of 90 are shown, newest first; the newest 40 are in the file.',
    );
  });

  it('says what could not be read, and when it ran out of time', async () => {
    const { search } = createFakeSearch([], { failedObjects: [{ key: 'AWSLogs/a.json.gz', why: 'it is cut off' }] });

    const reply = await trail.answer('x', createContext({ search, stop: AbortSignal.abort() }));

    const text = JSON.stringify(reply.sections);
    expect(text).toContain('1 log file could not be read, e.g. AWSLogs/a.json.gz: it is cut off');
    expect(text).toContain('ran out of time');
    expect(reply.file).toBeUndefined();
  });

  it('survives records that are not what they should be', async () => {
    const { search } = createFakeSearch(['no JSON', '{}', '[]', aRecord({ requestParameters: null, userIdentity: 7 })]);

    const reply = await trail.answer('x', createContext({ search }));

    expect(listOf(reply.sections)).toHaveLength(4);
  });

  it('refuses to look for everything of a whole day, and takes a time alone', async () => {
    await expect(trail.answer('', createContext())).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
    await expect(trail.answer('limit:5', createContext())).rejects.toThrow('nothing to look for');
    const { search, asked } = createFakeSearch([]);

    await trail.answer('since:10m', createContext({ search }));

    expect(asked[0]?.since).toBe(askedAt - hour / 6);
  });

  it('refuses a search that ends before it begins', async () => {
    await expect(trail.answer('x since:1h until:2h', createContext())).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
  });
});
