import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trail } from '../../../src/commands/trail.ts';
import { readSearchForm, type SearchForm } from '../../../src/core/search/search-form.ts';
import { parseTrailQuery } from '../../../src/core/search/trail-language.ts';
import type { TrailCondition } from '../../../src/core/search/trail-query.ts';
import { escapeSlack } from '../../../src/core/text/slack-text.ts';
import { askedAt, createContext } from '../../commands/context.ts';
import { someSettings } from '../../delivery/settings.ts';

const asked = { askedAt, settings: someSettings() };

const read = (form: SearchForm) => readSearchForm(form, asked);

/** What the command makes of the form, as it does of what is typed. */
async function planned(form: SearchForm) {
  const said = read(form);
  if ('errors' in said) throw new Error(JSON.stringify(said.errors));
  const answered = await trail.answer(escapeSlack(said.text), createContext());
  if (!('plan' in answered)) throw new Error('No search was planned');
  return answered.plan;
}

describe('the form of a search', () => {
  it('says what would be typed', () => {
    const form = {
      words: '"web server"',
      event: 'RunInstances',
      ip: '192.0.2.0/24',
      since: '2026-11-20 10:00',
      until: '2h',
    };

    expect(read({ ...form, engine: 'athena', verify: 'yes' })).toEqual({
      text: '"web server" event:RunInstances ip:192.0.2.0/24 since:"2026-11-20 10:00" until:2h engine:athena verify:yes',
    });
    expect(read({ words: 'x', since: '24h', engine: 'auto' })).toEqual({ text: 'x since:24h' });
  });

  it('keeps a choice of words together', async () => {
    const { query } = await planned({ words: 'a OR b c', event: 'RunInstances', account: '111122223333' });

    expect(query.where).toEqual(parseTrailQuery('(a OR b c) event:RunInstances account:111122223333'));
  });

  it.each<[keyof SearchForm, SearchForm]>([
    ['words', {}],
    ['words', { words: '  ', since: '24h', engine: 'direct', verify: 'yes' }],
    ['words', { words: '"open' }],
    ['words', { words: 'a AND' }],
    ['words', { words: 'a since:2h' }],
    ['words', { words: 'event:A', event: 'B' }],
    ['words', { words: 'evnt:A' }],
    ['event', { event: 'Run Instances' }],
    ['ip', { ip: '999.1.1.1' }],
    ['account', { account: '1234' }],
    ['region', { region: 'europe' }],
    ['since', { words: 'x', since: 'whenever' }],
    ['since', { words: 'x', since: '1h', until: '2h' }],
    ['until', { words: 'x', until: 'whenever' }],
  ])('tells at %s what is wrong with %j, with what would work', (input, form) => {
    expect(read(form)).toEqual({ errors: { [input]: expect.stringMatching(/\S.{10,}/) } });
  });

  it('tells it as it is filled in, without the field’s name', () => {
    const errors = { ip: 'x is neither an address nor a block of addresses. For example: 192.0.2.10' };
    expect(read({ ip: 'x' })).toEqual({ errors });
  });

  it('tells all that is wrong at once', () => {
    expect(read({ words: '"', ip: 'x', since: 'never' })).toEqual({
      errors: { words: expect.any(String), ip: expect.any(String), since: expect.any(String) },
    });
  });

  it('asks for exactly what was filled in, whatever that holds', async () => {
    const pieces = ['“', '"', "'", '’', ' ', '\\', '(', ')', ':', '=', '-', '--a', 'since:2h', 'AND', '…', '&lt;', '<'];
    const value = fc
      .oneof(
        fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
        fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((some) => some.join('')),
      )
      .map((text) =>
        text
          .replace(/[“”„«»]/g, '"')
          .replace(/\s+/g, ' ')
          .trim(),
      )
      .filter((text) => text !== '');
    await fc.assert(
      fc.asyncProperty(value, value, async (user, resource) => {
        const { query } = await planned({ user, resource });

        const wanted: TrailCondition = {
          kind: 'and',
          conditions: [
            { kind: 'field', field: 'user', value: user },
            { kind: 'field', field: 'resource', value: resource },
          ],
        };
        expect(query.where).toEqual(wanted);
      }),
    );
  });

  it('never throws, whatever is filled in', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('"', '(', ')', 'AND', 'since:2h', '--x', 'regex:(', 'A..B'));
    fc.assert(
      fc.property(
        fc.record({ words: text, user: text, ip: text, since: text, until: text, engine: text, verify: text }),
        (form) => {
          const said = read(form);
          expect('text' in said || Object.keys(said.errors).length > 0).toBe(true);
        },
      ),
    );
  });
});
