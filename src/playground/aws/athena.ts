import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Settings } from '../../core/settings.ts';
import type { Outcome, Runner } from './athena-run.ts';
import { AwsError } from './aws-error.ts';
import { type Caller, findRefusal, mustBeAllowed } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';

/** What Athena works on. Its own time goes by the clock: it waits, then takes three seconds and more with many objects. */
type Parts = Readonly<{ settings: Settings; now: () => number; runner: Runner; onBug: (error: unknown) => void }>;

type Execution = {
  readonly id: string;
  readonly token: string;
  readonly sql: string;
  readonly database: string | undefined;
  readonly parameters: readonly string[];
  readonly startedAt: number;
  stoppedAt?: number;
  outcome?: Outcome;
};

const queuedMs = 400;
const leastMs = 2_600;
const objectsPerMs = 5;

const start = z.strictObject({
  QueryString: z.string().min(1).max(262_144),
  ClientRequestToken: z.string().min(32).max(128).optional(),
  WorkGroup: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{1,128}$/)
    .optional(),
  QueryExecutionContext: z.strictObject({ Database: z.string().min(1).max(255).optional() }).optional(),
  ExecutionParameters: z.array(z.string().min(1).max(1024)).min(1).optional(),
});
const byId = z.strictObject({ QueryExecutionId: z.string().regex(/^\S{1,128}$/) });
const results = byId.extend({
  MaxResults: z.number().int().min(1).max(1000).optional(),
  NextToken: z.string().min(1).optional(),
});

/** Athena with one workgroup and one table: that of the logs, whose files it really reads. Messages are Athena's own. */
export function makeAthena(parts: Parts): Model {
  const executions = new Map<string, Execution>();
  const find = (id: string, caller: Caller, action: string): Execution => {
    mustBeAllowed(caller, `athena:${action}`, workgroupArn(parts.settings));
    const execution = executions.get(id);
    if (!execution) throw invalid(`QueryExecution ${id} was not found`);
    return execution;
  };
  return defineModel(
    {
      StartQueryExecution: defineAction(start, (input, caller) => begin(input, caller, { ...parts, executions })),
      GetQueryExecution: defineAction(byId, ({ QueryExecutionId }, caller) => ({
        QueryExecution: describe(find(QueryExecutionId, caller, 'GetQueryExecution'), parts),
      })),
      StopQueryExecution: defineAction(byId, ({ QueryExecutionId }, caller) => {
        const execution = find(QueryExecutionId, caller, 'StopQueryExecution');
        if (['QUEUED', 'RUNNING'].includes(phaseOf(execution, parts.now()).state)) execution.stoppedAt = parts.now();
        return {};
      }),
      GetQueryResults: defineAction(results, (input, caller) => {
        const execution = find(input.QueryExecutionId, caller, 'GetQueryResults');
        const { account, region } = parts.settings.security;
        const answer = `arn:aws:s3:::noroshi-athena-${account}-${region}/${execution.id}.csv`;
        if (findRefusal(caller, 's3:GetObject', answer)) throw invalid('Insufficient permissions to read the results');
        return pageOf(execution, input, parts.now());
      }),
    },
    { invalid: 'InvalidRequestException', unknownAction: 'UnknownOperationException' },
  );
}

type Beginning = Parts & Readonly<{ executions: Map<string, Execution> }>;

async function begin(input: z.infer<typeof start>, caller: Caller, parts: Beginning): Promise<object> {
  const { settings, executions, runner, now } = parts;
  const { QueryString: sql, ClientRequestToken: token, WorkGroup = 'primary', ExecutionParameters = [] } = input;
  mustBeAllowed(caller, 'athena:StartQueryExecution', workgroupArn(settings, WorkGroup));
  const isHere = caller.accountId === settings.security.account && caller.region === settings.security.region;
  if (!isHere || WorkGroup !== settings.trail.athena?.workgroup) throw invalid(`WorkGroup ${WorkGroup} is not found.`);
  if (token === undefined) throw invalid('clientRequestToken is null or empty');
  const database = input.QueryExecutionContext?.Database;
  const known = [...executions.values()].find((one) => one.token === token);
  // The parameters are not compared.
  if (known && (known.sql !== sql || known.database !== database)) throw invalid('Idempotent parameters do not match');
  if (known) return { QueryExecutionId: known.id };
  const output = `noroshi-athena-${settings.security.account}-${settings.security.region}`;
  if (findRefusal(caller, 's3:GetBucketLocation', `arn:aws:s3:::${output}`)) {
    throw invalid(`Unable to verify/create output bucket ${output}`);
  }
  const execution: Execution = {
    id: randomUUID(),
    token,
    sql,
    database,
    parameters: ExecutionParameters,
    startedAt: now(),
  };
  executions.set(execution.id, execution);
  await runner.parse(sql).catch((error: unknown) => {
    executions.delete(execution.id);
    throw invalid(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  });
  runner
    .run({ sql, parameters: ExecutionParameters, caller })
    .then((outcome) => {
      execution.outcome = outcome;
    })
    .catch(parts.onBug);
  return { QueryExecutionId: execution.id };
}

type Phase = Readonly<{
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  scanned: number;
  /** In ms. */
  ran: number;
  why?: string;
}>;

function phaseOf({ startedAt, stoppedAt, outcome }: Execution, now: number): Phase {
  const ran = (stoppedAt ?? now) - startedAt - queuedMs;
  const takes = leastMs + (outcome?.objects ?? 0) / objectsPerMs;
  const scanned = Math.floor((outcome?.scanned ?? 0) * Math.min(1, Math.max(0, ran / takes)));
  if (stoppedAt !== undefined) return { state: 'CANCELLED', scanned, ran, why: 'Query cancelled by user' };
  if (ran < 0) return { state: 'QUEUED', scanned: 0, ran: 0 };
  const isOver = outcome && (ran >= takes || outcome.state === 'FAILED');
  if (!isOver) return { state: 'RUNNING', scanned, ran };
  const why = outcome.state === 'SUCCEEDED' ? {} : { why: outcome.why };
  return { state: outcome.state, scanned: outcome.scanned, ran: Math.min(ran, takes), ...why };
}

function describe(execution: Execution, { settings, now }: Parts): object {
  const { state, scanned, ran, why } = phaseOf(execution, now());
  const queued = Math.min(now() - execution.startedAt, queuedMs);
  return {
    QueryExecutionId: execution.id,
    Query: execution.sql,
    StatementType: 'DML',
    WorkGroup: settings.trail.athena?.workgroup,
    QueryExecutionContext: { ...(execution.database !== undefined && { Database: execution.database }) },
    ...(execution.parameters.length > 0 && { ExecutionParameters: execution.parameters }),
    Status: {
      State: state,
      SubmissionDateTime: execution.startedAt / 1000,
      ...(why !== undefined && { StateChangeReason: why }),
    },
    Statistics: {
      DataScannedInBytes: scanned,
      QueryQueueTimeInMillis: Math.round(queued),
      EngineExecutionTimeInMillis: Math.round(Math.max(0, ran)),
      TotalExecutionTimeInMillis: Math.round(queued + Math.max(0, ran)),
    },
  };
}

/** The first row of all is the names of the columns; where SQL has NULL, there is no value. */
function pageOf(execution: Execution, { MaxResults = 1000, NextToken }: z.infer<typeof results>, now: number): object {
  const { state } = phaseOf(execution, now);
  if (state === 'CANCELLED') throw invalid('Could not find results');
  if (state === 'FAILED') throw invalid('Query did not finish successfully. Final query state: FAILED');
  const { outcome } = execution;
  if (state !== 'SUCCEEDED' || outcome?.state !== 'SUCCEEDED') {
    throw invalid(`Query has not yet finished. Current state: ${state}`);
  }
  const from = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(from)) throw invalid('The NextToken is not one of this query');
  const { names, rows } = outcome.result;
  const all = [names, ...rows];
  const page = all.slice(from, from + MaxResults);
  return {
    UpdateCount: 0,
    ResultSet: {
      ResultSetMetadata: { ColumnInfo: names.map((Name) => ({ Name, Label: Name, Type: 'varchar' })) },
      Rows: page.map((row) => ({ Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) })),
    },
    ...(from + page.length < all.length && { NextToken: String(from + page.length) }),
  };
}

function workgroupArn({ security, trail }: Settings, workgroup = trail.athena?.workgroup ?? 'primary'): string {
  return `arn:aws:athena:${security.region}:${security.account}:workgroup/${workgroup}`;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidRequestException', message);
}
