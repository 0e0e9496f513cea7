import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoundedQuery } from '../../src/core/search/engine.ts';
import { parseTrailQuery } from '../../src/core/search/trail-language.ts';
import { readParameter } from '../../src/playground/aws/athena-parameter.ts';
import { type AthenaTable, trailToSql } from '../../src/trail/athena-sql.ts';
import { anyCharacter } from '../fixtures/any-character.ts';
import { queries } from './athena-records.ts';
import { loadTrinoGrammar } from './trino-grammar.ts';

const table: AthenaTable = {
  database: 'noroshi',
  table: 'cloudtrail',
  accounts: ['111122223333', '444455556666'],
  regions: ['eu-west-1', 'us-east-1'],
};
const window = { since: Date.parse('2026-11-20T00:02:00Z'), until: Date.parse('2026-11-20T23:30:00.500Z') };

function queryOf(text: string, more: Partial<BoundedQuery> = {}): BoundedQuery {
  const where = parseTrailQuery(text);
  return { terms: [], limit: 10, ...window, ...(where && { where }), ...more };
}

describe('a statement for Athena', () => {
  it('names each account, the regions, the days of delivery, and the times within them', () => {
    const { sql } = trailToSql(queryOf('event:RunInstances'), table);

    expect(sql).toContain("account IN ('111122223333', '444455556666') AND region IN ('eu-west-1', 'us-east-1')");
    expect(sql).toContain("day >= '2026/11/19' AND day <= '2026/11/21'");
    expect(sql).toContain("eventtime >= '2026-11-20T00:02:00' AND eventtime < '2026-11-20T23:30:01'");
    expect(sql).toContain('"noroshi"."cloudtrail"');
  });

  it('leaves the regions to the table where none are named', () => {
    const { regions: _, ...everywhere } = table;

    expect(trailToSql(queryOf('x'), everywhere).sql).not.toContain('region IN');
  });

  it('binds what people wrote, in the order of the question marks', () => {
    const { sql, parameters } = trailToSql(queryOf("event:RunInstances account:111122223333 it's"), table);

    expect(sql).toContain('coalesce(eventname = ?, FALSE)');
    expect(parameters).toEqual(["'RunInstances'", "'111122223333'", "'111122223333'", "'it''s'"]);
  });

  it('asks for the newest, and a few more for what may be a copy or not meant', () => {
    expect(trailToSql(queryOf('event:RunInstances'), table).sql).toMatch(
      /ORDER BY eventtime DESC, eventid DESC\nLIMIT 120$/,
    );
    expect(trailToSql(queryOf('needle'), table).mostRows).toBe(1100);
    expect(trailToSql(queryOf('needle', { limit: 0 }), table).sql).not.toContain('LIMIT');
  });

  it('asks nothing of records that NOT takes out by what SQL cannot say', () => {
    expect(trailToSql(queryOf('NOT regex:a.c'), table).sql).toContain('WHERE TRUE');
  });

  it('narrows patterns, blocks of addresses and texts without regard to case by what they cannot do without', () => {
    const { sql, parameters } = trailToSql(queryOf('regex:i-0[0-9a-f]+ ip:192.0.2.0/24', { ignoreCase: true }), table);

    expect(sql).toContain('strpos(lower(recordtext), ?) > 0');
    expect(sql).toContain('starts_with(sourceipaddress, ?)');
    expect(parameters).toEqual(["'i-0'", "'192.0.2.'"]);
  });

  it('is refused where it is too much for Athena', () => {
    const accounts = Array.from({ length: 1001 }, (_, index) => String(100_000_000_000 + index));

    expect(() => trailToSql(queryOf('x'), { ...table, accounts })).toThrow(/1000 accounts/);
    expect(() => trailToSql(queryOf('x'), { ...table, accounts: accounts.slice(1) })).not.toThrow();
    expect(() => trailToSql(queryOf(Array(1000).fill('user:x').join(' OR ')), table)).toThrow(/256 KB/);
  });

  it('is SQL by the grammar of Trino, whatever is asked', async () => {
    const validate = await loadTrinoGrammar();
    const asked = [
      queryOf('needle NOT user:alice (ip:192.0.2.0/24 OR error:*)'),
      queryOf(''),
      ...fc.sample(queries, 5),
    ];

    for (const query of asked) expect(validate(trailToSql(query, table).sql)).toEqual([]);
    expect(validate(`${trailToSql(queryOf('x'), table).sql} SELEC`)).not.toEqual([]);
  });

  it('carries hostile texts as parameters or quoted names alone', () => {
    const hostile = fc.oneof(
      fc.constantFrom("'", "''", '"', "' OR 1=1 --", '\\', '?', "\u0000'", ';'),
      fc.string({ unit: anyCharacter }),
    );
    const places = fc.record({
      database: hostile,
      table: hostile,
      accounts: fc.array(hostile),
      regions: fc.array(hostile),
    });

    fc.assert(
      fc.property(queries, hostile, places, (query, text, place) => {
        const terms = text === '' ? [] : [text.repeat(40)];
        const { sql, parameters } = trailToSql({ ...query, terms, user: text, event: text }, { ...place });
        const literals = sql.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g) ?? [];
        const rest = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '');

        expect(rest).toMatch(/^[\w\s(),.?=<>*[\]-]*$/);
        expect(rest.split('?').length - 1).toBe(parameters.length);
        expect(parameters.filter((one) => readParameter(one) === undefined || one.length > 1024)).toEqual([]);
        const meant = [...place.accounts, ...place.regions, ':assumed-role/([^/]+)', '\\u', '\\/'].map(quoted);
        const known = literals.filter(
          (one) => !/^'\d{4}[-/]\d\d[-/]\d\d(?:T[\d:]{8})?'$/.test(one) && !meant.includes(one),
        );
        expect(known).toEqual([place.database, place.table].map((name) => `"${name.replaceAll('"', '""')}"`));
      }),
      { numRuns: 40 },
    );
  });
});

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
