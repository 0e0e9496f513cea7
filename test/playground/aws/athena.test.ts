import { describe, expect, it } from 'vitest';
import { logReaderRights } from '../../../infra/definitions/reader-rights.ts';
import { makeAthena } from '../../../src/playground/aws/athena.ts';
import type { LoadedFile } from '../../../src/playground/aws/athena-engine.ts';
import { makeRunner, type Outcome } from '../../../src/playground/aws/athena-run.ts';
import type { Caller } from '../../../src/playground/aws/identity.ts';
import { allows } from '../../../src/playground/aws/policy.ts';
import { makeRoles } from '../../../src/playground/aws/roles.ts';
import { trailToSql } from '../../../src/trail/athena-sql.ts';
import { record } from '../../trail/logs.ts';
import { loadPlaygroundSettings } from './settings.ts';

const settings = await loadPlaygroundSettings();
const { account, region } = settings.security;
const parts = { table: 'noroshi', results: 'results', jobsTopic: 'arn:aws:sns:::jobs' };
const role = makeRoles(settings, parts).assumable.find(({ arn }) => arn === settings.trail.role);
const caller: Caller = {
  ...{ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 's', accountId: account, region, sessionName: 'noroshi-trail' },
  ...{ roleArn: settings.trail.role, roleId: 'AROAEXAMPLE', tags: {}, policy: role?.policy ?? [] },
};
const token = 'a'.repeat(64);
const sql = 'SELECT eventid FROM "noroshi"."cloudtrail"';
const asked = { QueryString: sql, ClientRequestToken: token, WorkGroup: 'noroshi' };

/** The model with statements that end as it is said, and its clock. */
function setUp(outcome: Outcome = done) {
  const clock = { ms: 1_000_000 };
  const runner = { parse: async () => {}, run: async () => outcome, close: async () => {} };
  const onBug = (error: unknown) => {
    throw error;
  };
  const model = makeAthena({ settings, now: () => clock.ms, runner, onBug });
  return {
    clock,
    start: async (change: object = {}): Promise<string> => {
      const answer = await model.call('StartQueryExecution', { ...asked, ...change }, caller);
      await new Promise((resolve) => setImmediate(resolve));
      return (answer as { QueryExecutionId: string }).QueryExecutionId;
    },
    ask: (action: string, input: object) => model.call(action, input, caller),
    status: (QueryExecutionId: string) =>
      (model.call('GetQueryExecution', { QueryExecutionId }, caller) as { QueryExecution: Record<string, unknown> })
        .QueryExecution,
  };
}

const rows = Array.from({ length: 5 }, (_, index) => [String(index), null]);
const done: Outcome = { state: 'SUCCEEDED', scanned: 1000, objects: 2, result: { names: ['a', 'b'], rows } };

describe('the playground’s Athena', () => {
  it('queues a statement, runs it while what it scanned grows, and is done', async () => {
    const { start, clock, status } = setUp();
    const id = await start();

    expect(status(id)).toMatchObject({ Status: { State: 'QUEUED' }, Statistics: { DataScannedInBytes: 0 } });
    clock.ms += 1700;
    expect(status(id)).toMatchObject({ Status: { State: 'RUNNING' }, Statistics: { DataScannedInBytes: 499 } });
    clock.ms += 2000;
    expect(status(id)).toMatchObject({ Status: { State: 'SUCCEEDED' }, Statistics: { DataScannedInBytes: 1000 } });
  });

  it('ends a statement that is stopped, and leaves one that is done', async () => {
    const { start, clock, status, ask } = setUp();
    const id = await start();
    clock.ms += 1000;
    ask('StopQueryExecution', { QueryExecutionId: id });
    clock.ms += 10_000;

    expect(status(id)).toMatchObject({ Status: { State: 'CANCELLED', StateChangeReason: 'Query cancelled by user' } });
    expect(() => ask('GetQueryResults', { QueryExecutionId: id })).toThrow('Could not find results');
    const other = await start({ ClientRequestToken: 'b'.repeat(32) });
    clock.ms += 10_000;
    ask('StopQueryExecution', { QueryExecutionId: other });
    expect(status(other)).toMatchObject({ Status: { State: 'SUCCEEDED' } });
  });

  it('gives results page by page with the names first, and none before the end', async () => {
    const { start, clock, ask } = setUp();
    const id = await start();
    clock.ms += 1000;

    expect(() => ask('GetQueryResults', { QueryExecutionId: id })).toThrow(
      'Query has not yet finished. Current state: RUNNING',
    );
    clock.ms += 10_000;
    const first = ask('GetQueryResults', { QueryExecutionId: id, MaxResults: 2 });
    expect(first).toMatchObject({
      NextToken: '2',
      ResultSet: {
        Rows: [{ Data: [{ VarCharValue: 'a' }, { VarCharValue: 'b' }] }, { Data: [{ VarCharValue: '0' }, {}] }],
      },
    });
    expect(ask('GetQueryResults', { QueryExecutionId: id, NextToken: '2' })).not.toHaveProperty('NextToken');
  });

  it('takes a token again for the same statement alone, whatever the parameters', async () => {
    const { start } = setUp();
    const id = await start();

    expect(await start({ ExecutionParameters: ["'x'"] })).toBe(id);
    await expect(start({ QueryString: `${sql} LIMIT 1` })).rejects.toThrow('Idempotent parameters do not match');
    expect(await start({ ClientRequestToken: 'c'.repeat(32) })).not.toBe(id);
  });

  it.each([
    ['a workgroup that is not there', { WorkGroup: 'primary' }, /not authorized|is not found/],
    ['no token', { ClientRequestToken: undefined }, /clientRequestToken is null or empty/],
    ['a short token', { ClientRequestToken: 'x' }, /ClientRequestToken/],
    ['an empty list of parameters', { ExecutionParameters: [] }, /ExecutionParameters/],
    ['a parameter that is too long', { ExecutionParameters: ['x'.repeat(1025)] }, /ExecutionParameters/],
    ['a field that is not there', { Workgroup: 'noroshi' }, /Unrecognized key/],
  ])('refuses %s', async (_, change, message) => {
    await expect(setUp().start(change)).rejects.toThrow(message);
  });

  it('knows no execution that was not started', () => {
    expect(() => setUp().ask('GetQueryExecution', { QueryExecutionId: 'x' })).toThrow('QueryExecution x was not found');
  });
});

it('lets the log reader do nothing that the installation does not let it do', () => {
  const installed = logReaderRights(settings).map((one) => ({
    ...one,
    Resource: one.Resource ?? [],
    Condition: undefined,
  }));
  const asks = (role?.policy ?? []).flatMap(({ Action, Resource }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({ action, resource: resource.replaceAll('*', 'x'), context: {} })),
    ),
  );

  expect(asks.filter(({ action }) => action.startsWith('athena:'))).toHaveLength(4);
  expect(asks.filter((ask) => !allows(installed, ask)).map(({ action, resource }) => `${action} ${resource}`)).toEqual(
    [],
  );
});

describe('what runs its statements', () => {
  const file = { key: 'a', size: 700, account: '111122223333', region: 'ap-northeast-1', day: '2026/11/20' };
  const others = [
    { ...file, key: 'b', day: '2026/11/22' },
    { ...file, key: 'c', account: '444455556666' },
    { ...file, key: 'd', region: 'eu-west-1' },
  ];
  const logs = {
    list: async () => [file, ...others],
    load: async ({ key, size: _, ...partition }: typeof file): Promise<LoadedFile> => ({
      ...partition,
      records: [record({ eventID: key })],
    }),
  };
  const hour = Date.parse('2026-11-20T10:00:00Z');
  const statement = trailToSql(
    { terms: [], event: 'PutBucketAcl', limit: 10, since: hour, until: hour + 3_600_000 },
    { database: 'noroshi', table: 'cloudtrail', accounts: [file.account], regions: [file.region] },
  );
  const whose = { ...statement, caller };

  it('reads the partitions that are named, and nothing else', async () => {
    const runner = makeRunner({ settings, logs });

    const twice = [await runner.run(whose), await runner.run(whose)];

    for (const outcome of twice) {
      expect(outcome).toMatchObject({ state: 'SUCCEEDED', scanned: 700, objects: 1, result: { rows: { length: 1 } } });
    }
    await runner.close();
  });

  it('says in Athena’s words what is wrong', async () => {
    const athena = { database: 'noroshi', table: 'cloudtrail', workgroup: 'noroshi', scanLimitGB: 1e-7 };
    const small = makeRunner({ settings: { ...settings, trail: { ...settings.trail, athena } }, logs });
    const runner = makeRunner({ settings, logs });
    const nobody = { ...caller, policy: [] };

    expect(await small.run(whose)).toMatchObject({ state: 'CANCELLED', why: 'Bytes scanned limit was exceeded' });
    expect(await runner.run({ ...whose, parameters: [] })).toMatchObject({
      state: 'FAILED',
      why: expect.stringContaining('Incorrect number of parameters: expected 1 but found 0'),
    });
    expect(await runner.run({ ...whose, parameters: ['eventname'] })).toMatchObject({ state: 'FAILED' });
    expect(await runner.run({ ...whose, sql: `${sql} WHERE eventid = ?` })).toMatchObject({
      why: expect.stringContaining('CONSTRAINT_VIOLATION'),
    });
    expect(await runner.run({ ...whose, sql: whose.sql.replace('"cloudtrail"', '"logs"') })).toMatchObject({
      why: "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.noroshi.logs' does not exist",
    });
    expect(await runner.run({ ...whose, caller: nobody })).toMatchObject({
      why: expect.stringContaining('Insufficient permissions'),
    });
    await expect(runner.parse('SELEC x')).rejects.toThrow(/syntax error/i);
    await Promise.all([small.close(), runner.close()]);
  });
});
