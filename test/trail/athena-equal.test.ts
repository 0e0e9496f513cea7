import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Athena, AthenaAnswer, AthenaStatement, BoundedQuery } from '../../src/core/search/engine.ts';
import type { TrailCondition } from '../../src/core/search/trail-query.ts';
import { type Engine, openEngine } from '../../src/playground/aws/athena-engine.ts';
import { readParameter } from '../../src/playground/aws/athena-parameter.ts';
import { createAthenaSearch } from '../../src/trail/athena.ts';
import { recordText, selectedColumns } from '../../src/trail/athena-columns.ts';
import { conditionToSql } from '../../src/trail/athena-condition.ts';
import type { SqlCondition } from '../../src/trail/athena-predicate.ts';
import { prepareQuery } from '../../src/trail/match.ts';
import { matchLines } from '../../src/trail/match-lines.ts';
import { createSearch } from '../../src/trail/search.ts';
import { conditions, queries, records } from './athena-records.ts';
import { logObject, memorySource, record } from './logs.ts';

const place = { region: 'eu-west-1', day: '2026/11/20' };
const regions = ['eu-west-1', 'us-east-1'];
type Logged = Readonly<Record<string, unknown>>;

let engine: Engine;
let accounts = 100_000_000_000;

beforeAll(async () => {
  engine = await openEngine({ database: 'noroshi', table: 'cloudtrail' });
});
afterAll(() => engine.close());

describe('a search by Athena', () => {
  it('finds the records that the direct search finds, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(records, queries, fc.nat(5), async (logged, query, spelling) => {
        const account = await store(logged, spelling);

        const [direct, athena] = await Promise.all([searchDirectly(logged, query), searchByAthena(account, query)]);

        expect(athena.records.map(parse)).toEqual(direct.map(parse));
      }),
      { numRuns: 30 },
    );
  });

  it('says of each record what the direct search says, or where SQL cannot, leaves it to it', async () => {
    const asked = fc.array(fc.record({ where: conditions, ignoreCase: fc.boolean() }), { minLength: 8, maxLength: 12 });
    const pool = fc.array(records, { minLength: 6, maxLength: 6 }).map((some) => some.flat());
    await fc.assert(fc.asyncProperty(pool, asked, fc.nat(5), expectEqual), { numRuns: 20 });
  });

  it('says the same of what is spelled otherwise than it is asked for', async () => {
    const texts = ['tab', 'tab\t', 'straſſe', '\u212aelvin', 'a/b', 'ta\\b', '\u0130d'];
    const logged = texts.flatMap((text, index) => [
      record({ userIdentity: { userName: text }, errorCode: text, eventID: `in-columns-${index}` }),
      record({ userIdentity: { type: 'Unknown' }, requestParameters: { text }, eventID: `in-json-${index}` }),
    ]);
    const term = (text: string): TrailCondition => ({ kind: 'term', text });
    const not = (condition: TrailCondition): TrailCondition => ({ kind: 'not', condition });
    const user = (value: string): TrailCondition => ({ kind: 'field', field: 'user', value });
    const pattern = (text: string): TrailCondition => ({ kind: 'pattern', pattern: text });
    const asked = [
      ...['tab\t', 'a/b', 'ta\\b', 'kelvin', 'straſſe', 'STRASSE', '\u0130', 'id'].flatMap((text) => [
        term(text),
        user(text),
      ]),
      ...['strasse', 'kelvin', 'id', 'a/b', 'tab\\t'].map(pattern),
    ];
    const questions = [...asked, ...asked.map(not)].flatMap((where) =>
      [true, false].map((ignoreCase) => ({ where, ignoreCase })),
    );

    for (const spelling of [0, 1, 5]) await expectEqual(logged, questions, spelling);
  });
});

type Question = Readonly<{ where: TrailCondition; ignoreCase: boolean }>;

/** What SQL says exactly holds for the same records as in the direct search; all else for no fewer. */
async function expectEqual(logged: readonly Logged[], questions: readonly Question[], spelling: number): Promise<void> {
  const account = await store(logged, spelling);
  const said = questions.map(({ where, ignoreCase }) => conditionToSql(where, { ignoreCase }));

  const bySql = await askAll(account, said);

  for (const [index, question] of questions.entries()) {
    const direct = await judge(logged, question);
    const inSql = bySql[index] ?? [];
    const ids = said[index]?.exact ? inSql : direct.filter((id) => inSql.includes(id));
    expect({ ...said[index], ids }).toEqual({ ...said[index], ids: direct });
  }
}

/** The ids for which each condition holds in SQL. */
async function askAll(account: string, conditions: readonly SqlCondition[]): Promise<readonly (readonly string[])[]> {
  const logs = `SELECT ${selectedColumns} FROM "noroshi"."cloudtrail" WHERE account = '${account}' AND region = 'eu-west-1'`;
  const asked = conditions.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
  const sql = `WITH logs AS (${logs}), records AS (SELECT *, ${recordText} AS recordtext FROM logs) SELECT eventid, ${asked} FROM records`;
  const { rows } = await engine.run(
    sql,
    conditions.flatMap(({ parameters }) => parameters),
  );
  return conditions.map((_, index) =>
    rows.flatMap(([id, ...said]) => (id && said[index] === 'true' ? [id] : [])).sort(),
  );
}

/** The ids of those that the direct search's code takes. */
async function judge(logged: readonly Logged[], question: Question) {
  const matcher = await prepareQuery({ terms: [], limit: 0, ...question });
  const ids: string[] = [];
  async function* lines() {
    yield logged.map((record) => JSON.stringify(record));
  }
  await matchLines(matcher, lines(), ({ id }) => void ids.push(id ?? ''));
  return ids.sort();
}

/** Puts the records into a partition of their own, a copy of the first in a second file. */
async function store(logged: readonly Logged[], spelling: number): Promise<string> {
  const account = String(accounts++);
  const rows = logged.map((record) => spelled(record, spelling));
  await engine.load([
    { account, ...place, records: rows },
    { account, ...place, region: 'us-east-1', records: rows.slice(0, 1) },
  ]);
  return account;
}

/** With each `every`th character of what the table keeps as JSON spelled by its number; with 5 slashes alone, with 0 nothing. */
function spelled(record: Logged, every: number): Logged {
  let count = 0;
  const spell = (character: string) => {
    const isDue = every === 5 ? character === '/' : every > 0 && ++count % every === 0;
    if (character.length > 1 || !isDue) return character;
    return character === '/' ? '\\/' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  };
  const respell = (json: string) =>
    json.replace(/"(?:[^"\\]|\\.)*"/g, (text) => `"${text.slice(1, -1).replace(/\\(?:u.{4}|.)|[^\\]/gu, spell)}"`);
  const fields = ['requestParameters', 'responseElements', 'additionalEventData'].filter((name) => record[name]);
  return { ...record, ...Object.fromEntries(fields.map((name) => [name, respell(JSON.stringify(record[name]))])) };
}

function parse(line: string): unknown {
  return JSON.parse(line);
}

async function searchDirectly(logged: readonly Logged[], query: BoundedQuery): Promise<readonly string[]> {
  const source = memorySource({ 'a.json.gz': logObject(logged), 'b.json.gz': logObject(logged.slice(0, 1)) });
  const { records: found } = await createSearch({ source, now: () => 0 })({ ...query, limit: query.limit || 1000 });
  return found;
}

async function searchByAthena(account: string, query: BoundedQuery): Promise<AthenaAnswer> {
  const search = createAthenaSearch({
    ...{ database: 'noroshi', table: 'cloudtrail', accounts: [account], regions },
    athena: inEngine(),
  });
  return search.read(await search.start(query, { key: account }), query);
}

/** Athena as far as the engine is it. */
function inEngine(): Athena {
  const started = new Map<string, AthenaStatement>();
  return {
    async start(statement, token) {
      started.set(token, statement);
      return token;
    },
    poll: async () => ({ state: 'succeeded', scannedBytes: 0, seconds: 0 }),
    stop: async () => {},
    async *rows(id) {
      const { sql, parameters } = started.get(id) ?? { sql: '', parameters: [] };
      const values = parameters.map((one) => readParameter(one) ?? '');
      yield (await engine.run(sql, values)).rows;
    },
  };
}
