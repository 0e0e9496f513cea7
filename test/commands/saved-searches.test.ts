import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/commands/index.ts';
import { trail } from '../../src/commands/trail.ts';
import { UserError } from '../../src/core/errors.ts';
import { followUpsOf } from '../../src/core/follow-up.ts';
import type { SavedSearches } from '../../src/core/search/saved-search.ts';
import { limits, sizeOf } from '../../src/slack/render/limits.ts';
import { renderReply } from '../../src/slack/render/reply.ts';
import { askedAt, createContext } from './context.ts';

const hour = 3_600_000;

describe('a search that is kept', () => {
  /** What somebody keeps, in memory. */
  function createSaved(...kept: readonly (readonly [name: string, text: string])[]): SavedSearches {
    const texts = new Map(kept);
    return {
      listSaved: async (userId) =>
        userId === 'U0ALICE' ? [...texts].map(([name, text]) => ({ name, text, at: 0 })) : [],
      putSaved: async (_, name, text) => (texts.set(name, text).size > 2 ? 'full' : 'kept'),
      removeSaved: async (_, name) => texts.delete(name),
    };
  }
  const planned = async (text: string, ctx: CommandContext) => {
    const answered = await trail.answer(text, ctx);
    return 'plan' in answered ? answered.plan : undefined;
  };
  const told = async (text: string, ctx: CommandContext) => {
    const answered = await trail.answer(text, ctx);
    return 'plan' in answered ? undefined : answered;
  };

  it('is asked again with times that count anew, and finds the same as when it was typed', async () => {
    const saved = createSaved();
    const ctx = createContext({ saved });
    const typed = `'a b' OR c &lt; regex:"x+" since:6h until:1h zone:Asia/Tokyo limit:7 ignore-case:yes`;

    const first = await planned(`${typed} save:"Odd ones"`, ctx);
    const later = await planned('saved:"odd ones"', { ...ctx, askedAt: askedAt + hour });

    expect(first?.saveAs).toBe('Odd ones');
    expect(later?.query).toEqual({ ...first?.query, since: askedAt - 5 * hour, until: askedAt });
    expect(later?.zone).toBe('Asia/Tokyo');
  });

  it('takes what is typed now in the place of what was typed then', async () => {
    const ctx = createContext({ saved: createSaved(['logins', 'event:ConsoleLogin since:6h limit:7']) });

    const plan = await planned('saved:logins since:2h', ctx);

    expect(plan?.query).toMatchObject({ since: askedAt - 2 * hour, limit: 7, where: { value: 'ConsoleLogin' } });
  });

  it('is listed with what asks it and what forgets it', async () => {
    const ctx = createContext({ saved: createSaved(['logins of today', 'event:ConsoleLogin since:1d']) });

    const reply = await told('saved', ctx);

    expect(reply?.title).toBe('You keep one search');
    const asks = reply ? followUpsOf(reply) : [];
    expect(asks.map(({ label, text }) => [label, text])).toEqual([
      ['Search', 'saved:"logins of today"'],
      ['Forget', 'forget:"logins of today"'],
    ]);
    expect(await planned(asks[0]?.text ?? '', ctx)).toBeDefined();
    expect((await told(asks[1]?.text ?? '', ctx))?.title).toContain('is forgotten');
    expect((await told('saved', ctx))?.title).toBe('You keep no searches yet');
  });

  it('lists as many as there may be within what Slack takes', async () => {
    const kept = Array.from({ length: 50 }, (_, at) => [`${at} ${'n'.repeat(36)}`, 'w'.repeat(3000)] as const);

    const reply = await told('saved', createContext({ saved: createSaved(...kept) }));

    const { blocks } = renderReply(reply ?? { title: '', sections: [] }, undefined, 'key-of-the-job');
    expect(blocks.length).toBeLessThanOrEqual(limits.blocks);
    expect(sizeOf(blocks)).toBeLessThanOrEqual(limits.allBlocks);
  });

  it.each(['saved:nobody', 'forget:nobody', 'x save:&lt;b&gt;', 'x save:a:b'])(
    'answers the mistake %j',
    async (text) => {
      await expect(trail.answer(text, createContext({ saved: createSaved() }))).rejects.toBeInstanceOf(UserError);
    },
  );

  it('is refused when there are too many, or when it is too long', async () => {
    const saved = createSaved(['a', 'x'], ['b', 'y']);

    await expect(trail.answer('x save:c', createContext({ saved }))).rejects.toThrow('forget one of them');
    await expect(trail.answer(`${'x'.repeat(3100)} save:c`, createContext({ saved }))).rejects.toThrow('too long');
  });

  it('is still looked for where it is a word among others, or in quotes', async () => {
    expect(await planned('"saved"', createContext())).toMatchObject({ query: { where: { text: 'saved' } } });
    expect(await planned('saved since:2h', createContext())).toMatchObject({ query: { where: { text: 'saved' } } });
  });
});
