import { describe, expect, it } from 'vitest';
import type { Athena, AthenaStatement } from '../../src/core/search/engine.ts';
import { createAthenaSearch } from '../../src/trail/athena.ts';
import { athenaColumns } from '../../src/trail/athena-columns.ts';

const table = { database: 'noroshi', table: 'cloudtrail', accounts: ['111122223333'] };
const window = { since: Date.UTC(2026, 10, 20), until: Date.UTC(2026, 10, 21) };
const query = { terms: ['needle'], limit: 2, ...window };

/** Athena with these rows, by the names of columns. */
function athenaWith(rows: readonly Readonly<Record<string, string>>[]) {
  const started: [statement: AthenaStatement, token: string][] = [];
  const athena: Athena = {
    async start(statement, token) {
      started.push([statement, token]);
      return 'q-1';
    },
    poll: async () => ({ state: 'running', scannedBytes: 2 * 1024 ** 4, seconds: 1 }),
    stop: async () => {},
    async *rows() {
      const whole = rows.map((row) => athenaColumns.map(({ name }) => row[name] ?? null));
      yield whole.slice(0, 2);
      yield whole.slice(2);
    },
  };
  return { search: createAthenaSearch({ ...table, athena }), started };
}

const row = (id: string, second: number, more: Readonly<Record<string, string>> = {}) => ({
  eventid: id,
  eventtime: `2026-11-20T10:00:0${second}Z`,
  useragent: 'a needle',
  ...more,
});

describe('a search by Athena', () => {
  it('asks with one token for a job’s question, and with another for another question', async () => {
    const { search, started } = athenaWith([]);

    await search.start(query, { key: 'job' });
    await search.start(query, { key: 'job' });
    await search.start({ ...query, terms: ['other'] }, { key: 'job' });
    await search.start(query, { key: 'another' });

    const [first, second, ...others] = started.map(([, token]) => token);
    expect(second).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set([first, ...others]).size).toBe(3);
  });

  it('refuses what can match nothing before anything is asked', async () => {
    const { search, started } = athenaWith([]);

    await expect(
      search.start({ ...query, where: { kind: 'pattern', pattern: '(' } }, { key: 'job' }),
    ).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
    });
    expect(started).toEqual([]);
  });

  it('says what a statement has cost so far', async () => {
    expect(await athenaWith([]).search.poll('q-1')).toMatchObject({ state: 'running', dollars: 10 });
  });

  it('keeps the newest that are meant, each once, and says so where rows were cut off', async () => {
    const rows = [row('c', 3), row('c', 3), row('x', 3, { useragent: 'hay' }), row('b', 2), row('a', 1)];

    const answer = await athenaWith(rows).search.read('q-1', query);

    expect(answer.records.map((line) => JSON.parse(line).eventID)).toEqual(['c', 'b']);
    expect(answer).toMatchObject({ rows: 5, duplicates: 1, isCut: false });
    const hay = Array.from({ length: 1020 }, () => row('x', 3, { useragent: 'hay' }));
    expect(await athenaWith(hay).search.read('q-1', query)).toMatchObject({ records: [], isCut: true });
  });

  it('puts records together as they stand in the log, as far as the table has them', async () => {
    const whole = row('a', 1, {
      useridentity_type: 'AssumedRole',
      useridentity_sessioncontext_sessionissuer_arn: 'arn:aws:iam::111122223333:role/a "role"',
      useridentity_sessioncontext_webidfederationdata_attributes: '{"aud":"x"}',
      requestparameters: '{"big": 12345678901234567890,\n "é":null}',
      responseelements: 'no JSON',
      readonly: 'false',
      resources: '[["arn:aws:s3:::b",null,"AWS::S3::Bucket"],[null,null,null]]',
    });

    const { records } = await athenaWith([whole]).search.read('q-1', query);

    expect(records[0]).toContain('"requestParameters":{"big": 12345678901234567890,"é":null}');
    expect(JSON.parse(records[0] ?? '')).toMatchObject({
      userIdentity: {
        type: 'AssumedRole',
        sessionContext: {
          sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/a "role"' },
          webIdFederationData: { attributes: { aud: 'x' } },
        },
      },
      responseElements: 'no JSON',
      readOnly: false,
      resources: [{ ARN: 'arn:aws:s3:::b', type: 'AWS::S3::Bucket' }, {}],
    });
  });
});
