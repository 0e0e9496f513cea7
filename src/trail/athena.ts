import { createHash } from 'node:crypto';
import type { Athena, AthenaAnswer, AthenaSearch, BoundedQuery } from '../core/search/engine.ts';
import type { Settings } from '../core/settings.ts';
import { recordOf } from './athena-record.ts';
import { type AthenaTable, trailToSql } from './athena-sql.ts';
import { athenaDollars } from './estimate.ts';
import { prepareQuery } from './match.ts';
import { matchLines } from './match-lines.ts';
import { keepNewest } from './newest.ts';
import { rememberIds } from './seen.ts';

/**
 * Searches by Athena: SQL finds what may be meant, and what comes back is held against the query by the same code that
 * searches log files, so that both find the same records.
 */
export function createAthenaSearch({ athena, ...table }: AthenaTable & { athena: Athena }): AthenaSearch {
  return {
    async start(query, { key }) {
      // Says of a query that can match nothing what the direct search says.
      await prepareQuery(query);
      const statement = trailToSql(query, table);
      return athena.start(statement, tokenOf([key, statement.sql, ...statement.parameters]));
    },
    async poll(executionId) {
      const progress = await athena.poll(executionId);
      return { ...progress, dollars: athenaDollars(progress.scannedBytes) };
    },
    stop: (executionId) => athena.stop(executionId),
    read: (executionId, query) => readRecords(athena.rows(executionId), query, trailToSql(query, table).mostRows),
  };
}

/** The table of the logs, with every account and region of the settings; us-east-1 has what is global. */
export function tableOf({ trail, accounts, regions }: Settings): AthenaTable {
  return {
    database: trail.athena?.database ?? 'noroshi',
    table: trail.athena?.table ?? 'cloudtrail',
    accounts: accounts.map(({ id }) => id),
    ...(regions !== 'enabled' && { regions: [...new Set([...regions, 'us-east-1'])] }),
  };
}

/** Athena takes a token that it knows for the same question even where the parameters are others, so they are part of it. */
function tokenOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

type Rows = ReturnType<Athena['rows']>;

async function readRecords(pages: Rows, query: BoundedQuery, mostRows = Infinity): Promise<AthenaAnswer> {
  const matcher = await prepareQuery(query);
  const newest = keepNewest(query.limit === 0 ? Infinity : query.limit);
  const seen = rememberIds();
  const counts = { rows: 0, matches: 0, duplicates: 0 };
  async function* lines() {
    for await (const page of pages) {
      counts.rows += page.length;
      yield page.map(recordOf);
    }
  }
  await matchLines(matcher, lines(), (hit) => {
    if (hit.id !== undefined && seen.has(hit.id)) {
      counts.duplicates++;
      return;
    }
    counts.matches++;
    newest.add(hit, '');
  });
  return {
    records: newest.list().map(({ text }) => text),
    rows: counts.rows,
    duplicates: counts.duplicates,
    isCut: counts.rows >= mostRows && counts.matches < query.limit,
  };
}
