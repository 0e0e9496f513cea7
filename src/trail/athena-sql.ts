import { userError } from '../core/errors.ts';
import type { AthenaStatement, BoundedQuery } from '../core/search/engine.ts';
import { columnList, columnOf, recordText, selectedColumns } from './athena-columns.ts';
import { conditionToSql } from './athena-condition.ts';
import { deliveryDays } from './keys.ts';
import { conditionOf } from './match.ts';

/** Where the logs are in Athena, and what is to be read of them: every account by name. */
export type AthenaTable = Readonly<{
  database: string;
  table: string;
  accounts: readonly string[];
  /** Absent for all that the table has. */
  regions?: readonly string[];
}>;

/** A statement, and how many rows it may give; none that it leaves out for that could have been asked for when it gives fewer. */
export type TrailStatement = AthenaStatement & Readonly<{ mostRows?: number }>;

/** Bytes of a statement. Amazon Athena User Guide, "Service quotas". */
const longestStatement = 262_144;

/** Values of an injected partition in one statement. Amazon Athena User Guide, "Supported types for partition projection". */
const mostAccounts = 1000;

/**
 * A query as one statement over the table of the logs: the days on which its window was delivered, the accounts, the times
 * and as much of the condition as SQL can say, newest first. What people wrote stands in the parameters alone. Throws
 * `BAD_ARGUMENT` for what is too much for one statement.
 */
export function trailToSql(query: BoundedQuery, table: AthenaTable): TrailStatement {
  const {
    sql: condition,
    parameters,
    exact,
  } = conditionToSql(conditionOf(query), {
    ignoreCase: query.ignoreCase ?? false,
  });
  const mostRows = mostRowsOf(query.limit, exact);
  const text = condition.includes('recordtext') ? `, ${recordText} AS recordtext` : '';
  const sql = [
    `WITH logs AS (SELECT ${selectedColumns} FROM ${quoteName(table.database)}.${quoteName(table.table)}`,
    `WHERE ${withinPartitions(query, table)} AND ${withinTimes(query)}),`,
    `records AS (SELECT *${text} FROM logs)`,
    `SELECT ${columnList} FROM records WHERE ${condition}`,
    `ORDER BY ${columnOf('eventTime')} DESC, ${columnOf('eventID')} DESC`,
    ...(mostRows === undefined ? [] : [`LIMIT ${mostRows}`]),
  ].join('\n');
  if (table.accounts.length > mostAccounts || Buffer.byteLength(sql) > longestStatement) {
    const problem = `That is too much for one question to Athena: it takes ${mostAccounts} accounts and 256 KB.`;
    throw userError('BAD_ARGUMENT', { problem, example: 'account:111122223333 since:2d' });
  }
  return { sql, parameters: parameters.map(quoteText), ...(mostRows !== undefined && { mostRows }) };
}

/** More than are asked for, because copies and, where SQL says less than the condition, others come with them. */
function mostRowsOf(limit: number, exact: boolean): number | undefined {
  if (limit === 0) return undefined;
  return exact ? 2 * limit + 100 : 10 * limit + 1000;
}

function withinPartitions(query: BoundedQuery, { accounts, regions }: AthenaTable): string {
  const days = deliveryDays(query);
  const [first = '', last = ''] = [days[0], days.at(-1)];
  return [
    `account IN (${accounts.map(quoteText).join(', ')})`,
    ...(regions ? [`region IN (${regions.map(quoteText).join(', ')})`] : []),
    `day >= ${quoteText(first)} AND day <= ${quoteText(last)}`,
  ].join(' AND ');
}

/** As texts, whose order is that of the times; whole seconds without a zone come before all times within them. */
function withinTimes({ since, until }: BoundedQuery): string {
  const from = secondOf(Math.floor(since / 1000));
  const to = secondOf(Math.ceil(until / 1000));
  return `eventtime >= ${quoteText(from)} AND eventtime < ${quoteText(to)}`;
}

function secondOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

/** A literal, in which nothing but a quote means anything. Trino, "Lexical elements". */
function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
