import type { Settings } from '../../core/settings.ts';
import { type Engine, type EngineResult, openEngine } from './athena-engine.ts';
import type { AthenaLogs, PartitionedFile } from './athena-logs.ts';
import { readParameter } from './athena-parameter.ts';
import { type Caller, findRefusal } from './identity.ts';

/** How a statement ends; `scanned` in bytes. */
export type Outcome = Readonly<{ scanned: number; objects: number }> &
  (Readonly<{ state: 'SUCCEEDED'; result: EngineResult }> | Readonly<{ state: 'FAILED' | 'CANCELLED'; why: string }>);

/** What is to be run, and who is to be allowed what it reads. */
type Statement = Readonly<{ sql: string; parameters: readonly string[]; caller: Caller }>;

/** Runs statements over the log files, one after another. */
export type Runner = Readonly<{
  /** Throws the engine's words for what is no SQL. */
  parse(sql: string): Promise<void>;
  run(statement: Statement): Promise<Outcome>;
  close(): Promise<void>;
}>;

const nothing = { scanned: 0, objects: 0 };

/** Opens the engine with the first statement; each log file is loaded once. */
export function makeRunner({ settings, logs }: { settings: Settings; logs: AthenaLogs }): Runner {
  const { database = 'noroshi', table = 'cloudtrail', scanLimitGB = 500 } = settings.trail.athena ?? {};
  const loaded = new Set<string>();
  let engine: Promise<Engine> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const open = () => (engine ??= openEngine({ database, table }));

  async function run({ sql, parameters, caller }: Statement): Promise<Outcome> {
    const refused = findDenied(caller, settings) ?? findWrong(sql, parameters);
    if (refused) return { state: 'FAILED', why: refused, ...nothing };
    const files = (await logs.list()).filter((file) => isNamed(file, sql));
    const read = { objects: files.length, scanned: files.reduce((sum, { size }) => sum + size, 0) };
    const limit = scanLimitGB * 1024 ** 3;
    if (read.scanned > limit) {
      return { state: 'CANCELLED', why: 'Bytes scanned limit was exceeded', ...read, scanned: limit };
    }
    const fresh = files.filter(({ key }) => !loaded.has(key));
    const opened = await open();
    await opened.load(await Promise.all(fresh.map((file) => logs.load(file))));
    for (const { key } of fresh) loaded.add(key);
    try {
      const values = parameters.map((one) => readParameter(one) ?? '');
      return { state: 'SUCCEEDED', result: await opened.run(sql, values), ...read };
    } catch (error) {
      return { state: 'FAILED', why: inAthenasWords(error, sql), ...nothing };
    }
  }

  return {
    parse: async (sql) => (await open()).parse(sql),
    run(statement) {
      const ran = turn.then(() => run(statement));
      turn = ran.catch(() => undefined);
      return ran;
    },
    async close() {
      await turn;
      (await engine)?.close();
    },
  };
}

/** Athena reads the catalogue and the logs in the name of who asks, and writes the answer so. */
function findDenied(caller: Caller, { trail, security }: Settings): string | undefined {
  const { database = 'noroshi', table = 'cloudtrail' } = trail.athena ?? {};
  const glue = `arn:aws:glue:${security.region}:${security.account}`;
  const answers = `arn:aws:s3:::noroshi-athena-${security.account}-${security.region}`;
  const needed = [
    ['glue:GetDatabase', `${glue}:database/default`],
    ['glue:GetDatabase', `${glue}:database/${database}`],
    ['glue:GetTable', `${glue}:table/${database}/${table}`],
    ['s3:ListBucket', `arn:aws:s3:::${trail.bucket}`],
    ['s3:GetObject', `arn:aws:s3:::${trail.bucket}/${trail.prefix}AWSLogs/x`],
    ['s3:PutObject', `${answers}/x`],
  ] as const;
  for (const [action, resource] of needed) {
    const refusal = findRefusal(caller, action, resource);
    if (refusal) return `Insufficient permissions to execute the query. ${refusal}`;
  }
  return undefined;
}

function findWrong(sql: string, parameters: readonly string[]): string | undefined {
  const expected = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '').split('?').length - 1;
  if (expected !== parameters.length) {
    return `INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected ${expected} but found ${parameters.length}`;
  }
  const bare = parameters.find((one) => readParameter(one) === undefined);
  if (bare !== undefined) return `INVALID_PARAMETER_USAGE: line 1:1: ${bare.slice(0, 40)} is no constant`;
  if (namedIn(sql, 'account')) return undefined;
  return 'CONSTRAINT_VIOLATION: For the injected projected partition column account, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.';
}

function isNamed({ account, region, day }: PartitionedFile, sql: string): boolean {
  const [, first = '', last = '9'] = /\bday >= '([^']*)' AND day <= '([^']*)'/.exec(sql) ?? [];
  const regions = namedIn(sql, 'region');
  return (
    namedIn(sql, 'account')?.includes(account) === true &&
    (!regions || regions.includes(region)) &&
    day >= first &&
    day <= last
  );
}

/** The values that a statement names of a partition. */
function namedIn(sql: string, partition: string): readonly string[] | undefined {
  const list = new RegExp(`\\b${partition} IN \\(([^)]*)\\)`).exec(sql)?.[1];
  return list === undefined || list.trim() === ''
    ? undefined
    : [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, one = '']) => one);
}

function inAthenasWords(error: unknown, sql: string): string {
  const said = error instanceof Error ? error.message : String(error);
  if (/Table with name .* does not exist/.test(said)) {
    const [, database = '', table = ''] = /FROM "([^"]*)"\."([^"]*)"/.exec(sql) ?? [];
    return `TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.${database}.${table}' does not exist`;
  }
  return `SYNTAX_ERROR: line 1:1: ${said.split('\n')[0]}`;
}
